import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { errorCodeOf, moveDurably, syncFolder } from '../../../bundle/durable-file.ts';
import type { AppError } from '../../../contract/result.ts';
import { deviceActor, record } from '../audit/audit.ts';
import type { Changes } from '../changes.ts';
import { lock } from '../incidents/extract.ts';
import { numberOf } from '../incidents/number.ts';
import { expiryOf } from '../incidents/retention.ts';
import { addEntry } from '../incidents/timeline.ts';
import { acceptanceType, type Keys } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Database } from '../store/database.ts';
import { rethrowDiskError } from '../store/disk-error.ts';
import type { Folders } from '../store/folders.ts';
import type { UploadRow } from '../store/tables.ts';
import type { CheckedBundle } from './check-bundle.ts';
import { type Checker, makeChecker } from './checker.ts';

export interface Intake {
  /**
   * Checks a complete upload and accepts or refuses its submission; resolves when that is durable. Asked twice, it is
   * done once. Rejects when it cannot be done now (the disk); then it can be asked again.
   */
  check(upload: string): Promise<void>;
  /** Waits for the checks under way and begins no other. */
  close(): Promise<void>;
}

interface Parts {
  database: Database;
  folders: Folders;
  keys: Keys;
  limits: Limits;
  changes: Changes;
  now(): Date;
  log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
}

export function makeIntake(parts: Parts): Intake {
  const checker = makeChecker(parts.limits);
  const running = new Map<string, Promise<void>>();
  // One after the other: each check holds a whole unsealed bundle in memory.
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    check(upload) {
      const known = running.get(upload);
      if (known) return known;
      if (closed) return Promise.resolve();
      const turn = queue.then(() => (closed ? undefined : settle(parts, checker, upload)));
      queue = turn.catch(() => {});
      const done = turn.finally(() => running.delete(upload));
      running.set(upload, done);
      // A caller that stopped waiting leaves the rejection to the log.
      done.catch((thrown) => parts.log.error({ err: thrown }, 'a bundle could not be checked now'));
      return done;
    },
    async close() {
      closed = true;
      await queue;
      await checker.close();
    },
  };
}

async function settle(parts: Parts, checker: Checker, id: string): Promise<void> {
  const { database, folders, now, log } = parts;
  const upload = await database.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
  if (!upload) return;
  const submission = await submissionOf(database, upload);
  if (submission.state === 'accepted') return;
  try {
    await syncFolder(folders.uploads);
    if (submission.state !== 'checking') await setChecking(database, upload, now().toISOString());
    const started = performance.now();
    const verdict = await judge(parts, checker, upload);
    const ms = Math.round(performance.now() - started);
    if ('problem' in verdict) {
      log.warn({ code: verdict.problem.code, detail: verdict.problem.detail, bytes: upload.size, ms }, 'bundle refused');
      await refuse(parts, upload, verdict.problem);
    } else {
      const number = await accept(parts, upload, verdict);
      log.info({ incident: number, bytes: upload.size, ms }, 'bundle accepted');
      parts.changes.tell(number);
    }
  } catch (thrown) {
    rethrowDiskError(thrown);
  }
}

async function judge({ folders, keys, limits, now }: Parts, checker: Checker, upload: UploadRow) {
  return checker.check({
    file: await locate(folders, upload.id),
    sha256: upload.sha256,
    identity: keys.identity,
    sealedBytes: limits.sealedBytes,
    device: upload.device,
    fingerprint: keys.fingerprint,
    at: now().toISOString(),
  });
}

/** The sealed file's place: a desk that was killed may have moved it before the database knew. */
async function locate({ uploads, objects }: Folders, id: string): Promise<string> {
  const file = join(uploads, id);
  try {
    await stat(file);
    return file;
  } catch (thrown) {
    if (errorCodeOf(thrown) !== 'ENOENT') throw thrown;
    return join(objects, id);
  }
}

/**
 * The sealed file is in its last place before the rows name it; rows and timeline are one transaction; the acceptance is
 * signed inside it, because it names the incident.
 */
async function accept(parts: Parts, upload: UploadRow, checked: CheckedBundle): Promise<string> {
  const { database, folders, keys, now } = parts;
  const place = join(folders.objects, upload.id);
  const file = await locate(folders, upload.id);
  if (file !== place) await moveDurably(file, place);
  const at = now().toISOString();
  return database.transaction().execute(async (transaction) => {
    const { id } = await transaction
      .insertInto('incidents')
      .values({
        device: upload.device,
        received_at: at,
        status: 'new',
        assignee: null,
        upload: upload.id,
        manifest_hash: checked.manifestHash,
        headline: lock(checked.headline, keys.extractKey, `${upload.id} headline`),
        extract: lock(checked.extract, keys.extractKey, `${upload.id} extract`),
        expires_at: expiryOf(checked.extract.receipt.receipt, at),
        deleted_at: null,
        request: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const number = numberOf(id);
    await addEntry(transaction, id, { kind: 'received', id: upload.submission, at });
    const acceptance = await keys.sign(acceptanceType, {
      submission: upload.submission,
      device: upload.device,
      manifestHash: checked.manifestHash,
      incident: number,
      acceptedAt: at,
    });
    await transaction
      .updateTable('submissions')
      .set({ state: 'accepted', acceptance, incident: id, problem: null, updated_at: at })
      .where('device', '=', upload.device)
      .where('id', '=', upload.submission)
      .execute();
    await record(transaction, { at, actor: deviceActor(upload.device), action: 'incident-received', object: number });
    return number;
  });
}

async function refuse({ database, folders, now }: Parts, upload: UploadRow, problem: AppError): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('submissions')
      .set({ state: 'refused', problem: JSON.stringify(problem), updated_at: now().toISOString() })
      .where('device', '=', upload.device)
      .where('id', '=', upload.submission)
      .execute();
    await transaction.deleteFrom('uploads').where('id', '=', upload.id).execute();
  });
  // After the commit: a file that stays behind has no row, and the next start cleans it away.
  for (const folder of [folders.uploads, folders.objects]) await rm(join(folder, upload.id), { force: true });
}

function submissionOf(database: Database, { device, submission }: UploadRow) {
  return database
    .selectFrom('submissions')
    .select('state')
    .where('device', '=', device)
    .where('id', '=', submission)
    .executeTakeFirstOrThrow();
}

async function setChecking(database: Database, { device, submission }: UploadRow, at: string): Promise<void> {
  await database
    .updateTable('submissions')
    .set({ state: 'checking', updated_at: at })
    .where('device', '=', device)
    .where('id', '=', submission)
    .execute();
}
