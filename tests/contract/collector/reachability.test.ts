import { createServer as createWebServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { dns } from '#collector/collectors/dns/collector.ts';
import { reachability } from '#collector/collectors/reachability/collector.ts';
import { timed } from '#collector/network/timed-step.ts';
import { reachabilityItem, type ShapedItem } from '#contract/collector/item-shapes.ts';
import { selfSigned } from '#tests/fixtures/self-signed.ts';
import { collectOn, type Machine } from '#tests/harness/collect-context.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function reach(url: string, machine: Partial<Machine> = {}) {
  const run = await collectOn(
    {
      platform: 'linux',
      endpoints: [{ id: 'desk', url }],
      now: new Date().toISOString(),
      ...machine,
    },
    reachability,
  );
  const { endpoints } = reachabilityItem.parse(run.content('reachability.json'));
  return {
    ...run,
    reached: endpoints[0] as ShapedItem<'reachability/reachability.json'>['endpoints'][number],
  };
}

describe('the connection to the support service', () => {
  test('that works shows every step with its time', async () => {
    const port = await listen(createWebServer((_, answer) => answer.end('ok')));
    const { reached, status } = await reach(`http://localhost:${port}/v1/desk`);
    expect(status).toBe('success');
    expect(reached).toMatchObject({
      dns: { ok: true },
      tcp: { ok: true },
      tls: null,
      http: { ok: true, status: 200, error: null },
    });
    expect(Math.abs(reached.http?.clockOffsetSeconds ?? 99)).toBeLessThan(1.5);
  });

  test('with a clock that is wrong says by how much', async () => {
    const port = await listen(
      createWebServer((_, answer) =>
        answer.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString()).end(),
      ),
    );
    expect((await reach(`http://127.0.0.1:${port}/`)).reached.http?.clockOffsetSeconds).toBeCloseTo(
      3600,
      -1,
    );
  });

  test('with nobody listening ends at TCP', async () => {
    const port = await listen(createServer());
    open.splice(0).forEach((server) => void server.close());
    const { reached } = await reach(`http://127.0.0.1:${port}/`);
    expect(reached).toMatchObject({
      tcp: { ok: false, error: 'ECONNREFUSED' },
      tls: null,
      http: null,
    });
  });

  test('to a name that does not exist ends at DNS', async () => {
    const { reached } = await reach('https://desk.invalid/');
    expect(reached).toMatchObject({
      dns: { ok: false, addresses: [] },
      tcp: null,
      tls: null,
      http: null,
    });
  });

  test('with a certificate that nobody trusts says so, and still tells the time', async () => {
    const port = await listen(createSecureServer(selfSigned(), (_, answer) => answer.end()));
    const { reached } = await reach(`https://localhost:${port}/`);
    expect(reached.tls).toMatchObject({
      ok: false,
      trusted: false,
      issuer: 'Nobody in particular',
      error: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(reached.tls?.protocol).toMatch(/^TLSv1/);
    expect(reached.http).toMatchObject({ ok: true, status: 200 });
  });

  test('to something that does not speak TLS ends there', async () => {
    const port = await listen(
      createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect((await reach(`https://127.0.0.1:${port}/`)).reached).toMatchObject({
      tcp: { ok: true },
      tls: { ok: false },
      http: null,
    });
  });

  test('to something that answers nonsense ends at HTTP', async () => {
    const port = await listen(
      createServer((socket) => socket.once('data', () => socket.end('\x00\xff nonsense\r\n\r\n'))),
    );
    expect((await reach(`http://127.0.0.1:${port}/`)).reached.http).toMatchObject({
      ok: false,
      status: null,
    });
  });

  test('never shows the credentials of its address', async () => {
    const { content } = await reach('http://user:hunter22@127.0.0.1:1/?token=abc123');
    expect(JSON.stringify(content('reachability.json'))).not.toMatch(/user|hunter22|abc123/);
  });

  test('through a proxy is only tested directly, and says so', async () => {
    const port = await listen(createWebServer((_, answer) => answer.end()));
    const machine = {
      facts: { proxies: [{ endpoint: 'desk', answer: 'PROXY proxy.example:8080' }] },
    };
    expect(await reach(`http://127.0.0.1:${port}/`, machine)).toMatchObject({
      status: 'partial',
      reason: expect.stringContaining('proxy'),
    });
  });

  test('is skipped where there is no support service', async () => {
    expect(await collectOn({ platform: 'linux' }, reachability)).toMatchObject({
      status: 'skip',
      names: [],
    });
  });
});

test('a step that never ends is ended, and says how long it waited', async () => {
  const step = await timed(() => new Promise(() => undefined), 50, new AbortController().signal);
  expect(step).toMatchObject({ ok: false, error: expect.stringMatching(/^no answer within \d+/) });
});

test('names are looked up with the system and with each server; addresses are not looked up at all', async () => {
  const endpoints = [
    { id: 'name', url: 'https://localhost/' },
    { id: 'address', url: 'https://192.0.2.1/' },
  ];
  const { content } = await collectOn({ platform: 'linux', endpoints }, dns);
  expect(content('dns.json')).toMatchObject({
    lookups: [{ name: 'localhost', server: null, ok: true }],
  });
});
