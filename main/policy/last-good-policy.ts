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

/** Payload of the JWS, which the device key signs. */
const lastGoodPolicy = z.strictObject({
  origin: z.enum(['machine', 'development']),
  /** Where the policy came from. */
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
 * Stores a good policy in case IT's next one has a mistake. It is in the person's own folder, where their other programs can
 * write, so it is signed with the device key. Anyone who can forge it already holds that key, and could do worse than
 * change a setting. An unchanged policy is not written again.
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

/** IT has removed the policy, so it must not come back. */
export const forgetLastGoodPolicy = (folder: string): Promise<void> =>
  rm(fileIn(folder), { force: true });

/**
 * The last good policy, if the device key signed it, it came from the same source as the one with the mistake, and it names
 * the pinned organisation and desk; null otherwise. Used only while a policy of IT is present but cannot be used, so that a
 * machine without a policy cannot get one from it.
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
