import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { auditHashOf } from '#bundle/audit-chain.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { type AuditPage, auditPage, auditVerdict } from '#contract/http/console-people.ts';
import { greetingType } from '#contract/http/device-api.ts';
import { checkAudit } from '#desk/cli/audit.ts';
import { openKeys } from '#desk/service/keys.ts';
import { entryOf } from '#desk/service/store/audit.ts';
import { openFolders } from '#desk/service/store/folders.ts';
import type { AuditRow } from '#desk/service/store/tables.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  password,
  registeredDevice,
  signInAs,
  startTestDesk,
  strangerOf,
  type TestDesk,
} from './desk.ts';
import { decisionOf, send } from './device.ts';
import { colleague } from './people.ts';
import { ask, report } from './requests.ts';

const page = async (by: Browser, query = ''): Promise<AuditPage> =>
  auditPage.parse(await (await by.call('GET', `${consoleRoutes.audit}${query}`)).json());
const verify = async (by: Browser) =>
  auditVerdict.parse(await (await by.call('POST', `${consoleRoutes.audit}/verification`)).json());

/** Who has the disk changes the log behind the desk's back, triggers and all. */
function tamper(desk: TestDesk, how: (sqlite: SqliteDatabase.Database) => void): void {
  const sqlite = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
  sqlite.exec('drop trigger audit_is_not_changed; drop trigger audit_is_not_deleted;');
  how(sqlite);
  sqlite.close();
}

/** Changes who did it, and computes the entry's own hash anew, as who knows the format can. */
function rewrite(sqlite: SqliteDatabase.Database, seq: number): void {
  sqlite.prepare('update audit set actor_name = ? where seq = ?').run('Somebody', seq);
  const row = sqlite.prepare('select * from audit where seq = ?').get(seq) as Parameters<
    typeof entryOf
  >[0];
  sqlite.prepare('update audit set hash = ? where seq = ?').run(auditHashOf(entryOf(row)), seq);
}

test('every step of a help is in the log: who, what, to which thing, and nothing that people wrote', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  const engineer = await firstEngineer(desk, 'Erika Example');
  const submission = randomUUID();
  await send(device, desk, (await makeBundle(desk, device)).sealed, { submission });
  await decisionOf(device, desk, submission);
  const incident = `${consoleRoutes.incidents}/INC-000001`;
  for (const _ of [1, 2]) await engineer.call('GET', incident);
  await engineer.call('GET', `${incident}/items/logs/system.log`);
  await engineer.call('GET', `${incident}/items/logs/system.log?download=1`);
  await engineer.call('POST', `${incident}/messages`, { text: 'confidential words' });
  const { jti } = await ask(engineer, device, { reason: 'confidential reason' });
  await report(device, desk, jti, { state: 'declined', sentence: 'confidential sentence' });
  await strangerOf(desk).call('POST', consoleRoutes.session, {
    name: 'Erika Example',
    password: 'wrong',
  });
  const { entries } = await page(engineer);
  expect(entries.map(({ action }) => action).toReversed()).toEqual([
    ...[
      'desk-started',
      'device-registered',
      'desk-set-up',
      'incident-received',
      'incident-viewed',
      'item-viewed',
    ],
    ...[
      'item-downloaded',
      'incident-changed',
      'incident-answered',
      'request-made',
      'request-answered',
      'sign-in-failed',
    ].filter((action) => action !== 'incident-changed'),
  ]);
  expect(entries.find(({ action }) => action === 'item-viewed')).toMatchObject({
    actor: { kind: 'engineer', name: 'Erika Example' },
    object: 'INC-000001',
    detail: { item: 'logs/system.log' },
  });
  expect(JSON.stringify(entries)).not.toContain('confidential');
});

test('the database itself refuses to change or to shorten the log', async () => {
  await using desk = await startTestDesk();
  await firstEngineer(desk);
  const sqlite = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
  for (const statement of [
    "update audit set actor_name = 'somebody'",
    'delete from audit',
    'delete from audit where seq = 1',
  ]) {
    expect(() => sqlite.exec(statement)).toThrow('append-only');
  }
  sqlite.close();
});

