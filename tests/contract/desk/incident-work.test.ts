import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { assignee, consoleRoutes, incidentDetail } from '#contract/http/console-api.ts';
import { auditPage } from '#contract/http/console-people.ts';
import { deviceRoutes, withdrawal, withdrawalType, withdrawn } from '#contract/http/device-api.ts';
import { incidentView, mostTimelineEntries } from '#contract/http/incident.ts';
import {
  type Browser,
  firstEngineer,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, type TestDevice } from './device.ts';
import { incidentsOf } from './lists.ts';
import { colleague } from './people.ts';
import { ask } from './requests.ts';
import { accepted, objectsOf, rowsOf } from './retention.ts';

const incident = `${consoleRoutes.incidents}/INC-000001`;
const detailIn = async (response: Response) => incidentDetail.parse(await response.json());
const detailFor = async (by: Browser) => detailIn(await by.call('GET', incident));
const idOf = ({ session }: Browser) => session.engineer?.id ?? '';
const write = (device: TestDevice, desk: TestDesk, text: string) =>
  callAs(device, desk, 'POST', `${deviceRoutes.incidents}/INC-000001/messages`, {
    body: { id: randomUUID(), text },
  });
const auditOf = async (by: Browser, action: string) =>
  auditPage.parse(await (await by.call('GET', `${consoleRoutes.audit}?action=${action}`)).json())
    .entries;

async function incidentWith(desk: TestDesk) {
  const administrator = await firstEngineer(desk, 'Erika Example');
  const device = await registeredDevice(desk);
  const sent = await accepted(desk, device);
  const [ada, bob] = [
    await colleague(desk, administrator, 'engineer', 'Ada'),
    await colleague(desk, administrator, 'engineer', 'Bob'),
  ];
  return { administrator, ada, bob, device, sent };
}

describe('a person who writes after “resolved”', () => {
  test('opens the incident again, and it is listed as open and awaiting an answer', async () => {
    await using desk = await startTestDesk();
    const { ada, device } = await incidentWith(desk);
    await ada.call('PATCH', incident, { status: 'resolved' });
    expect((await incidentsOf(ada)).total).toBe(0);

    const view = incidentView.parse(
      await (await write(device, desk, 'It is full again! Please help')).json(),
    );
    expect(view.status).toBe('in-progress');
    expect(view.timeline.slice(-2)).toMatchObject([
      { kind: 'message', from: 'person' },
      { kind: 'status', status: 'in-progress', engineer: '' },
    ]);
    for (const of of ['open', 'awaiting', 'mine']) {
      expect((await incidentsOf(ada, { view: of })).incidents).toMatchObject([
        { number: 'INC-000001', awaitsAnswer: true },
      ]);
    }
  });

  test('is told to ask for help again when the incident is closed', async () => {
    await using desk = await startTestDesk();
    const { ada, device } = await incidentWith(desk);
    await ada.call('PATCH', incident, { status: 'resolved' });
    await ada.call('PATCH', incident, { status: 'closed' });
    const refused = await write(device, desk, 'It is full again!');
    expect(refused.status).toBe(409);
    expect(appError.parse(await refused.json()).message.message).toContain('Ask for help again');
    expect((await detailFor(ada)).status).toBe('closed');
  });

  test('of thanks before the end awaits no answer once the incident is resolved', async () => {
    await using desk = await startTestDesk();
    const { ada, device } = await incidentWith(desk);
    await write(device, desk, 'Thank you!');
    await ada.call('PATCH', incident, { status: 'resolved' });
    expect((await incidentsOf(ada, { view: 'ended' })).incidents).toMatchObject([
      { awaitsAnswer: false },
    ]);
  });
});

