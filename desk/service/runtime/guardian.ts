import { readFile } from 'node:fs/promises';
import type { FastifyBaseLogger } from 'fastify';
import { auditBeginning } from '#bundle/audit-chain.ts';
import { errorCodeOf, writeFileDurably } from '#bundle/durable-file.ts';
import { verifyJws } from '#bundle/jws.ts';
import { createSerialQueue } from '#bundle/serial-queue.ts';
import {
  type AuditHead,
  type AuditVerdict,
  auditHead,
  auditHeadType,
} from '#contract/http/console-people.ts';
import { lastSeq, type Walk, walkAll, walkOn } from '../domain/audit/verify.ts';
import type { Keys } from '../keys.ts';
import type { Database } from '../store/database.ts';
import type { Folders } from '../store/folders.ts';

interface Parts {
  database: Database;
  keys: Keys;
  folders: Pick<Folders, 'auditHead'>;
  log: Pick<FastifyBaseLogger, 'info' | 'error'>;
  now(): Date;
}

/** After so many entries the head is signed, whatever the time. */
const signedAfterEntries = 100;

/** Signs the audit log as it grows, and detects when another program has written to it. */
export interface AuditGuardian {
  /** The result of the last check of the whole log; null until the first check ends. */
  verdict(): AuditVerdict | null;
  /** Checks the whole log in pieces; a second call during a check gets the same result. */
  check(): Promise<AuditVerdict>;
  /**
   * Signs the newest entry, if what was added since the last signature follows from it. A log that was altered is not
   * signed: the signature would make the alteration good.
   * @returns the newest good head; null when there is none.
   */
  sign(): Promise<SignedHead | null>;
  /** Signs when enough was added. */
  signIfDue(): Promise<void>;
  /** Stops a check under way and signs for the last time. */
  close(): Promise<void>;
}

export interface SignedHead {
  entries: number;
  jws: string;
}

type Signed = AuditHead & { jws: string };

export async function makeAuditGuardian({
  database,
  keys,
  folders,
  log,
  now,
}: Parts): Promise<AuditGuardian> {
  let signed = await readHead(folders.auditHead, keys);
  let verdict: AuditVerdict | null = null;
  let altered: string | null = signed === 'damaged' ? 'the signed head cannot be read' : null;
  const signing = createSerialQueue();
  let checking: Promise<AuditVerdict> | null = null;
  const closing = new AbortController();
  const { signal } = closing;
  const head = (): Signed | null => (signed === 'damaged' ? null : signed);

  function found({ entries, problem }: Pick<Walk, 'entries' | 'problem'>): AuditVerdict {
    altered = problem;
    if (problem !== null) log.error({ problem }, 'the audit log was altered');
    verdict = { intact: problem === null, entries, problem, checkedAt: now().toISOString() };
    return verdict;
  }

  async function checkAll(): Promise<AuditVerdict> {
    if (signed === 'damaged')
      return found({ entries: 0, problem: 'the signed head cannot be read' });
    return found(await walkAll(database, signed, signal));
  }

  async function signNow(): Promise<SignedHead | null> {
    const before = head();
    if (altered !== null || before?.entries === (await lastSeq(database))) return before;
    // Without a head the whole log is looked at; there is none only before the first start is through.
    const walk = before
      ? await walkOn(database, before, signal)
      : await walkAll(database, null, signal);
    if (walk.problem !== null) {
      found(walk);
      return before;
    }
    const next: AuditHead = { entries: walk.entries, hash: walk.hash, at: now().toISOString() };
    const jws = await keys.sign(auditHeadType, next);
    await writeFileDurably(folders.auditHead, jws);
    signed = { ...next, jws };
    // The log of the desk usually goes elsewhere too, where a thief of the data folder cannot take it back.
    log.info({ auditHead: jws }, 'the audit log was signed');
    if (verdict) verdict = { ...verdict, entries: next.entries };
    return signed;
  }

  const sign = (): Promise<SignedHead | null> => signing.run(signNow);

  return {
    verdict: () => verdict,
    check() {
      checking ??= checkAll().finally(() => {
        checking = null;
      });
      return checking;
    },
    sign,
    async signIfDue() {
      if (
        signal.aborted ||
        (await lastSeq(database)) - (head() ?? auditBeginning).entries < signedAfterEntries
      )
        return;
      await sign();
    },
    async close() {
      // A full disk must not keep the rest from closing; the next start signs it.
      const lost = (error: unknown) =>
        log.error({ error: String(error) }, 'the head of the audit log was not signed');
      await sign().catch(lost);
      closing.abort(new Error('the desk is stopping'));
      await checking?.catch(() => {});
    },
  };
}

async function readHead(file: string, keys: Keys): Promise<Signed | null | 'damaged'> {
  try {
    const jws = await readFile(file, 'utf8');
    const signer = { publicKey: keys.publicKey, type: auditHeadType };
    return { ...(await verifyJws(jws, signer, auditHead)), jws };
  } catch (thrown) {
    return errorCodeOf(thrown) === 'ENOENT' ? null : 'damaged';
  }
}
