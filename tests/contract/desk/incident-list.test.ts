import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { incidentEvent, pageSize } from '#contract/http/console-lists.ts';
import { createdEnrolment } from '#contract/http/console-requests.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { numberOf } from '#desk/service/domain/incidents/number.ts';
import { openKeys } from '#desk/service/keys.ts';
import { encrypt } from '#desk/service/store/extract.ts';
import { openFolders } from '#desk/service/store/folders.ts';
import {
  type Browser,
  browserOf,
  firstEngineer,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, makeDevice, type TestDevice } from './device.ts';
import { devicePageOf, incidentsOf, requestsOf } from './lists.ts';
import { colleague } from './people.ts';
import { ask } from './requests.ts';
import { accepted } from './retention.ts';

async function verifiedDevice(
  desk: TestDesk,
  administrator: Browser,
  name: string | null = null,
): Promise<TestDevice> {
  const device = await makeDevice();
  const wish = { label: 'Test', uses: 1, days: 1 };
  const { token } = createdEnrolment.parse(
    await (await administrator.call('POST', consoleRoutes.enrolments, wish)).json(),
  );
  const body = {
    publicKey: device.publicKey,
    platform: 'linux',
    agentVersion: '0.1.0',
    token,
    name,
    owner: null,
  };
  const response = await callAs(device, desk, 'POST', deviceRoutes.enrol, { body });
  if (response.status !== 200) throw new Error(await response.text());
  return device;
}

/** Puts rows into the database of a desk that has stopped: thousands of real bundles would take minutes. */
async function fill(
  dataFolder: string,
  device: string,
  count: number,
  summaryOf: (id: number) => string,
): Promise<void> {
  const { extractKey } = await openKeys(await openFolders(dataFolder));
  const database = new SqliteDatabase(join(dataFolder, 'desk.sqlite'));
  const insert = database.prepare(
    `insert into incidents (device, received_at, status, upload, manifest_hash, headline, extract, expires_at)
     values (?, ?, 'new', ?, 'x', ?, ?, '2999-01-01T00:00:00.000Z')`,
  );
  database.transaction(() => {
    const { last } = database
      .prepare('select coalesce(max(id), 0) as last from incidents')
      .get() as { last: number };
    for (let id = last + 1; id <= last + count; id += 1) {
      const upload = randomUUID();
      const headline = {
        summary: summaryOf(id),
        severity: null,
        findings: { critical: 0, warning: 0, info: 0 },
      };
      insert.run(
        device,
        '2026-12-01T08:00:00.000Z',
        upload,
        encrypt(headline, extractKey, `${upload} headline`),
        Buffer.alloc(0),
      );
    }
  })();
  database.close();
}

/** A desk that was filled while it was stopped, and its administrator. */
async function filledDesk(count: number, summaryOf = (id: number) => `Problem number ${id}`) {
  const first = await startTestDesk();
  const administrator = await firstEngineer(first);
  const device = await verifiedDevice(first, administrator, 'till-7');
  await first.stop();
  await fill(first.dataFolder, device.id, count, summaryOf);
  const desk = await startTestDesk({ dataFolder: first.dataFolder });
  return {
    desk,
    engineer: browserOf(desk, administrator.cookie, administrator.session),
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
    },
  };
}

