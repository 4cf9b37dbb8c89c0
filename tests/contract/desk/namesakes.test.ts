import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes, incidentDetail } from '#contract/http/console-api.ts';
import { requestPage } from '#contract/http/console-lists.ts';
import { createdToken } from '#contract/http/console-people.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { incidentView } from '#contract/http/incident.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  password,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, decisionOf, send } from './device.ts';
import { incidentsOf } from './lists.ts';
import { colleague } from './people.ts';
import { ask, made, reveal, shown, verified } from './requests.ts';

const incident = `${consoleRoutes.incidents}/INC-000001`;
const idOf = ({ session }: Browser) => session.engineer?.id ?? '';
const detailFor = async (by: Browser) =>
  incidentDetail.parse(await (await by.call('GET', incident)).json());
const mineOf = async (by: Browser) =>
  (await incidentsOf(by, { view: 'mine' })).incidents.map(({ number }) => number);

/** The organisation's sign-in gives names as it likes; here the database is changed in its place. */
function inDatabase(desk: TestDesk, statement: string, ...values: string[]): void {
  const database = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
  database.prepare(statement).run(...values);
  database.close();
}

/** Two engineers named Ada; the first one has an incident. */
async function namesakes(desk: TestDesk) {
  const administrator = await firstEngineer(desk);
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device, {
    extra: { 'logs/system.log': 'The printer at host-2 is gone.\n' },
  });
  const submission = randomUUID();
  await send(device, desk, sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  const ada = await colleague(desk, administrator, 'engineer', 'Ada');
  const other = await colleague(desk, administrator, 'engineer', 'Bob');
  inDatabase(desk, `update engineers set name = 'Ada' where id = ?`, idOf(other));
  await ada.call('PATCH', incident, { status: 'assigned' });
  return { administrator, device, ada, other };
}

describe('of two engineers with the same name', () => {
  test('only the one whose account has the incident finds it among their own', async () => {
    await using desk = await startTestDesk();
    const { administrator, ada, other } = await namesakes(desk);
    expect([await mineOf(ada), await mineOf(other)]).toEqual([['INC-000001'], []]);
    const given = async (by: Browser) =>
      (await incidentsOf(administrator, { view: 'all', assignee: idOf(by) })).total;
    expect([await given(ada), await given(other)]).toEqual([1, 0]);
  });

  test('only the one whose account has the incident sees a value that a lead asked for', async () => {
    await using desk = await startTestDesk();
    const { administrator, device, ada, other } = await namesakes(desk);
    const wish = {
      kind: 'reveal',
      incident: 'INC-000001',
      item: 'logs/system.log',
      pseudonym: 'host-2',
      reason: 'The printer',
    };
    const { request } = await made(await administrator.call('POST', consoleRoutes.requests, wish));
    const { requests } = (await (
      await callAs(device, desk, 'GET', deviceRoutes.requests)
    ).json()) as { requests: string[] };
    const claims = await verified(desk, requests[0] ?? '');
    if (claims.kind !== 'reveal') throw new Error(`a request of the kind ${claims.kind}`);
    expect((await reveal(device, desk, claims, 'printer-berlin-4')).status).toBe(200);
    expect((await shown(ada, request.jti)).answer).toBe('printer-berlin-4');
    expect((await shown(other, request.jti)).answer).toBeNull();
  });

  test('the second cannot take the incident from the first without handing it over', async () => {
    await using desk = await startTestDesk();
    const { ada, other } = await namesakes(desk);
    const refused = await other.call('PATCH', incident, { status: 'assigned' });
    expect([refused.status, appError.parse(await refused.json()).message.values]).toEqual([
      409,
      { assignee: 'Ada' },
    ]);
    const given = await ada.call('PUT', `${incident}/assignee`, {
      engineer: idOf(other),
      instead: idOf(ada),
    });
    expect(given.status).toBe(200);
    expect([await mineOf(ada), await mineOf(other)]).toEqual([[], ['INC-000001']]);
  });

  test('each learns that the other has answered, and the person’s app hears of no account', async () => {
    await using desk = await startTestDesk();
    const { device, ada, other } = await namesakes(desk);
    const after = (await detailFor(other)).timeline.at(-1)?.id;
    const write = (by: Browser, text: string) =>
      by.call('POST', `${incident}/messages`, { id: randomId(), text, after });
    expect((await write(ada, 'Please restart it.')).status).toBe(200);
    expect((await write(ada, 'And then try again.')).status).toBe(200);
    expect((await write(other, 'Please leave it off.')).status).toBe(409);
    expect((await detailFor(other)).timeline.at(-1)).toMatchObject({
      name: 'Ada',
      author: idOf(ada),
    });
    const view = await callAs(device, desk, 'GET', `${deviceRoutes.incidents}/INC-000001`);
    expect(incidentView.parse(await view.json()).timeline.at(-1)).not.toHaveProperty('author');
  });

  test('the incidents of the first stay theirs when the second is disabled', async () => {
    await using desk = await startTestDesk();
    const { administrator, ada, other } = await namesakes(desk);
    await administrator.call('PATCH', `${consoleRoutes.people}/${idOf(other)}`, {
      change: 'disable',
    });
    expect(await mineOf(ada)).toEqual(['INC-000001']);
    await administrator.call('PATCH', `${consoleRoutes.people}/${idOf(ada)}`, {
      change: 'disable',
    });
    expect((await detailFor(administrator)).assignee).toBeNull();
  });

  test('an API token of the second lists none of the first one’s requests as its own', async () => {
    await using desk = await startTestDesk();
    const { device, ada, other } = await namesakes(desk);
    await ask(ada, device);
    const ownOf = async (by: Browser) => {
      const wish = { label: 'x', scopes: ['requests'], days: 1, password };
      const { token } = createdToken.parse(
        await (await by.call('POST', `${consoleRoutes.account}/tokens`, wish)).json(),
      );
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${desk.address}${consoleRoutes.requests}?view=mine`, {
        headers,
      });
      return requestPage.parse(await response.json()).total;
    };
    expect([await ownOf(ada), await ownOf(other)]).toEqual([1, 0]);
  });
});

test('an incident that ended shows the name of an account that is disabled or deleted, and is nobody else’s', async () => {
  await using desk = await startTestDesk();
  const { administrator, ada, other } = await namesakes(desk);
  await ada.call('PATCH', incident, { status: 'resolved' });
  await administrator.call('PATCH', `${consoleRoutes.people}/${idOf(ada)}`, { change: 'disable' });
  expect(await detailFor(other)).toMatchObject({ assignee: 'Ada', assigneeId: idOf(ada) });
  for (const table of ['sessions', 'api_tokens'])
    inDatabase(desk, `delete from ${table} where engineer = ?`, idOf(ada));
  inDatabase(desk, 'delete from engineers where id = ?', idOf(ada));
  expect(await detailFor(other)).toMatchObject({ assignee: 'Ada', assigneeId: idOf(ada) });
  expect(await mineOf(other)).toEqual([]);
});

const randomId = () => randomUUID().replaceAll('-', '');
