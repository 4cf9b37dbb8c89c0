interface Help {
  /** The line as it is typed. */
  usage: string;
  does: string;
  /** What one line cannot say. */
  more?: string;
}

const bundle = `FILE is a bundle as the agent saves or sends it; "-" is standard input. A sealed one needs the key that opens it:
--identity KEYFILE, a file with a line AGE-SECRET-KEY-1…, as age-keygen writes it. --json prints one JSON object instead of text.`;

const desk = `Where the desk is and the token of the console's page Your account stand in --desk and CANDOR_DESK, CANDOR_TOKEN, or in a
private file ~/.config/candor/desk.json: {"desk": "…", "token": "…"}; --access FILE names another one.`;

/** Every command, in the order of the whole help. */
export const commands = {
  inspect: {
    usage: 'candor inspect FILE [--json] [--identity KEYFILE]',
    does: 'what is in a bundle, what is missing and why, the findings',
    more: bundle,
  },
  verify: {
    usage: 'candor verify FILE [--json] [--identity KEYFILE]',
    does: 'checks every promise of a bundle; exit code 1 when one fails, 3 when all is well but nobody has agreed to send it yet',
    more: bundle,
  },
  diagnose: {
    usage: 'candor diagnose --endpoint URL [--endpoint URL…] [--json]',
    does: 'checks the network from this machine to web addresses',
    more: `It looks names up, connects, reads certificates and asks each address once, directly and through the proxy of http_proxy,
https_proxy, all_proxy and no_proxy; it needs no rights and sends nothing else. Exit code 1 when an address is not reachable.`,
  },
  request: {
    usage: 'candor request DEVICE --preset PRESET --reason "…" [--incident INC-000042] [--expires 2h] [--no-wait] [--json]',
    does: 'asks a computer for a bundle and shows what becomes of it',
    more: `The person sees who asks, why and for what, and decides; nothing is collected before. DEVICE is the id in the console, or a
name that only one device has. --collectors a,b names single collectors instead of a preset. --expires takes minutes, hours or
days (30m, 2h, 7d; 2h unless told). Exit code 0 when the bundle was sent, 1 when the request ended otherwise.
${desk}`,
  },
  withdraw: { usage: 'candor withdraw REQUEST [--reason "…"] [--json]', does: 'takes a request back', more: desk },
  audit: {
    usage: 'candor audit verify FILE [--fingerprint KEY] [--json]',
    does: 'checks an exported audit log; exit code 1 when it was altered, or signed by another key than KEY',
  },
  redact: {
    usage: 'candor redact IN OUT [--known FILE.json] [--report FILE.json] [--force]',
    does: 'hides secrets and personal values in a text file, a folder or a zip; "-" is standard input or output',
    more: `Secrets become [secret:…] and personal values stable names (user-1, ip-3); the original stays. A file that is there already is
replaced only with --force. --known names values to hide wherever they stand: {"users": [], "hosts": [], "domains": [], "ips": [],
"macs": [], "ssids": [], "serials": [], "emails": [], "paths": [], "words": []}. --report lists every replacement with file, offset
and rule, never the value. What is no text is left out, and it says so.`,
  },
  policy: {
    usage: 'candor policy check FILE [--json]',
    does: 'what a policy document would set, or what is wrong in it and where',
    more: 'It reads a document as the agent does. Exit code 1 when something in it is wrong or unknown.',
  },
} as const satisfies Record<string, Help>;

const exitCodes = 'Exit codes: 0 good, 1 a check failed, 2 the command or a file cannot be used.';

/** The text of one command; of all of them for a name that is none. */
export function helpOf(name: string | undefined): string {
  const entries = Object.entries<Help>(commands);
  const one = entries.find(([known]) => known === name)?.[1];
  if (one) return [one.usage, `  ${one.does}`, ...(one.more ? ['', one.more] : []), '', exitCodes].join('\n');
  return [
    'candor: the command line for engineers who read support bundles',
    '',
    ...entries.flatMap(([, { usage, does }]) => [`  ${usage}`, `      ${does}`]),
    '  candor help',
    '      this text',
    '',
    'candor COMMAND --help says more of one command; candor --version prints the version.',
    '',
    exitCodes,
  ].join('\n');
}
