import { CandorError, raise } from '#contract/errors/result.ts';
import { pathOf } from '#contract/http/client.ts';
import { deviceApi } from '#contract/http/device.ts';
import { verifyWithdrawal } from '../trust/organisation.ts';
import { type Proof, proofOf } from './deliver.ts';
import type { DeskClient } from './desk-client.ts';
import { deskFailed } from './desk-errors.ts';
import type { Entry } from './entry.ts';
import type { Transport } from './transport.ts';

const uploads = pathOf(deviceApi, 'uploads.create');

/**
 * Takes back a bundle that has arrived.
 * @returns the desk's signed word that it, and what was read out of it, is deleted; verified to speak of this very bundle.
 * @throws CandorError when that is not known yet, or what came is no proof.
 */
export async function recall({
  entry,
  desk,
  signal,
}: {
  entry: Entry;
  desk: DeskClient;
  signal: AbortSignal;
}): Promise<{ jws: string; deletedAt: string }> {
  await desk.meet(entry.recipient, signal);
  const jws = await desk.takeBack(entry.id, signal);
  const signed = await verifyWithdrawal(jws, desk.policy());
  const differs = (
    [
      ['submission', signed.submission, entry.id],
      ['device', signed.device, entry.device],
      ['manifest', signed.manifestHash, entry.manifestHash],
      ['incident', signed.incident, entry.incident?.number],
    ] as const
  ).filter(([, found, expected]) => found !== expected);
  if (differs.length > 0) {
    raise(
      'desk-untrusted',
      'The desk confirmed the deletion of something else. It does not count; please tell your IT department.',
      {
        detail: differs
          .map(([what, found, expected]) => `${what}: expected ${expected}, found ${found}`)
          .join('; '),
      },
    );
  }
  return { jws, deletedAt: signed.deletedAt };
}

/**
 * Tells the desk to throw away what it has of a canceled upload.
 * @returns the desk's proof when the bundle had arrived before the person canceled; null when it is withdrawn.
 * @throws CandorError when it is not known yet.
 */
export async function withdraw(task: {
  entry: Entry;
  desk: DeskClient;
  transport: Transport;
  signal: AbortSignal;
}): Promise<Proof | null> {
  const { entry, desk, transport, signal } = task;
  await desk.meet(entry.recipient, signal);
  const answer = await desk.submission(entry.id, signal);
  if (answer.state === 'accepted') return proofOf(answer, task);
  if (answer.state === 'checking')
    throw new CandorError(deskFailed(`${entry.id} is being checked`));
  if (answer.state === 'unknown' && entry.uploadPath?.startsWith(`${uploads}/`)) {
    const method = 'DELETE';
    const headers = {
      'tus-resumable': '1.0.0',
      ...(await desk.authorize(method, entry.uploadPath)),
    };
    const { status } = await transport.request({
      method,
      url: desk.urlOf(entry.uploadPath),
      headers,
      signal,
    });
    // 404 and 410: it is gone already. Other refusals: an unfinished upload expires at the desk without our help.
    if (status >= 500 || status === 423)
      throw new CandorError(deskFailed(`HTTP ${status} to DELETE ${entry.uploadPath}`));
  }
  return null;
}
