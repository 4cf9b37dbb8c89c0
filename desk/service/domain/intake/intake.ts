import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { errorCodeOf, moveDurably, syncFolder } from '#bundle/durable-file.ts';
import type { AppError } from '#contract/errors/result.ts';
import { acceptanceType } from '#contract/http/device-api.ts';
import type { Keys } from '#desk/service/keys.ts';
import type { Limits } from '#desk/service/limits.ts';
import type { Checker } from '#desk/service/runtime/checker.ts';
import { makeCheckerPool } from '#desk/service/runtime/checker-pool.ts';
import type { EventBus } from '#desk/service/runtime/event-bus.ts';
import { makeFairQueue } from '#desk/service/runtime/fair-queue.ts';
import type { Database } from '#desk/service/store/database.ts';
import { rethrowDiskError } from '#desk/service/store/disk-error.ts';
import type { Folders } from '#desk/service/store/folders.ts';
import { insertIncident } from '#desk/service/store/incidents.ts';
import {
  findSubmission,
  setAccepted,
  setChecking,
  setRefused,
} from '#desk/service/store/submissions.ts';
import { addEntry } from '#desk/service/store/timeline.ts';
import { inTransaction } from '#desk/service/store/transaction.ts';
import { deleteUpload, findSender, findUpload, type Upload } from '#desk/service/store/uploads.ts';
import { deviceActor, record } from '../audit/audit.ts';
import { numberOf } from '../incidents/number.ts';
import { expiryOf } from '../incidents/retention.ts';
import type { CheckedBundle } from './check-bundle.ts';

export interface Intake {
  /**
   * Checks a complete upload and accepts or refuses its submission; resolves when that is durable. Asked twice, it is
   * done once. Rejects when it cannot be done now (the disk); then it can be asked again.
   */
  check(upload: string): Promise<void>;
  /**
   * The upload's last byte is on the disk: says so durably, and begins the check without waiting for it. From here on the
   * sender gets `checking` and never `unknown`.
   * @returns false when the upload was canceled or replaced meanwhile.
   */
  received(upload: string): Promise<boolean>;
  /** Waits for the checks under way and begins no other. */
  close(): Promise<void>;
}

interface Parts {
  database: Database;
  folders: Folders;
  keys: Keys;
  limits: Limits;
  changes: EventBus;
  now(): Date;
  log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
}

/** A device that used more checking time than this while others may wait gets the processor after them. */
const mostUsedMs = 500;

export function makeIntake(parts: Parts): Intake {
  const { limits, database, log } = parts;
  const queue = makeFairQueue({
    anyDevice: limits.checkProcesses,
    verifiedOnly: limits.checkProcessesForVerified,
  });
  const checkers = makeCheckerPool(limits);
  const running = new Map<string, Promise<void>>();
  let closed = false;

  /** Waits for a turn. Ends without a check when the desk stops; the next start makes it. */
  async function inTurn(upload: string): Promise<void> {
    const sender = closed ? null : await findSender(database, upload);
    if (!sender || closed) return;
    return new Promise((resolve, reject) => {
      queue.add({
        ...sender,
        drop: resolve,
        async work(usedMs) {
          const pace = usedMs > mostUsedMs ? 'low' : 'normal';
          const checker = checkers.take(pace);
          await settle(parts, checker, upload).then(resolve, reject);
          checkers.giveBack(checker, pace);
        },
      });
    });
  }

  function check(upload: string): Promise<void> {
    const known = running.get(upload);
    if (known) return known;
    const done = inTurn(upload).finally(() => running.delete(upload));
    running.set(upload, done);
    // A caller that stopped waiting leaves the rejection to the log.
    done.catch((thrown) => log.error({ err: thrown }, 'a bundle could not be checked now'));
    return done;
  }

  return {
    check,
    async received(upload) {
      const known = await noteComplete(database, upload, parts.now().toISOString());
      if (known) check(upload).catch(() => {});
      return known;
    },
    async close() {
      closed = true;
      await queue.close();
      await checkers.close();
    },
  };
}

async function settle(parts: Parts, checker: Checker, id: string): Promise<void> {
  const { database, folders, log } = parts;
  const upload = await findUpload(database, id);
  if (!upload) return;
  const submission = await findSubmission(database, upload.device, upload.submission);
  if (submission?.state === 'accepted') return;
  try {
    await syncFolder(folders.uploads);
    const started = performance.now();
    const verdict = await judge(parts, checker, upload);
    const ms = Math.round(performance.now() - started);
    if ('problem' in verdict) {
      log.warn(
        { code: verdict.problem.code, detail: verdict.problem.detail, bytes: upload.size, ms },
        'bundle refused',
      );
      await refuse(parts, upload, verdict.problem);
    } else {
      const number = await accept(parts, upload, verdict);
      log.info({ incident: number, bytes: upload.size, ms }, 'bundle accepted');
      parts.changes.incidentChanged(number);
    }
  } catch (thrown) {
    rethrowDiskError(thrown);
  }
}

async function judge({ folders, keys, limits, now }: Parts, checker: Checker, upload: Upload) {
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
async function accept(parts: Parts, upload: Upload, checked: CheckedBundle): Promise<string> {
  const { database, folders, keys, limits, now } = parts;
  const place = join(folders.objects, upload.id);
  const file = await locate(folders, upload.id);
  if (file !== place) await moveDurably(file, place);
  const at = now().toISOString();
  return inTransaction(database, async (transaction) => {
    const id = await insertIncident(transaction, keys.extractKey, {
      device: upload.device,
      receivedAt: at,
      upload: upload.id,
      manifestHash: checked.manifestHash,
      headline: checked.headline,
      extract: checked.extract,
      expiresAt: expiryOf(checked.extract.receipt.receipt, at, limits),
    });
    const number = numberOf(id);
    await addEntry(transaction, id, { kind: 'received', id: upload.submission, at });
    const acceptance = await keys.sign(acceptanceType, {
      submission: upload.submission,
      device: upload.device,
      manifestHash: checked.manifestHash,
      incident: number,
      acceptedAt: at,
    });
    await setAccepted(transaction, upload, { acceptance, incident: id, at });
    await record(transaction, {
      at,
      actor: deviceActor(upload.device),
      action: 'incident-received',
      object: number,
    });
    return number;
  });
}

async function refuse(
  { database, folders, now }: Parts,
  upload: Upload,
  problem: AppError,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    await setRefused(transaction, upload, { problem, at: now().toISOString() });
    await deleteUpload(transaction, upload.id);
  });
  // After the commit: a file that stays behind has no row, and the next start cleans it away.
  for (const folder of [folders.uploads, folders.objects])
    await rm(join(folder, upload.id), { force: true });
}

/** @returns false when there is no such upload any more. */
function noteComplete(database: Database, upload: string, at: string): Promise<boolean> {
  // One transaction: the submission may have another upload by now, and that one has not arrived.
  return inTransaction(database, async (transaction) => {
    const found = await findUpload(transaction, upload);
    if (!found) return false;
    await setChecking(transaction, found, at);
    return true;
  });
}