describe('an incident', () => {
  test('that two engineers take is the first one’s, and the second one is told whose', async () => {
    await using desk = await startTestDesk();
    const { ada, bob } = await incidentWith(desk);
    expect((await ada.call('PATCH', incident, { status: 'assigned' })).status).toBe(200);
    const second = await bob.call('PATCH', incident, { status: 'assigned' });
    expect(second.status).toBe(409);
    expect(appError.parse(await second.json()).message.values).toEqual({ assignee: 'Ada' });
    expect((await detailFor(bob)).assignee).toBe('Ada');
  });

  test('is handed over to another engineer and to nobody, with an entry for engineers and one in the audit log', async () => {
    await using desk = await startTestDesk();
    const { administrator, ada, bob, device } = await incidentWith(desk);
    await ada.call('PATCH', incident, { status: 'assigned' });
    const given = await detailIn(
      await ada.call('PUT', `${incident}/assignee`, { engineer: idOf(bob), instead: idOf(ada) }),
    );
    expect(given).toMatchObject({ assignee: 'Bob', status: 'assigned' });
    expect(given.timeline.at(-1)).toMatchObject({
      kind: 'assignment',
      from: 'Ada',
      to: 'Bob',
      by: 'Ada',
    });
    expect((await incidentsOf(bob, { view: 'mine' })).total).toBe(1);
    expect((await incidentsOf(ada, { view: 'mine' })).total).toBe(0);

    const late = await ada.call('PUT', `${incident}/assignee`, {
      engineer: null,
      instead: idOf(ada),
    });
    expect(late.status).toBe(409);
    expect(appError.parse(await late.json()).message.values).toEqual({ assignee: 'Bob' });

    const back = await detailIn(
      await bob.call('PUT', `${incident}/assignee`, { engineer: null, instead: idOf(bob) }),
    );
    expect(back.assignee).toBeNull();
    expect(
      (await auditOf(administrator, 'incident-handed-over')).map(({ detail }) => detail),
    ).toEqual([
      { from: 'Bob', to: null },
      { from: 'Ada', to: 'Bob' },
    ]);
    // The person's app knows no such entry.
    const view = await callAs(device, desk, 'GET', `${deviceRoutes.incidents}/INC-000001`);
    expect(incidentView.parse(await view.json()).timeline.map(({ kind }) => kind)).toEqual([
      'received',
      'status',
    ]);
  });

  test('can be given to active engineers only', async () => {
    await using desk = await startTestDesk();
    const { administrator, ada } = await incidentWith(desk);
    const auditor = await colleague(desk, administrator, 'auditor', 'Otto');
    await administrator.call('POST', consoleRoutes.people, {
      name: 'Not here yet',
      role: 'engineer',
    });
    const names = assignee
      .array()
      .parse(await (await ada.call('GET', consoleRoutes.assignees)).json());
    expect(names.map(({ name }) => name)).toEqual(['Ada', 'Bob', 'Erika Example']);
    for (const engineer of [idOf(auditor), randomUUID()]) {
      expect(
        (await ada.call('PUT', `${incident}/assignee`, { engineer, instead: null })).status,
      ).toBe(404);
    }
  });

  test.each([{ change: 'disable' }, { change: 'role', role: 'auditor' }])(
    'of an engineer whose account is changed by %j is nobody’s, with an entry',
    async (change) => {
      await using desk = await startTestDesk();
      const { administrator, ada } = await incidentWith(desk);
      await ada.call('PATCH', incident, { status: 'assigned' });
      await administrator.call('PATCH', `${consoleRoutes.people}/${idOf(ada)}`, change);
      const detail = await detailFor(administrator);
      expect(detail.assignee).toBeNull();
      expect(detail.timeline.at(-1)).toMatchObject({
        kind: 'assignment',
        from: 'Ada',
        to: null,
        by: null,
      });
      expect((await incidentsOf(administrator, { view: 'unverified' })).total).toBe(1);
    },
  );
});

test('a story of the most lines that an answer may have takes no further line, and stays readable', async () => {
  await using desk = await startTestDesk();
  const { ada, device } = await incidentWith(desk);
  const database = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
  const insert = database.prepare(
    `insert into timeline (id, incident, at, kind, "from", name, text) values (?, 1, ?, 'message', 'engineer', 'Ada', 'again')`,
  );
  database.transaction(() => {
    for (let line = 0; line < mostTimelineEntries - 50; line += 1)
      insert.run(randomUUID(), '2026-12-01T08:00:00.000Z');
  })();
  database.close();
  expect((await ada.call('POST', `${incident}/messages`, { text: 'one more' })).status).toBe(409);
  expect((await write(device, desk, 'one more')).status).toBe(409);
  expect((await detailFor(ada)).timeline.length).toBeLessThanOrEqual(mostTimelineEntries);
});

