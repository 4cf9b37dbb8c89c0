import { raise } from '#contract/errors/result.ts';
import { verifyWithdrawal } from '../trust/organisation.ts';
import type { DeskClient } from './desk-client.ts';
import type { Entry } from './entry.ts';

export interface ConfirmedDeletion {
  deletedAt: string;
  /** The desk's signed confirmation, a JWS. */
  confirmation: string;
}

/**
 * Asks the desk to delete a bundle that has arrived, and everything read from it.
 * @returns the desk's signed confirmation, verified to be about this very bundle.
 * @throws CandorError while the deletion is not confirmed, or when the confirmation proves nothing.
 */
export async function requestDeletion({
  entry,
  desk,
  signal,
}: {
  entry: Entry;
  desk: DeskClient;
  signal: AbortSignal;
}): Promise<ConfirmedDeletion> {
  await desk.meet(entry.recipient, signal);
  const confirmation = await desk.requestDeletion(entry.id, signal);
  const signed = await verifyWithdrawal(confirmation, desk.policy());
  const differences = (
    [
      ['submission', signed.submission, entry.id],
      ['device', signed.device, entry.device],
      ['manifest', signed.manifestHash, entry.manifestHash],
      ['incident', signed.incident, entry.incident?.number],
    ] as const
  ).filter(([, actual, expected]) => actual !== expected);
  if (differences.length > 0) {
    raise(
      'desk-untrusted',
      'The desk confirmed the deletion of something else, so Candor does not count it. Please tell your IT department.',
      {
        detail: differences
          .map(([field, actual, expected]) => `${field}: expected ${expected}, found ${actual}`)
          .join('; '),
      },
    );
  }
  return { deletedAt: signed.deletedAt, confirmation };
}
