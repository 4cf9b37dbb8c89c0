import { CandorError } from '#contract/errors/result.ts';
import { pathOf } from '#contract/http/client.ts';
import { deviceApi } from '#contract/http/device.ts';
import { type Proof, proofOf } from './deliver.ts';
import type { DeskClient } from './desk-client.ts';
import { deskFailed } from './desk-errors.ts';
import type { Entry } from './entry.ts';
import type { Transport } from './transport.ts';

const uploads = pathOf(deviceApi, 'uploads.create');

/**
 * Asks the desk to delete the parts it has of a canceled upload.
 * @returns the desk's proof if the bundle had arrived before the person canceled; null if nothing is left at the desk.
 * @throws CandorError while the outcome is unknown.
 */
export async function abandonUpload(task: {
  entry: Entry;
  desk: DeskClient;
  transport: Transport;
  signal: AbortSignal;
}): Promise<Proof | null> {
  const { entry, desk, signal } = task;
  await desk.meet(entry.recipient, signal);
  const answer = await desk.submission(entry.id, signal);
  if (answer.state === 'accepted') return proofOf(answer, task);
  if (answer.state === 'checking')
    throw new CandorError(deskFailed(`${entry.id} is being checked`));
  if (answer.state === 'unknown' && entry.uploadPath?.startsWith(`${uploads}/`))
    await deleteUpload(entry.uploadPath, task);
  return null;
}

async function deleteUpload(
  path: string,
  { desk, transport, signal }: { desk: DeskClient; transport: Transport; signal: AbortSignal },
): Promise<void> {
  const method = 'DELETE';
  const { status } = await transport.request({
    method,
    url: desk.urlOf(path),
    headers: { 'tus-resumable': '1.0.0', ...(await desk.authorize(method, path)) },
    signal,
  });
  // 404 and 410: it is already gone. Other refusals: the desk lets an unfinished upload expire without our help.
  if (status >= 500 || status === 423)
    throw new CandorError(deskFailed(`HTTP ${status} to DELETE ${path}`));
}
