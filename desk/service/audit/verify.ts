import { readFile } from 'node:fs/promises';
import { compactVerify, importJWK } from 'jose';
import { errorCodeOf, writeFileDurably } from '../../../bundle/durable-file.ts';
import {
  type AuditEntry,
  type AuditHead,
  type AuditVerdict,
  auditHead,
  auditHeadType,
} from '../../../contract/console-people.ts';
import type { Keys } from '../keys.ts';
import type { Database } from '../store/database.ts';
import type { Folders } from '../store/folders.ts';
import { entryOf, hashOf, noHash } from './audit.ts';

interface Parts {
  database: Database;
  keys: Keys;
  folders: Pick<Folders, 'auditHead'>;
}

/** Entries read at once, so that a long log costs no memory. */
const step = 1000;

/** Every entry, oldest first, in pieces. */
export async function* entriesOf(database: Database): AsyncGenerator<AuditEntry[]> {
  for (let last = 0; ; ) {
    const rows = await database.selectFrom('audit').selectAll().where('seq', '>', last).orderBy('seq').limit(step).execute();
    if (rows.length === 0) return;
    yield rows.map(entryOf);
    last = rows.at(-1)?.seq ?? last;
  }
}

/**
 * Walks the chain and holds it against the last head that was signed. A changed or missing entry breaks the chain; a log
 * that was cut off at its end, or written anew, does not hold the entry that the signed head names.
 */
export async function verifyAudit({ database, keys, folders }: Parts, at: string): Promise<AuditVerdict> {
  const signed = await readHead(folders.auditHead, keys);
  if (signed === 'damaged') return { intact: false, entries: 0, problem: 'the signed head cannot be read', checkedAt: at };
  let previous = noHash;
  let seq = 0;
  // The head is signed at the end of each start: only a desk whose very first start was cut off has none.
  let onlyStarts = true;
  for await (const entries of entriesOf(database)) {
    for (const entry of entries) {
      if (entry.seq !== seq + 1) return broken(`entry ${seq + 1} is missing`);
      if (entry.previous !== previous) return broken(`entry ${entry.seq} does not follow the one before`);
      if (hashOf(entry) !== entry.hash) return broken(`entry ${entry.seq} was changed`);
      if (signed && signed.entries === entry.seq && signed.hash !== entry.hash)
        return broken(`entry ${entry.seq} is not the signed one`);
      onlyStarts &&= entry.action === 'desk-started';
      seq = entry.seq;
      previous = entry.hash;
    }
  }
  if (signed && signed.entries > seq) return broken(`the log ends at entry ${seq}; the signed head names ${signed.entries}`);
  if (signed === null && !onlyStarts) return broken('the signed head is missing');
  return { intact: true, entries: seq, problem: null, checkedAt: at };

  function broken(problem: string): AuditVerdict {
    return { intact: false, entries: seq, problem, checkedAt: at };
  }
}

/** Signs where the log stands now, and keeps it beside the database: only who has the organisation key can do so. */
export async function signHead({ database, keys, folders }: Parts, at: string): Promise<{ entries: number; jws: string }> {
  const last = await database.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const head: AuditHead = { entries: last?.seq ?? 0, hash: last?.hash ?? noHash, at };
  const jws = await keys.sign(auditHeadType, head);
  await writeFileDurably(folders.auditHead, jws);
  return { entries: head.entries, jws };
}

async function readHead(file: string, keys: Keys): Promise<AuditHead | null | 'damaged'> {
  try {
    const jws = await readFile(file, 'utf8');
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK({ ...keys.publicKey }, 'EdDSA'), {
      algorithms: ['EdDSA'],
    });
    return protectedHeader.typ === auditHeadType ? auditHead.parse(JSON.parse(Buffer.from(payload).toString('utf8'))) : 'damaged';
  } catch (thrown) {
    return errorCodeOf(thrown) === 'ENOENT' ? null : 'damaged';
  }
}
