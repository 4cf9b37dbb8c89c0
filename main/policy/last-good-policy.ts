import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { signJws, verifyJws } from '#bundle/jws.ts';
import { type CombinedPolicy, combineLayers, valuesOfDocument } from '#policy/policy-document.ts';
import { withUsableRules } from '#policy/usable-rules.ts';
import { writeFileDurably } from '../storage/durable-file.ts';
import type { DeviceKey } from '../trust/device-key.ts';
import { recipientOf } from '../trust/organisation.ts';
import { currentPin } from '../trust/pin.ts';
import type { PolicyOrigin, PolicyReading } from './read-policy.ts';

const type = 'candor-kept-policy+jws';

/** Payload of the JWS by this computer's own key. */
const lastGoodPolicy = z.strictObject({
  origin: z.enum(['machine', 'development']),
  /** Where it stood. */
  place: z.string(),
  keptAt: z.iso.datetime(),
  document: z.record(z.string(), z.json()),
});

export interface LastGoodPolicy {
  combined: CombinedPolicy;
  keptAt: string;
}

const fileIn = (folder: string) => join(folder, 'trust', 'policy.jws');

/**
 * Keeps a good policy for the day on which IT's next one has a mistake. It lies in the person's own folder, where other
 * programs of theirs can write; so it is signed with the device key. Whoever could forge it holds that key already, and
 * with it could do worse than change a setting. The policy that was kept already is not written again.
 * @throws CandorError `no-device-key`, `disk-full`, `disk-failed`.
 */
export async function saveLastGoodPolicy(
  folder: string,
  {
    policy,
    document,
    origin,
    place,
  }: Pick<PolicyReading, 'policy' | 'document' | 'origin' | 'place'>,
  deviceKey: () => Promise<DeviceKey>,
  now: Date = new Date(),
): Promise<void> {
  if (!policy || !document || place === null) return;
  const content = JSON.stringify({ origin, place, document });
  const before = payloadOf(await readText(fileIn(folder)));
  if (
    before &&
    JSON.stringify({ origin: before.origin, place: before.place, document: before.document }) ===
      content
  )
    return;
  const signed = { origin, place, document, keptAt: now.toISOString() };
  await writeFileDurably(fileIn(folder), await signJws(type, signed, await deviceKey()));
}

/** IT has taken the policy away: nothing of it comes back. */
export const forgetLastGoodPolicy = (folder: string): Promise<void> =>
  rm(fileIn(folder), { force: true });

/**
 * The policy that was good last, when all of this holds: this computer's own key signed it, it came from where the one
 * with the mistake comes from, and it names the organisation and the desk that are pinned. Null otherwise; it is only ever
 * asked for while a policy of IT stands on this machine and cannot be used, so that it cannot bring one to a machine
 * without.
 */
export async function readLastGoodPolicy(
  folder: string,
  origin: PolicyOrigin,
  existingKey: () => Promise<DeviceKey | null>,
): Promise<LastGoodPolicy | null> {
  const jws = await readText(fileIn(folder));
  if (jws === null) return null;
  const key = await existingKey();
  if (key === null) return null;
  const signer = { publicKey: key.publicKey, type };
  const kept = await verifyJws(jws, signer, lastGoodPolicy).catch(() => null);
  if (kept?.origin !== origin) return null;
  const combined = withUsableRules(
    combineLayers([{ level: 'machine', values: valuesOfDocument(kept.document, kept.place) }]),
  );
  const pin = await currentPin(folder);
  if (!combined.policy || !pin || pin.origin !== origin) return null;
  const { fingerprint, desk } = recipientOf(combined.policy);
  return fingerprint === pin.fingerprint && desk === pin.desk
    ? { combined, keptAt: kept.keptAt }
    : null;
}

async function readText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

function payloadOf(jws: string | null): z.infer<typeof lastGoodPolicy> | null {
  try {
    return lastGoodPolicy.parse(
      JSON.parse(Buffer.from(jws?.split('.')[1] ?? '', 'base64url').toString('utf8')),
    );
  } catch {
    return null;
  }
}
