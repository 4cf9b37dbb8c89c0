import { randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { removeDurably } from '../../../bundle/durable-file.ts';
import { sha256 } from '../../../contract/collector.ts';
import { raise } from '../../../contract/result.ts';
import { tooMany } from '../auth/engineers.ts';
import type { Context } from '../context.ts';
import type { UploadRow } from '../store/tables.ts';
import { checkWithin, findSubmission } from './submission.ts';

const metadataShape = z.object({ submission: z.uuid().toLowerCase(), sha256 });

/**
 * Makes room for a device's upload, in the database before on the disk.
 * A submission that has arrived is not taken twice: `finished` names its upload, and nothing is stored.
 * @throws CandorError `invalid-arguments`, `too-large`, `disk-full`, `too-many-attempts`.
 */
export async function beginUpload(
  context: Context,
  device: string,
  asked: { size: number | null; metadata: Record<string, string | null> },
): Promise<{ finished: UploadRow } | { created: UploadRow }> {
  const { database, folders, limits } = context;
  const metadata = metadataShape.safeParse(asked.metadata);
  if (!metadata.success || asked.size === null || asked.size < 1) {
    raise('invalid-arguments', 'The desk does not understand this upload.', {
      detail: metadata.success ? 'Upload-Length is missing or 0' : z.prettifyError(metadata.error),
    });
  }
  const { size } = asked;
  if (size > limits.sealedBytes) {
    raise('too-large', 'This bundle has {bytes} bytes; the desk takes at most {limit}. Leave out some items and send it again.', {
      values: { bytes: size, limit: limits.sealedBytes },
    });
  }
  const { submission } = metadata.data;
  const arrived = await arrivedUpload(context, device, submission);
  if (arrived) return { finished: arrived };
  const earlier = await uploadsOf(context, device);
  const same = earlier.find((upload) => upload.submission === submission);

  const wait = context.deviceChanges.take(device, context.now().getTime());
  if (wait > 0) tooMany(wait);
  const unfinished = earlier.filter((upload) => upload.submission !== submission && !upload.done);
  if (unfinished.length >= limits.unfinishedUploads) {
    raise('too-many-attempts', 'This computer has {count} unfinished uploads. Finish or cancel one of them first.', {
      values: { count: unfinished.length },
    });
  }
  const { bavail, bsize } = await statfs(folders.uploads);
  if (bavail * bsize < size + limits.reservedDiskBytes) {
    raise('disk-full', "The desk's disk is full. Your support team has to free space; try again later.", {
      detail: `${bavail * bsize} bytes free, ${size} needed and ${limits.reservedDiskBytes} reserved`,
    });
  }

  const at = context.now().toISOString();
  const created: UploadRow = {
    id: randomBytes(16).toString('hex'),
    device,
    submission,
    sha256: metadata.data.sha256,
    size,
    created_at: at,
  };
  await database.transaction().execute(async (transaction) => {
    // A new attempt at the same submission replaces the one before: its address was lost on the way to the sender.
    await transaction.deleteFrom('uploads').where('device', '=', device).where('submission', '=', submission).execute();
    await transaction
      .insertInto('submissions')
      .values({ device, id: submission, state: 'uploading', acceptance: null, incident: null, problem: null, updated_at: at })
      .onConflict((conflict) =>
        conflict.columns(['device', 'id']).doUpdateSet({ state: 'uploading', problem: null, updated_at: at }),
      )
      .execute();
    await transaction.insertInto('uploads').values(created).execute();
  });
  if (same) await removeDurably(join(folders.uploads, same.id));
  return { created };
}

/** The complete upload of a submission, unless its check ends in a refusal: then it may be sent again. */
async function arrivedUpload(context: Context, device: string, submission: string): Promise<UploadRow | null> {
  const upload = (await uploadsOf(context, device)).find((row) => row.submission === submission && row.done);
  if (!upload) return null;
  if (upload.state === 'checking') await checkWithin(context, upload.id);
  const state = (await findSubmission(context, device, submission))?.state;
  return state === 'refused' ? null : upload;
}

async function uploadsOf({ database }: Context, device: string): Promise<(UploadRow & { state: string; done: boolean })[]> {
  const rows = await database
    .selectFrom('uploads')
    .innerJoin('submissions', (join) =>
      join.onRef('submissions.device', '=', 'uploads.device').onRef('submissions.id', '=', 'uploads.submission'),
    )
    .selectAll('uploads')
    .select('submissions.state')
    .where('uploads.device', '=', device)
    .execute();
  return rows.map(({ state, ...row }) => ({ ...row, state, done: state !== 'uploading' }));
}
