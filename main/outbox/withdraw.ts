import { deviceRoutes } from '../../contract/device-api.ts';
import { CandorError } from '../../contract/result.ts';
import { type Proof, proofOf } from './deliver.ts';
import type { DeskClient } from './desk-client.ts';
import type { Entry } from './entry.ts';
import { deskFailed } from './failure.ts';
import type { Transport } from './transport.ts';

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
  if (answer.state === 'checking') throw new CandorError(deskFailed(`${entry.id} is being checked`));
  if (answer.state === 'unknown' && entry.uploadPath?.startsWith(`${deviceRoutes.uploads}/`)) {
    const method = 'DELETE';
    const headers = { 'tus-resumable': '1.0.0', ...(await desk.authorize(method, entry.uploadPath)) };
    const { status } = await transport.request({ method, url: desk.urlOf(entry.uploadPath), headers, signal });
    // 404 and 410: it is gone already. Other refusals: an unfinished upload expires at the desk without our help.
    if (status >= 500 || status === 423) throw new CandorError(deskFailed(`HTTP ${status} to DELETE ${entry.uploadPath}`));
  }
  return null;
}