describe('a log that was altered on the disk is noticed', () => {
  const statement = (text: string) => (sqlite: SqliteDatabase.Database) => void sqlite.exec(text);
  test.for<[string, (sqlite: SqliteDatabase.Database) => void, string]>([
    [
      'an entry changed',
      statement("update audit set actor_name = 'Somebody' where seq = 2"),
      'entry 2 was changed',
    ],
    [
      'an entry written anew with its own hash',
      (sqlite) => rewrite(sqlite, 1),
      'entry 2 does not follow the one before',
    ],
    ['an entry removed', statement('delete from audit where seq = 1'), 'entry 1 is missing'],
    [
      'the end cut off',
      statement('delete from audit where seq = (select max(seq) from audit)'),
      'the signed head names',
    ],
    ['everything removed', statement('delete from audit'), 'the signed head names'],
  ])('%s', async ([, alter, problem]) => {
    const desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    await desk.stop();
    tamper(desk, alter);
    // The next start writes an entry of its own; what is missing before it stays missing.
    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    await expect.poll(() => again.lines.join('')).toContain('the audit log was altered');
    const engineer = await signInAs(again, 'Erika');
    const verdict = await verify(engineer);
    expect(verdict).toMatchObject({ intact: false });
    if (problem !== 'the signed head names') expect(verdict.problem).toContain(problem);
    expect((await page(engineer)).verdict?.intact).toBe(false);
    await again.stop();
    rmSync(desk.dataFolder, { recursive: true, force: true });
  });

  test.each([
    [
      'replaced',
      (file: string) => writeFileSync(file, 'nonsense'),
      'the signed head cannot be read',
    ],
    ['removed', (file: string) => rmSync(file), 'the signed head is missing'],
    [
      'exchanged for the same words, signed for another purpose',
      async (file: string, dataFolder: string) => {
        const head = JSON.parse(
          Buffer.from(readFileSync(file, 'utf8').split('.')[1] ?? '', 'base64url').toString(),
        );
        const keys = await openKeys(await openFolders(dataFolder));
        writeFileSync(file, await keys.sign(greetingType, head));
      },
      'the signed head cannot be read',
    ],
  ])('a signed head that was %s', async (_, change, problem) => {
    const desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    await desk.stop();
    await change(join(desk.dataFolder, 'audit-head.jws'), desk.dataFolder);
    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    expect((await verify(await signInAs(again, 'Erika'))).problem).toBe(problem);
    await again.stop();
    rmSync(desk.dataFolder, { recursive: true, force: true });
  });
});

/** How many entries the signed head counts. */
const signedEntries = (desk: TestDesk): number => {
  const [, payload = ''] = readFileSync(join(desk.dataFolder, 'audit-head.jws'), 'utf8').split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { entries: number })
    .entries;
};

describe('the head of the log', () => {
  const entriesAt = async (by: Browser) => (await page(by)).entries[0]?.seq ?? 0;

  test('is signed after each change that an administrator makes, and the desk’s own log keeps it too', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk, 'Erika');
    await administrator.call('POST', consoleRoutes.people, { name: 'Eve', role: 'engineer' });
    const entries = await entriesAt(administrator);
    await expect.poll(() => signedEntries(desk)).toBe(entries);
    const head = readFileSync(join(desk.dataFolder, 'audit-head.jws'), 'utf8');
    // The line is written after the file.
    await expect.poll(() => desk.lines.join('')).toContain(head);
  });

  test('is signed after a hundred entries of anybody', async () => {
    await using desk = await startTestDesk();
    const before = signedEntries(desk);
    for (let turn = 0; turn < 100; turn += 1) await registeredDevice(desk);
    await expect.poll(() => signedEntries(desk)).toBeGreaterThanOrEqual(before + 100);
  });

  test('is signed when its time has come', async () => {
    await using desk = await startTestDesk({ limits: { auditSignMs: 20 } });
    const before = signedEntries(desk);
    await registeredDevice(desk);
    await expect.poll(() => signedEntries(desk)).toBe(before + 1);
  });
});

describe('an end of the log that was written anew, with hashes that fit', () => {
  /** Changes the entry and makes the chain behind it good again, as a thief of the disk would. */
  function rewriteFrom(desk: TestDesk, seq: number): void {
    const sqlite = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
    sqlite.exec('drop trigger audit_is_not_changed; drop trigger audit_is_not_deleted;');
    const rows = sqlite
      .prepare('select * from audit where seq >= ? order by seq')
      .all(seq) as AuditRow[];
    let previous = rows[0]?.previous ?? '';
    for (const row of rows) {
      const { hash: _, ...entry } = { ...entryOf(row), previous };
      if (row.seq === seq) entry.actor = { ...entry.actor, name: 'Somebody else' };
      const hash = auditHashOf(entry);
      sqlite
        .prepare('update audit set actor_name = ?, previous = ?, hash = ? where seq = ?')
        .run(entry.actor.name, previous, hash, row.seq);
      previous = hash;
    }
    sqlite.close();
  }

  test('is found by the running desk, and never signed', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk, 'Erika');
    await administrator.call('POST', consoleRoutes.people, { name: 'Eve', role: 'engineer' });
    const file = join(desk.dataFolder, 'audit-head.jws');
    const invited = (await page(administrator, '?action=person-invited')).entries[0]?.seq ?? 0;
    await expect.poll(() => signedEntries(desk)).toBe(invited);
    const head = readFileSync(file, 'utf8');
    rewriteFrom(desk, invited);
    await administrator.call('POST', consoleRoutes.people, { name: 'Max', role: 'engineer' });
    await expect.poll(() => desk.lines.join('')).toContain('the audit log was altered');
    expect(readFileSync(file, 'utf8')).toBe(head);
    expect(await verify(administrator)).toMatchObject({
      intact: false,
      problem: expect.stringContaining('is not the signed one'),
    });
    const text = await (await administrator.call('GET', `${consoleRoutes.audit}/export`)).text();
    const checked = await checkAudit(Readable.from(text.trimEnd().split('\n')), desk.fingerprint);
    expect(checked).toMatchObject({
      intact: false,
      problem: expect.stringContaining('the signed head names'),
    });
  });

  test('is found at the next start', async () => {
    const desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    await desk.stop();
    rewriteFrom(desk, 2);
    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    await expect.poll(() => again.lines.join('')).toContain('the audit log was altered');
    expect((await verify(await signInAs(again, 'Erika'))).intact).toBe(false);
    await again.stop();
    rmSync(desk.dataFolder, { recursive: true, force: true });
  });
});