describe('the list of incidents', () => {
  test('leads page after page to every incident there is, each once, and counts them all', async () => {
    await using filled = await filledDesk(730);
    const numbers: string[] = [];
    let before: string | null = null;
    do {
      const page = await incidentsOf(filled.engineer, {
        view: 'all',
        ...(before !== null && { before }),
      });
      expect(page.total).toBe(730);
      expect(page.incidents.length).toBeLessThanOrEqual(pageSize);
      numbers.push(...page.incidents.map(({ number }) => number));
      before = page.next;
    } while (before !== null);
    expect(numbers).toEqual(Array.from({ length: 730 }, (_, index) => numberOf(730 - index)));
  });

  test.each(['INC-000042', '42', 'inc-42', '000042'])(
    'finds an incident far from the newest by its number, as %s',
    async (find) => {
      await using filled = await filledDesk(730, () => 'Nothing prints');
      const { incidents } = await incidentsOf(filled.engineer, { view: 'all', find });
      expect(incidents.map(({ number }) => number)).toEqual(['INC-000042']);
    },
  );

  test('finds words of the headline and of the device’s name, in any case and order', async () => {
    await using filled = await filledDesk(250, (id) =>
      id === 7 ? 'The KASSE says “Fehler Ä”' : 'Nothing prints',
    );
    const found = async (find: string) =>
      (await incidentsOf(filled.engineer, { view: 'all', find })).incidents;
    expect((await found('fehler kasse till-7')).map(({ number }) => number)).toEqual([
      'INC-000007',
    ]);
    expect((await found('ä”')).map(({ number }) => number)).toEqual(['INC-000007']);
    expect(await found('kasse prints')).toEqual([]);
  });

  test('says in which views a search finds something', async () => {
    await using filled = await filledDesk(5);
    await filled.engineer.call('PATCH', `${consoleRoutes.incidents}/INC-000003`, {
      status: 'resolved',
    });
    const page = await incidentsOf(filled.engineer, { view: 'open', find: '3' });
    expect(page).toMatchObject({
      total: 0,
      found: { open: 0, ended: 1, all: 1 },
      counts: { open: 4, ended: 1, all: 5 },
    });
  });

  test('keeps what unverified devices send apart until an engineer takes it, and counts it', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const genuine = await verifiedDevice(desk, engineer);
    await accepted(desk, genuine);
    const stranger = await registeredDevice(desk);
    for (let sent = 0; sent < 3; sent += 1) await accepted(desk, stranger);

    const open = await incidentsOf(engineer);
    expect(open.incidents.map(({ number }) => number)).toEqual(['INC-000001']);
    expect(open.counts).toMatchObject({ open: 1, awaiting: 1, unverified: 3, all: 4 });
    expect((await incidentsOf(engineer, { view: 'unverified' })).total).toBe(3);
    expect((await incidentsOf(engineer, { view: 'all', sender: 'unverified' })).total).toBe(3);

    await engineer.call('PATCH', `${consoleRoutes.incidents}/INC-000002`, { status: 'assigned' });
    expect((await incidentsOf(engineer)).incidents.map(({ number }) => number)).toEqual([
      'INC-000002',
      'INC-000001',
    ]);
    expect((await incidentsOf(engineer, { view: 'mine' })).total).toBe(1);
  });

  test('is narrowed to a device, a status and an engineer', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const [one, two] = [await verifiedDevice(desk, engineer), await verifiedDevice(desk, engineer)];
    await accepted(desk, one);
    await accepted(desk, two);
    await engineer.call('PATCH', `${consoleRoutes.incidents}/INC-000002`, {
      status: 'in-progress',
    });
    const numbers = async (query: Record<string, string>) =>
      (await incidentsOf(engineer, { view: 'all', ...query })).incidents.map(
        ({ number }) => number,
      );
    expect(await numbers({ device: one.id })).toEqual(['INC-000001']);
    expect(await numbers({ status: 'in-progress' })).toEqual(['INC-000002']);
    expect(await numbers({ assignee: engineer.session.engineer?.id ?? '' })).toEqual([
      'INC-000002',
    ]);
  });

  test('holds no plain text in the database', async () => {
    await using filled = await filledDesk(3, () => 'confidential words');
    await incidentsOf(filled.engineer, { view: 'all', find: 'confidential' });
    const database = new SqliteDatabase(join(filled.desk.dataFolder, 'desk.sqlite'), {
      readonly: true,
    });
    expect(database.serialize().includes('confidential')).toBe(false);
    database.close();
  });
});

describe('the event of a changed incident', () => {
  test('carries the row before and after, so that no console loads the list again', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const device = await verifiedDevice(desk, engineer);
    const stream = await engineer.call('GET', consoleRoutes.events);
    const events = rowEvents(stream);
    await accepted(desk, device);
    expect(await events.next()).toMatchObject({
      number: 'INC-000001',
      before: null,
      after: { summary: 'The printer is gone.' },
    });
    await engineer.call('PATCH', `${consoleRoutes.incidents}/INC-000001`, {
      status: 'in-progress',
    });
    expect(await events.next()).toMatchObject({
      before: { status: 'new' },
      after: { status: 'in-progress' },
    });
    await engineer.call('POST', `${consoleRoutes.incidents}/INC-000001/deletion`, {
      reason: 'sent by mistake',
    });
    expect(await events.next()).toMatchObject({ before: { status: 'in-progress' }, after: null });
    await events.cancel();
  });
});

