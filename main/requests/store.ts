import { z } from 'zod';
import { createSerialQueue } from '#bundle/serial-queue.ts';
import {
  longestReveal,
  requestClaims,
  requestReport,
  signedRequest,
} from '#contract/http/request.ts';
import { jsonFile } from '../storage/json-file.ts';
import { codeLock, freshLock } from './code-lock.ts';

/** An accepted request, with everything that must survive a restart. */
const kept = z.strictObject({
  jws: signedRequest,
  claims: requestClaims,
  receivedAt: z.iso.datetime(),
  /** `sending`: agreed to and in the outbox. `ended`: only its reports remain to be delivered. */
  state: z.enum(['waiting', 'seen', 'collecting', 'in-review', 'sending', 'ended']),
  matched: z.boolean(),
  /** How often the person typed a wrong number. */
  wrongNumbers: z.number().int().nonnegative().default(0),
  submission: z.uuid().nullable(),
  /** Reports for the desk, in this order. */
  reports: z.array(requestReport).max(20),
  /** Signed and sealed answer to a reveal, delivered after the reports. */
  answer: z.string().max(longestReveal).nullable(),
});
export type Kept = z.infer<typeof kept>;

const state = z.strictObject({
  format: z.literal('candor-requests'),
  version: z.literal(1),
  /** Milliseconds since 1970: the latest time that the organisation signed. */
  deskTime: z.number().int().nonnegative(),
  /** Seconds; null after the list of accepted requests was lost, until the desk's time is known again. */
  notBefore: z.number().int().nonnegative().nullable(),
  /** `jti` → `exp` in seconds. */
  taken: z.record(z.uuid(), z.number().int()),
  codes: codeLock,
  kept: z.array(kept).max(200),
});
export type RequestsState = z.infer<typeof state>;

const empty: RequestsState = {
  format: 'candor-requests',
  version: 1,
  deskTime: 0,
  notBefore: null,
  taken: {},
  codes: freshLock,
  kept: [],
};

/** Seconds for which a `jti` is remembered after its end. */
const remembered = 24 * 3600;

export interface RequestStore {
  now(): RequestsState;
  /** Durable when it resolves. @throws CandorError `disk-full`, `disk-failed`, and changes nothing. */
  change(how: (state: RequestsState) => RequestsState): Promise<void>;
}

/**
 * One file, replaced as a whole. A file that cannot be read is set aside. Without a file, on the first start or because
 * somebody removed it, requests issued before are refused: forgetting that one was accepted must not allow it again.
 */
export async function openRequestStore(
  path: string,
  report: (detail: string) => void,
): Promise<RequestStore> {
  const file = jsonFile(path, state);
  let current = (await file.readOrSetAside(report)) ?? empty;
  const writes = createSerialQueue();
  return {
    now: () => current,
    change: (how) =>
      writes.run(async () => {
        const changed = forgetful(how(current));
        if (changed === current) return;
        await file.write(changed);
        current = changed;
      }),
  };
}

/** Drops what ended more than a day ago by the organisation's signed time, so that no local clock can cause it. */
function forgetful(given: RequestsState): RequestsState {
  const old = Object.entries(given.taken).filter(
    ([, exp]) => (exp + remembered) * 1000 < given.deskTime,
  );
  if (old.length === 0) return given;
  const taken = { ...given.taken };
  for (const [jti] of old) delete taken[jti];
  return { ...given, taken };
}
