import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes, incidentDetail } from '#contract/http/console-api.ts';
import { incidentView } from '#contract/http/incident.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, decisionOf, send, type TestDevice } from './device.ts';
import { colleague } from './people.ts';

const incident = '/api/incidents/INC-000001';

async function withIncident(desk: TestDesk): Promise<{ device: TestDevice; engineer: Browser }> {
  const device = await registeredDevice(desk);
  const engineer = await firstEngineer(desk);
  const submission = randomUUID();
  const extra = {
    'system/system.json': '{"manufacturer":"Example"}',
    'logs/big.log': `${'line äöü\n'.repeat(100_000)}end`,
  };
  await send(device, desk, (await makeBundle(desk, device, { extra })).sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  return { device, engineer };
}

const detailIn = async (response: Response) => incidentDetail.parse(await response.json());
const viewFor = async (device: TestDevice, desk: TestDesk) =>
  incidentView.parse(await (await callAs(device, desk, 'GET', '/v1/incidents/INC-000001')).json());

describe('an incident', () => {
  test('is assigned to the first engineer who answers, and the person sees the answer', async () => {
    await using desk = await startTestDesk();
    const { device, engineer } = await withIncident(desk);

    const answered = await detailIn(
      await engineer.call('POST', `${incident}/messages`, { text: '  Please restart it. ' }),
    );
    expect(answered).toMatchObject({
      status: 'assigned',
      assignee: 'Erika Example',
      awaitsAnswer: false,
    });

    const view = await viewFor(device, desk);
    expect(view.timeline).toMatchObject([
      { kind: 'received' },
      { kind: 'status', status: 'assigned', engineer: 'Erika Example' },
      { kind: 'message', from: 'engineer', name: 'Erika Example', text: 'Please restart it.' },
    ]);
  });

  test("gets the person's message once, however often it is sent", async () => {
    await using desk = await startTestDesk();
    const { device, engineer } = await withIncident(desk);
    await engineer.call('POST', `${incident}/messages`, { text: 'Please restart it.' });
    const body = { id: randomUUID(), text: 'It works, thank you!' };
    for (let sent = 0; sent < 2; sent += 1) {
      const response = await callAs(device, desk, 'POST', '/v1/incidents/INC-000001/messages', {
        body,
      });
      expect(incidentView.parse(await response.json()).timeline).toHaveLength(4);
    }
    const detail = await detailIn(await engineer.call('GET', incident));
    expect(detail.awaitsAnswer).toBe(true);
    expect(detail.timeline.at(-1)).toMatchObject({
      kind: 'message',
      from: 'person',
      text: 'It works, thank you!',
    });
  });

  test("gets an engineer's message once, however often it is sent", async () => {
    await using desk = await startTestDesk();
    const { engineer } = await withIncident(desk);
    const message = { id: '0123456789abcdef0123456789abcdef', text: 'Please restart it.' };
    await engineer.call('POST', `${incident}/messages`, message);
    const again = await detailIn(await engineer.call('POST', `${incident}/messages`, message));
    expect(again.timeline.filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });

  test('refuses an answer whose author has not seen the answer of a colleague, and takes it afterwards', async () => {
    await using desk = await startTestDesk();
    const { engineer } = await withIncident(desk);
    const other = await colleague(desk, engineer, 'engineer', 'Grace Hopper');
    const opened = await detailIn(await other.call('GET', incident));
    const first = await detailIn(
      await engineer.call('POST', `${incident}/messages`, { text: 'Please restart it.' }),
    );

    const message = { text: 'Please do not restart it.', after: opened.timeline.at(-1)?.id };
    const refused = await other.call('POST', `${incident}/messages`, message);
    expect(refused.status).toBe(409);
    expect(appError.parse(await refused.json()).message.values).toEqual({ name: 'Erika Example' });
    expect((await detailIn(await other.call('GET', incident))).timeline).toEqual(first.timeline);

    const sent = await other.call('POST', `${incident}/messages`, {
      ...message,
      after: first.timeline.at(-1)?.id,
    });
    expect(sent.status).toBe(200);
  });

  test('goes its way to the end, can be opened again, and refuses nonsense in words', async () => {
    await using desk = await startTestDesk();
    const { device, engineer } = await withIncident(desk);
    const to = (status: string) => engineer.call('PATCH', incident, { status });

    const nonsense = await to('closed');
    expect(nonsense.status).toBe(409);
    expect(appError.parse(await nonsense.json()).message.values).toMatchObject({
      from: 'new',
      to: 'closed',
    });

    for (const status of [
      'in-progress',
      'pending-user',
      'in-progress',
      'resolved',
      'in-progress',
      'resolved',
      'closed',
    ]) {
      expect((await detailIn(await to(status))).status).toBe(status);
    }
    expect(
      (await viewFor(device, desk)).timeline.filter(({ kind }) => kind === 'status'),
    ).toHaveLength(7);
    expect((await to('in-progress')).status).toBe(409);
    expect((await engineer.call('POST', `${incident}/messages`, { text: 'too late' })).status).toBe(
      409,
    );
    const body = { id: randomUUID(), text: 'too late' };
    expect(
      (await callAs(device, desk, 'POST', '/v1/incidents/INC-000001/messages', { body })).status,
    ).toBe(409);
  });

  test('set to the status that it has stays as it is', async () => {
    await using desk = await startTestDesk();
    const { engineer } = await withIncident(desk);
    const detail = await detailIn(await engineer.call('PATCH', incident, { status: 'new' }));
    expect(detail.timeline).toHaveLength(1);
    expect(detail.assignee).toBeNull();
  });
});

describe("an item's bytes", () => {
  test('are exact, and nothing but text to a browser', async () => {
    await using desk = await startTestDesk();
    const { engineer } = await withIncident(desk);
    const response = await engineer.call('GET', `${incident}/items/logs/system.log`);
    expect(await response.text()).toBe('first line\nsecond line <script>alert(1)</script>\n');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(response.headers.get('content-disposition')).toBe('inline');

    const download = await engineer.call('GET', `${incident}/items/logs/big.log?download=1`);
    expect(download.headers.get('content-disposition')).toBe(
      'attachment; filename="INC-000001-logs-big.log"',
    );
    expect(await download.text()).toBe(`${'line äöü\n'.repeat(100_000)}end`);
  });

  test("of the bundle's own documents can be read too", async () => {
    await using desk = await startTestDesk();
    const { engineer } = await withIncident(desk);
    for (const name of ['manifest.json', 'findings.json', 'redactions.json', 'receipt.json']) {
      const response = await engineer.call('GET', `${incident}/items/${name}`);
      expect([name, response.status]).toEqual([name, 200]);
      await response.json();
    }
  });

  test.for([
    'logs/none.log',
    '..%2f..%2fidentity.txt',
    '../identity.txt',
    'x',
    'items/logs/system.log',
    '%00',
  ])('of %s are not there', async (id) => {
    await using desk = await startTestDesk();
    const { engineer } = await withIncident(desk);
    const response = await engineer.call('GET', `${incident}/items/${id}`);
    expect([400, 404]).toContain(response.status);
    expect(appError.parse(await response.json()).code).toMatch(
      /unknown-item|not-found|invalid-arguments/,
    );
  });

  test('stay readable when memory holds only one bundle at a time', async () => {
    await using desk = await startTestDesk({ limits: { cacheBytes: 1 } });
    const { device, engineer } = await withIncident(desk);
    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission: randomUUID() });
    const asked = ['INC-000001', 'INC-000002', 'INC-000001', 'INC-000002'].map((number) =>
      engineer.call('GET', `${consoleRoutes.incidents}/${number}/items/logs/system.log`),
    );
    for (const response of await Promise.all(asked))
      expect(await response.text()).toContain('first line');
  });
});