describe('the list of devices', () => {
  test('leads page after page to every device, and searches at the desk', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const database = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
    const insert = database.prepare(
      `insert into devices (id, public_key, platform, agent_version, registered_at, seen_at, name) values (?, '{}', 'linux', '1', ?, ?, ?)`,
    );
    const at = '2026-12-01T08:00:00.000Z';
    // All seen at one moment: only the id tells them apart.
    for (let index = 0; index < 250; index += 1)
      insert.run(String(index).padStart(43, 'x'), at, at, `pc_${index}`);
    database.close();

    const ids: string[] = [];
    let before: string | null = null;
    do {
      const page = await devicePageOf(engineer, before === null ? {} : { before });
      expect(page).toMatchObject({
        total: 250,
        counts: { all: 250, verified: 0, unverified: 250, revoked: 0 },
      });
      ids.push(...page.devices.map(({ id }) => id));
      before = page.next;
    } while (before !== null);
    expect(new Set(ids).size).toBe(250);
    expect(ids).toHaveLength(250);
    expect((await devicePageOf(engineer, { find: 'PC_249 linux' })).devices).toMatchObject([
      { name: 'pc_249' },
    ]);
    expect((await devicePageOf(engineer, { find: 'pc%249' })).total).toBe(0);
    const one = await engineer.call('GET', `${consoleRoutes.devices}/${ids[249]}`);
    expect(await one.json()).toMatchObject({ id: ids[249] });
  });

  test.each(['', 'x', 'nothing at-all', '2026-12-01T08:00:00.000Z'])(
    'refuses “%s” as a place to go on from',
    async (before) => {
      await using desk = await startTestDesk();
      const engineer = await firstEngineer(desk);
      expect(
        (await engineer.call('GET', `${consoleRoutes.devices}?${new URLSearchParams({ before })}`))
          .status,
      ).toBe(400);
    },
  );
});

describe('the list of requests', () => {
  test('leads page after page to every request', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const made = await ask(engineer, device);
    const database = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
    const columns = `kind, state, engineer, engineer_name, engineer_role, device, reason, scope, created_at, expires_at`;
    const copy = database.prepare(
      `insert into requests (jti, ${columns}) select ?, ${columns} from requests where jti = ?`,
    );
    for (let index = 0; index < 230; index += 1) copy.run(randomUUID(), made.jti);
    database.close();
    const seen = new Set<string>();
    let before: string | null = null;
    do {
      const page = await requestsOf(engineer, before === null ? {} : { before });
      expect(page.total).toBe(231);
      for (const { jti } of page.requests) seen.add(jti);
      before = page.next;
    } while (before !== null);
    expect(seen.size).toBe(231);
    expect((await requestsOf(engineer, { find: 'vpn erika' })).total).toBe(231);
    expect((await requestsOf(engineer, { view: 'ended' })).total).toBe(0);
  });

  test('shows an engineer their own and those of incidents, and a lead everybody’s', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    await accepted(desk, device);
    const [ada, bob] = [
      await colleague(desk, administrator, 'engineer', 'Ada'),
      await colleague(desk, administrator, 'engineer', 'Bob'),
    ];
    const lead = await colleague(desk, administrator, 'lead');
    const own = await ask(ada, device);
    const ofIncident = await ask(ada, device, { incident: 'INC-000001' });
    const jtis = async (by: Browser) =>
      new Set((await requestsOf(by)).requests.map(({ jti }) => jti));
    expect(await jtis(ada)).toEqual(new Set([own.jti, ofIncident.jti]));
    expect(await jtis(bob)).toEqual(new Set([ofIncident.jti]));
    expect(await jtis(lead)).toEqual(new Set([own.jti, ofIncident.jti]));
    expect((await bob.call('GET', `${consoleRoutes.requests}/${own.jti}`)).status).toBe(404);
    expect((await bob.call('GET', `${consoleRoutes.requests}/${ofIncident.jti}`)).status).toBe(200);
  });
});

function rowEvents(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('no stream');
  let text = '';
  return {
    async next() {
      for (;;) {
        const [whole, data] = /event: incident\ndata: (.*)\n\n/.exec(text) ?? [];
        if (whole !== undefined && data !== undefined) {
          text = text.slice(text.indexOf(whole) + whole.length);
          return incidentEvent.parse(JSON.parse(data));
        }
        const { value, done } = await reader.read();
        if (done) throw new Error('the stream ended');
        text += value;
      }
    },
    cancel: () => reader.cancel(),
  };
}
