import os from 'node:os';
import type { CollectContext } from '#collector/toolkit/define.ts';
import { identitiesOf, trustOf } from './darwin.ts';
import { certificatesIn, described } from './describe.ts';
import type { Described } from './types.ts';

const keychains = [
  { store: 'System keychain', path: '/Library/Keychains/System.keychain' },
  { store: 'Login keychain', path: `${os.homedir()}/Library/Keychains/login.keychain-db` },
] as const;

/** In the two keychains: authorities, and certificates with a private key. Reads no key, so macOS does not ask the person. */
export async function gatherDarwin(
  context: CollectContext,
): Promise<{ roots: Described[] | null; personal: Described[] | null }> {
  const run = (...words: string[]) =>
    context.run('security', words, { timeoutMs: 5000, capBytes: 4 * 1024 * 1024 });
  const [found, identity, own, admin] = await Promise.all([
    Promise.all(
      keychains.map(async (one) => ({
        ...one,
        output: await run('find-certificate', '-a', '-p', one.path),
      })),
    ),
    run('find-identity'),
    run('dump-trust-settings'),
    run('dump-trust-settings', '-d'),
  ]);
  if (
    found.every(
      ({ output }) => output.state !== 'ended' || (output.exitCode !== 0 && output.stdout === ''),
    )
  ) {
    return { roots: null, personal: null };
  }
  const [trust, identities] = [trustOf([own, admin]), identitiesOf(identity.stdout)];
  const all = found.flatMap(({ store, output }) =>
    certificatesIn(output.stdout).map((one) => ({ store, one })),
  );
  const roots = all.flatMap(({ store, one }): Described[] => {
    const root = described(one, store);
    const trusted = trust === null ? null : (trust.get(root.subject.commonName ?? '') ?? false);
    return one.ca || trusted === true ? [{ ...root, trusted }] : [];
  });
  const mine = all.filter(({ one }) => identities?.has(one.fingerprint.replaceAll(':', '')));
  return {
    roots,
    personal: identities === null ? null : mine.map(({ store, one }) => described(one, store)),
  };
}
