import { randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { removeDurably } from '#bundle/durable-file.ts';
import { sha256 } from '#contract/collector/collector.ts';
import { raise } from '#contract/errors/result.ts';
import type { Context } from '#desk/service/context.ts';
import type { Limits } from '#desk/service/limits.ts';
import type { Database } from '#desk/service/store/database.ts';
import { syncedSize } from '#desk/service/store/file-size.ts';
import { findSubmission, saveUploading } from '#desk/service/store/submissions.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import {
  deleteUploadsOf,
  insertUpload,
  listUploadsOf,
  type Upload,
  type UploadWithState,
} from '#desk/service/store/uploads.ts';
import { tooMany } from '../auth/engineers.ts';
import { requireQuota } from './quota.ts';
import { checkWithin } from './submission.ts';

const metadataShape = z.object({ submission: z.uuid().toLowerCase(), sha256 });

type Parts = Pick<Context, 'database' | 'folders' | 'limits' | 'intake' | 'deviceChanges' | 'now'>;

/**
 * Makes room for a device's upload, in the database before on the disk.
 * A submission that has arrived is not taken twice: `finished` names its upload, and nothing is stored.
 * @throws CandorError `invalid-arguments`, `too-large`, `disk-full`, `too-many-attempts`.
 */
export async function beginUpload(
  context: Parts,
  device: string,
  asked: { size: number | null; metadata: Record<string, string | null> },
): Promise<{ finished: Upload } | { created: Upload }> {
  const { database, folders, limits } = context;
  const metadata = metadataShape.safeParse(asked.metadata);
  if (!metadata.success || asked.size === null || asked.size < 1) {
    raise('invalid-arguments', 'The desk does not understand this upload.', {
      detail: metadata.success ? 'Upload-Length is missing or 0' : z.prettifyError(metadata.error),
    });
  }
  const { size } = asked;
  if (size > limits.sealedBytes) {
    raise(
      'too-large',
      'This has {bytes} bytes, and the support desk takes at most {limit}. Get help again, and leave out the largest items.',
      { values: { bytes: size, limit: limits.sealedBytes } },
    );
  }
  const { submission } = metadata.data;
  const arrived = await arrivedUpload(context, device, submission);
  if (arrived) return { finished: arrived };

  const wait = context.deviceChanges.take(device, context.now().getTime());
  if (wait > 0) tooMany(wait);
  await requireRoom(context, size);
  const row: Upload = {
    id: randomBytes(16).toString('hex'),
    device,
    submission,
    sha256: metadata.data.sha256,
    size,
    createdAt: context.now().toISOString(),
  };
  const begun = await inTransaction(database, (transaction) => makeRow(transaction, row, limits));
  if ('finished' in begun) return begun;
  for (const id of begun.replaced) await removeDurably(join(folders.uploads, id));
  return { created: row };
}

/** @throws CandorError `disk-full` when less would stay free than the desk needs for itself. */
export async function requireRoom(
  { folders, limits }: Pick<Context, 'folders' | 'limits'>,
  bytes: number,
): Promise<void> {
  const { bavail, bsize } = await statfs(folders.uploads);
  if (bavail * bsize >= bytes + limits.reservedDiskBytes) return;
  raise(
    'disk-full',
    "The desk's disk is full. Your support team has to free space; try again later.",
    {
      detail: `${bavail * bsize} bytes free, ${bytes} needed and ${limits.reservedDiskBytes} reserved`,
    },
  );
}

/**
 * Counts and writes in one transaction, because a sender can begin many uploads in the same moment.
 * @returns the uploads whose files have to go: a new attempt at the same submission replaces those before, whose address
 * was lost on the way to the sender.
 */
async function makeRow(
  database: Database,
  row: Upload,
  limits: Limits,
): Promise<{ replaced: string[] } | { finished: Upload }> {
  const { device, submission } = row;
  const earlier = await uploadsOf(database, device);
  const same = earlier.filter((upload) => upload.submission === submission);
  const arrived = same.find(({ done }) => done);
  if (arrived) return { finished: arrived };
  requireFewOpen(
    earlier.filter((upload) => upload.submission !== submission),
    limits.openUploads,
  );
  await requireQuota(database, row, limits, new Date(row.createdAt));
  const at = row.createdAt;
  await deleteUploadsOf(database, row);
  await saveUploading(database, row, at);
  await insertUpload(database, row);
  return { replaced: same.map(({ id }) => id) };
}

/** A device's bundles that are not accepted or refused yet take disk and a place in the queue. */
function requireFewOpen(others: readonly { state: string }[], most: number): void {
  const checking = others.filter(({ state }) => state === 'checking').length;
  const unfinished = others.filter(({ state }) => state === 'uploading').length;
  if (checking + unfinished < most) return;
  if (checking > 0) {
    raise(
      'too-many-attempts',
      'The desk is still checking {count} bundles of this computer. Candor tries again by itself.',
      {
        values: { count: checking },
      },
    );
  }
  raise(
    'too-many-attempts',
    'This computer has {count} unfinished uploads. Finish or cancel one of them first.',
    {
      values: { count: unfinished },
    },
  );
}

/** The complete upload of a submission, unless its check ends in a refusal: then it may be sent again. */
async function arrivedUpload(
  context: Parts,
  device: string,
  submission: string,
): Promise<Upload | null> {
  const uploads = (await uploadsOf(context.database, device)).filter(
    (row) => row.submission === submission,
  );
  let upload = uploads.find(({ done }) => done);
  // All bytes are there and only the row does not say so yet: the sender lost its connection just then.
  for (const row of upload ? [] : uploads) {
    if ((await syncedSize(join(context.folders.uploads, row.id))) !== row.size) continue;
    if (await context.intake.received(row.id)) upload = { ...row, state: 'checking', done: true };
  }
  if (!upload) return null;
  if (upload.state === 'checking') await checkWithin(context, upload.id);
  const state = (await findSubmission(context.database, device, submission))?.state;
  return state === 'refused' ? null : upload;
}

async function uploadsOf(
  database: Database,
  device: string,
): Promise<(UploadWithState & { done: boolean })[]> {
  const uploads = await listUploadsOf(database, device);
  return uploads.map((upload) => ({ ...upload, done: upload.state !== 'uploading' }));
}
