import { expect, test } from 'vitest';
import { auditBeginning, auditHashOf } from '#bundle/audit-chain.ts';
import { walkAll, walkOn } from '#desk/service/domain/audit/verify.ts';
import { type Database, openDatabase } from '#desk/service/store/database.ts';

const never = new AbortController().signal;
const at = '2026-12-01T00:00:00.000Z';

/** A log of so many entries, all good. */
async function logOf(count: number): Promise<Database> {
  const database = await openDatabase(':memory:');
  let previous = auditBeginning.hash;
  const rows = Array.from({ length: count }, (_, index) => {
    const actor = { kind: 'desk' as const, id: '', name: '' };
    const entry = {
      seq: index + 1,
      at,
      actor,
      action: 'desk-started',
      object: '',
      detail: {},
      previous,
    };
    const hash = auditHashOf(entry);
    const row = {
      seq: entry.seq,
      at,
      actor_kind: actor.kind,
      actor_id: '',
      actor_name: '',
      action: entry.action,
      object: '',
    };
    const whole = { ...row, detail: '{}', previous, hash };
    previous = hash;
    return whole;
  });
  for (let from = 0; from < count; from += 1000) {
    await database
      .insertInto('audit')
      .values(rows.slice(from, from + 1000))
      .execute();
  }
  return database;
}

test('the check of a long log lets others have their turn again and again', async () => {
  const database = await logOf(5_000);
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  expect(await walkAll(database, null, never)).toMatchObject({ entries: 5_000, problem: null });
  done = true;
  expect(turns).toBeGreaterThanOrEqual(5);
  await database.destroy();
});

test('the check of a long log ends when the desk stops', async () => {
  const database = await logOf(3_000);
  const stopping = new AbortController();
  setImmediate(() => stopping.abort(new Error('the desk is stopping')));
  await expect(walkAll(database, null, stopping.signal)).rejects.toThrow('the desk is stopping');
  await database.destroy();
});

test('a walk from the signed entry looks at what came after it, and at that entry itself', async () => {
  const database = await logOf(12);
  const hashAt = async (seq: number) =>
    (
      await database
        .selectFrom('audit')
        .select('hash')
        .where('seq', '=', seq)
        .executeTakeFirstOrThrow()
    ).hash;
  expect(await walkOn(database, { entries: 10, hash: await hashAt(10), at }, never)).toMatchObject({
    entries: 12,
    problem: null,
  });
  expect(await walkOn(database, { ...auditBeginning, at }, never)).toMatchObject({
    entries: 12,
    problem: null,
  });
  expect((await walkOn(database, { entries: 10, hash: 'a'.repeat(64), at }, never)).problem).toBe(
    'entry 10 is not the signed one',
  );
  const beyond = await walkOn(database, { entries: 13, hash: 'a'.repeat(64), at }, never);
  expect(beyond.problem).toBe('the log ends at entry 12; the signed head names 13');
  await database.destroy();
});
