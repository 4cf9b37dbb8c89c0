/**
 * `security dump-trust-settings`: `Cert 0: NAME`, then its settings. No settings mean trusted for everything.
 * Null when neither domain could be read; a domain without settings ends with an error that says so.
 */
export function trustOf(
  outputs: readonly { stdout: string; stderr: string }[],
): Map<string, boolean> | null {
  const trusted = new Map<string, boolean>();
  let known = false;
  for (const { stdout, stderr } of outputs) {
    if (
      /^Number of trusted certs = \d/m.test(stdout) ||
      /No Trust Settings were found/i.test(`${stdout}\n${stderr}`)
    )
      known = true;
    for (const block of stdout.split(/^Cert \d{1,5}: /m).slice(1)) {
      const name = block.slice(0, block.indexOf('\n')).trim();
      if (name !== '') trusted.set(name, isTrusted(block));
    }
  }
  return known ? trusted : null;
}

/** One setting for each use, such as `Policy OID : SSL`. A setting without a result means trust; a denial outweighs trust. */
function isTrusted(block: string): boolean {
  const results = block
    .split(/^ +Trust Setting \d{1,4}:$/m)
    .map((one) => /^ +Result Type +: (\w{1,60})$/m.exec(one)?.[1]);
  if (results.includes('kSecTrustSettingsResultDeny')) return false;
  const settings = results.slice(1);
  return (
    settings.length === 0 ||
    settings.some((result) => result !== 'kSecTrustSettingsResultUnspecified')
  );
}

/** `security find-identity`: `  1) HASH "NAME"`; the SHA-1 hashes of certificates with a private key, in capitals. */
export function identitiesOf(output: string): ReadonlySet<string> | null {
  if (!/identities found/.test(output)) return null;
  return new Set(
    [...output.matchAll(/^ {1,4}\d{1,4}\) ([0-9A-F]{40}) /gm)].map((match) => match[1] ?? ''),
  );
}