describe('a lead or an administrator', () => {
  test('deletes an incident with a reason; the device gets the organisation’s signed confirmation', async () => {
    await using desk = await startTestDesk();
    const { administrator, ada, device, sent } = await incidentWith(desk);
    expect((await ada.call('POST', `${incident}/deletion`, { reason: 'a test' })).status).toBe(403);
    expect((await administrator.call('POST', `${incident}/deletion`, { reason: ' ' })).status).toBe(
      400,
    );
    expect(
      (await administrator.call('POST', `${incident}/deletion`, { reason: 'a made-up bundle' }))
        .status,
    ).toBe(204);

    expect(objectsOf(desk.dataFolder)).toEqual([]);
    expect(rowsOf(desk.dataFolder)).toMatchObject([{ content: 0, lines: 0, deleted: true }]);
    const gone = appError.parse(await (await ada.call('GET', incident)).json());
    expect(gone.message.values).toEqual({ name: 'Erika Example', reason: 'a made-up bundle' });
    for (const path of [`${incident}/items/logs/system.log`, `${incident}/items/manifest.json`]) {
      expect((await ada.call('GET', path)).status).toBe(404);
    }
    expect(await auditOf(administrator, 'incident-deleted')).toMatchObject([
      {
        object: 'INC-000001',
        actor: { name: 'Erika Example' },
        detail: { reason: 'a made-up bundle' },
      },
    ]);

    const answer = await callAs(
      device,
      desk,
      'DELETE',
      `${deviceRoutes.submissions}/${sent.submission}`,
    );
    const { withdrawal: jws } = withdrawn.parse(await answer.json());
    const key = await importJWK({ ...desk.policy().organisation.publicKey }, 'EdDSA');
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
    expect(protectedHeader.typ).toBe(withdrawalType);
    expect(withdrawal.parse(JSON.parse(Buffer.from(payload).toString()))).toMatchObject({
      incident: 'INC-000001',
      manifestHash: sent.manifestHash,
      device: device.id,
    });
  });

  test('revokes a device and deletes everything it sent, and nothing else', async () => {
    await using desk = await startTestDesk();
    const { administrator, device } = await incidentWith(desk);
    await accepted(desk, device);
    const other = await registeredDevice(desk);
    await accepted(desk, other);
    const path = `${consoleRoutes.devices}/${device.id}/revocation`;
    expect(
      (await administrator.call('POST', path, { reason: 'made up', deleteIncidents: true })).status,
    ).toBe(200);
    const left = await incidentsOf(administrator, { view: 'all' });
    expect(left.incidents.map(({ number }) => number)).toEqual(['INC-000003']);
    expect(objectsOf(desk.dataFolder)).toHaveLength(1);
    expect(await auditOf(administrator, 'incident-deleted')).toHaveLength(2);

    const later = await administrator.call(
      'POST',
      `${consoleRoutes.devices}/${other.id}/deletion`,
      { reason: 'made up too' },
    );
    expect(await later.json()).toEqual({ deleted: 1 });
    expect((await incidentsOf(administrator, { view: 'all' })).total).toBe(0);
  });
});

test('a person’s taken back bundle is not said to be deleted by an engineer', async () => {
  await using desk = await startTestDesk();
  const { ada, device, sent } = await incidentWith(desk);
  await callAs(device, desk, 'DELETE', `${deviceRoutes.submissions}/${sent.submission}`);
  const gone = appError.parse(await (await ada.call('GET', incident)).json());
  expect(gone.message.message).toBe(
    'This incident was deleted: the person took their bundle back.',
  );
});

test('a request stays visible to the engineer whose incident it belongs to', async () => {
  await using desk = await startTestDesk();
  const { ada, bob, device } = await incidentWith(desk);
  const { jti } = await ask(ada, device, { incident: 'INC-000001' });
  expect((await bob.call('GET', `${consoleRoutes.requests}/${jti}`)).status).toBe(200);
});
