import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { consoleRoutes } from '../../../contract/console-api.ts';
import { type AuditPage, auditPage, auditVerdict } from '../../../contract/console-people.ts';
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
function tamper(desk: TestDesk, statements: string): void {
  const sqlite = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
  sqlite.exec('drop trigger audit_is_not_changed; drop trigger audit_is_not_deleted;');
  sqlite.exec(statements);
  sqlite.close();
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
  await strangerOf(desk).call('POST', consoleRoutes.session, { name: 'Erika Example', password: 'wrong' });
  const { entries } = await page(engineer);
  expect(entries.map(({ action }) => action).toReversed()).toEqual([
    ...['desk-started', 'device-registered', 'desk-set-up', 'incident-received', 'incident-viewed', 'item-viewed'],
    ...['item-downloaded', 'incident-changed', 'incident-answered', 'request-made', 'request-answered', 'sign-in-failed'].filter(
      (action) => action !== 'incident-changed',
    ),
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
  for (const statement of ["update audit set actor_name = 'somebody'", 'delete from audit', 'delete from audit where seq = 1']) {
    expect(() => sqlite.exec(statement)).toThrow('append-only');
  }
  sqlite.close();
});

describe('a log that was altered on the disk is noticed', () => {
  test.for([
    ['an entry changed', "update audit set actor_name = 'Somebody' where seq = 2", 'entry 2 was changed'],
    ['an entry removed', 'delete from audit where seq = 1', 'entry 1 is missing'],
    ['the end cut off', 'delete from audit where seq = (select max(seq) from audit)', 'the signed head names'],
    ['everything removed', 'delete from audit', 'the signed head names'],
  ])('%s', async ([, statements, problem]) => {
    const desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    await desk.stop();
    tamper(desk, statements ?? '');
    // The next start writes an entry of its own; what is missing before it stays missing.
    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    expect(again.lines.join('')).toContain('the audit log was altered');
    const engineer = await signInAs(again, 'Erika');
    const verdict = await verify(engineer);
    expect(verdict).toMatchObject({ intact: false });
    if (problem !== 'the signed head names') expect(verdict.problem).toContain(problem);
    expect((await page(engineer)).verdict.intact).toBe(false);
    await again.stop();
    rmSync(desk.dataFolder, { recursive: true, force: true });
  });

  test.each([
    ['replaced', (file: string) => writeFileSync(file, 'nonsense'), 'the signed head cannot be read'],
    ['removed', (file: string) => rmSync(file), 'the signed head is missing'],
  ])('a signed head that was %s', async (_, change, problem) => {
    const desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    await desk.stop();
    change(join(desk.dataFolder, 'audit-head.jws'));
    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    expect((await verify(await signInAs(again, 'Erika'))).problem).toBe(problem);
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
  expect((await page(auditor, '?action=person-joined')).entries.map(({ actor }) => actor.name)).toEqual(['Otto 100%']);
  expect((await page(auditor, '?find=100%25&action=signed-in')).entries).toHaveLength(1);
  expect((await page(auditor, '?find=_tto&action=signed-in')).entries).toHaveLength(0);
});

test('an export is verified by the command line, and one that was altered is not', async () => {
  await using desk = await startTestDesk();
  const engineer = await firstEngineer(desk);
  const text = await (await engineer.call('GET', `${consoleRoutes.audit}/export`)).text();
  const { run } = await import('../../../desk/cli/run.ts');
  const file = join(desk.dataFolder, 'audit.ndjson');
  const check = async (content: string, ...more: string[]) => {
    writeFileSync(file, content);
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    return [await run(['audit', 'verify', file, ...more], { out: write, err: write }), lines.join('\n')] as const;
  };
  expect((await check(text))[0]).toBe(0);
  expect((await check(text, '--fingerprint', desk.fingerprint))[0]).toBe(0);
  expect((await check(text, '--fingerprint', 'A'.repeat(43)))[0]).toBe(1);
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
    (await page(engineer)).entries.map(({ action }) => action).filter((action) => /viewed|downloaded/.test(action));
  expect(await viewed()).toEqual(['incident-viewed']);
  // What the page does not show by itself was opened, whatever the call says.
  await engineer.call('GET', `${incident}/items/logs/system.log?part=incident`);
  await engineer.call('GET', `${incident}/items/performance/performance.json?part=incident&download=1`);
  expect(await viewed()).toEqual(['item-downloaded', 'item-viewed', 'incident-viewed']);
});

test('a page of the log says how many entries there are, and what its devices are called', async () => {
  await using desk = await startTestDesk();
  const [named, unnamed] = [await registeredDevice(desk), await registeredDevice(desk)];
  const engineer = await firstEngineer(desk);
  await engineer.call('PATCH', `${consoleRoutes.devices}/${named.id}`, { name: 'Reception', owner: null });
  const { total, deviceNames } = await page(engineer, '?action=device-registered');
  expect(total).toBe((await page(engineer)).entries[0]?.seq);
  expect(deviceNames).toEqual({ [named.id]: 'Reception' });
  expect(unnamed.id).not.toBe(named.id);
});