test('the log is filtered by action and words, and read in pages', async () => {
  await using desk = await startTestDesk();
  const administrator = await firstEngineer(desk, 'Erika');
  await colleague(desk, administrator, 'auditor', 'Otto 100%');
  const auditor = await signInAs(desk, 'Otto 100%', password);
  for (let turn = 0; turn < 110; turn += 1) await verify(auditor);
  const first = await page(auditor);
  expect([first.entries.length, first.more]).toEqual([100, true]);
  const rest = await page(auditor, `?before=${first.entries.at(-1)?.seq}`);
  expect(rest.entries.at(-1)?.seq).toBe(1);
  expect(
    (await page(auditor, '?action=person-joined')).entries.map(({ actor }) => actor.name),
  ).toEqual(['Otto 100%']);
  expect((await page(auditor, '?find=100%25&action=signed-in')).entries).toHaveLength(1);
  expect((await page(auditor, '?find=_tto&action=signed-in')).entries).toHaveLength(0);
});

test('an export is verified by the command line, and one that was altered is not', async () => {
  await using desk = await startTestDesk();
  const engineer = await firstEngineer(desk);
  const text = await (await engineer.call('GET', `${consoleRoutes.audit}/export`)).text();
  const { run } = await import('#desk/cli/run.ts');
  const file = join(desk.dataFolder, 'audit.ndjson');
  const check = async (content: string, ...more: string[]) => {
    writeFileSync(file, content);
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    return [
      await run(['audit', 'verify', file, ...more], { out: write, err: write }),
      lines.join('\n'),
    ] as const;
  };
  expect((await check(text))[0]).toBe(0);
  expect((await check(text, '--fingerprint', desk.fingerprint))[0]).toBe(0);
  // Whole, and somebody else's: that is not the same as altered.
  const [foreign, said] = await check(text, '--fingerprint', 'A'.repeat(43));
  expect([foreign, said]).toEqual([
    1,
    expect.stringContaining('is intact, but it is not signed by the key you named'),
  ]);
  expect(said).not.toContain('altered');
  const lines = text.trimEnd().split('\n');
  for (const altered of [
    text.replace('desk-set-up', 'desk-started'),
    [...lines.slice(0, 1), ...lines.slice(2)].join('\n'),
    [...lines.slice(0, -2), lines.at(-1)].join('\n'),
    lines.slice(0, -1).join('\n'),
    `${lines[0]}\n${text}`,
  ]) {
    expect((await check(altered))[0]).toBe(1);
  }
  expect((await check('no JSON'))[0]).toBe(1);
  expect(readFileSync(file, 'utf8')).toBe('no JSON');
});

test('opening the page of an incident writes down that the incident was opened, and no item', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  const engineer = await firstEngineer(desk);
  const submission = randomUUID();
  const extra = { 'performance/performance.json': '{}' };
  await send(device, desk, (await makeBundle(desk, device, { extra })).sealed, { submission });
  await decisionOf(device, desk, submission);
  const incident = `${consoleRoutes.incidents}/INC-000001`;
  await engineer.call('GET', incident);
  await engineer.call('GET', `${incident}/items/performance/performance.json?part=incident`);
  const viewed = async () =>
    (await page(engineer)).entries
      .map(({ action }) => action)
      .filter((action) => /viewed|downloaded/.test(action));
  expect(await viewed()).toEqual(['incident-viewed']);
  // What the page does not show by itself was opened, whatever the call says.
  await engineer.call('GET', `${incident}/items/logs/system.log?part=incident`);
  await engineer.call(
    'GET',
    `${incident}/items/performance/performance.json?part=incident&download=1`,
  );
  expect(await viewed()).toEqual(['item-downloaded', 'item-viewed', 'incident-viewed']);
});

test('a page of the log says how many entries there are, and what its devices are called', async () => {
  await using desk = await startTestDesk();
  const [named, unnamed] = [await registeredDevice(desk), await registeredDevice(desk)];
  const engineer = await firstEngineer(desk);
  await engineer.call('PATCH', `${consoleRoutes.devices}/${named.id}`, {
    name: 'Reception',
    owner: null,
  });
  const { total, deviceNames } = await page(engineer, '?action=device-registered');
  expect(total).toBe((await page(engineer)).entries[0]?.seq);
  expect(deviceNames).toEqual({ [named.id]: 'Reception' });
  expect(unnamed.id).not.toBe(named.id);
});