describe('the stream of events', () => {
  test('names each incident that is new or changed', async () => {
    await using desk = await startTestDesk({ limits: { heartbeatMs: 20 } });
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const response = await engineer.call('GET', consoleRoutes.events);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = readEvents(response);

    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission: randomUUID() });
    expect(await events.until('data: INC-000001')).toContain('event: changed');
    await engineer.call('POST', `${incident}/messages`, { text: 'hello' });
    await events.until('data: INC-000001');
    await events.until(': alive');
    await events.cancel();
  });

  test('ends when its session does', async () => {
    await using desk = await startTestDesk({ limits: { heartbeatMs: 20 } });
    const engineer = await firstEngineer(desk);
    const response = await engineer.call('GET', consoleRoutes.events);
    await engineer.call('DELETE', consoleRoutes.session);
    await expect(response.text()).rejects.toThrow();
  });

  test('ends when its session was idle for too long, although listening goes on', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({
      limits: { heartbeatMs: 20 },
      now: () => new Date(now),
    });
    const engineer = await firstEngineer(desk);
    const events = readEvents(await engineer.call('GET', consoleRoutes.events));
    now += 7 * 3_600_000;
    await events.until(': alive');
    // Far from the end of the session's longest life.
    now += 2 * 3_600_000;
    await expect(events.until('no event that the desk knows')).rejects.toThrow();
  });

  test('is bounded for each session', async () => {
    await using desk = await startTestDesk({ limits: { eventStreamsPerSession: 2 } });
    const engineer = await firstEngineer(desk);
    const open = [
      await engineer.call('GET', consoleRoutes.events),
      await engineer.call('GET', consoleRoutes.events),
    ];
    expect((await engineer.call('GET', consoleRoutes.events)).status).toBe(429);
    for (const response of open) await response.body?.cancel();
  });
});

function readEvents(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('no stream');
  let text = '';
  return {
    async until(wanted: string): Promise<string> {
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended before “${wanted}”`);
        text += value;
      }
      const seen = text;
      text = '';
      return seen;
    },
    cancel: () => reader.cancel(),
  };
}
