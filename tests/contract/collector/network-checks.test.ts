import { createServer as createWebServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { networkChecks } from '#collector/collectors/network-checks/collector.ts';
import { type CheckOptions, checkEndpoints } from '#collector/network/check-endpoints.ts';
import type { NetworkCheck } from '#collector/network/network-check.ts';
import { proxyFromAnswer } from '#collector/network/proxy-choice.ts';
import { networkChecksItem } from '#contract/collector/item-shapes.ts';
import { organisationServices } from '#diagnosis/organisation-services.ts';
import { startBlackHole } from '#tests/fixtures/black-hole.ts';
import { startDnsServer, type Zone } from '#tests/fixtures/dns-server.ts';
import { watchResources } from '#tests/fixtures/resources.ts';
import { selfSigned } from '#tests/fixtures/self-signed.ts';
import { collectOn } from '#tests/harness/collect-context.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen<T extends Server>(server: T, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // The checks hang up as soon as they know enough.
    socket.on('error', () => undefined);
  });
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

async function dnsServer(zone: Zone): Promise<string> {
  const server = await startDnsServer(zone);
  closing.push(server.close);
  return server.address;
}

async function check(
  url: string,
  options: Partial<CheckOptions> = {},
  id = 'shop',
): Promise<NetworkCheck> {
  const [found] = await checkEndpoints([{ id, url, name: 'Shop' }], {
    servers: [],
    proxyOf: () => null,
    run: async () => ({
      state: 'missing',
      exitCode: null,
      stdout: '',
      stderr: '',
      droppedBytes: 0,
    }),
    platform: 'linux',
    now: () => new Date(),
    signal: new AbortController().signal,
    ...options,
  });
  if (!found) throw new Error('no check');
  // What the item promises is what comes.
  networkChecksItem.parse({ checkedAt: new Date().toISOString(), servers: [], endpoints: [found] });
  return found;
}

const web = (answer: RequestListener, host?: string): Promise<number> =>
  listen(createWebServer(answer), host);
const proxyAt = (port: number, kind = 'PROXY') => ({
  proxyOf: () => proxyFromAnswer(`${kind} 127.0.0.1:${port}; DIRECT`),
});

describe('an endpoint that works', () => {
  test('shows every phase with its time, the clock, and five more connections', async () => {
    let connections = 0;
    const server = createWebServer((_, answer) =>
      answer.setHeader('content-type', 'application/json; charset=utf-8').end('{}'),
    );
    server.on('connection', () => {
      connections += 1;
    });
    const port = await listen(server);
    const found = await check(`http://localhost:${port}/status`);
    expect(found).toMatchObject({
      ...{
        id: 'shop',
        name: 'Shop',
        address: `http://localhost:${port}/status`,
        reachable: true,
        failedAt: null,
        portal: null,
      },
      dns: [
        { server: null, type: 'A', ok: true, addresses: ['127.0.0.1'] },
        { server: null, type: 'AAAA', ok: true },
      ],
      ...{ tls: null, proxy: null },
      http: { ok: true, status: 200, contentType: 'application/json', redirectHost: null },
      latency: { attempts: 5, failed: 0, resent: 0 },
      pathMtu: { bytes: null, unavailable: 'This computer has no ping.' },
    });
    expect(Math.abs(found.http?.clockOffsetSeconds ?? 99)).toBeLessThan(1.5);
    expect(found.http?.firstByteMilliseconds).toBeGreaterThan(0);
    expect(found.totalMilliseconds).toBeGreaterThanOrEqual(
      found.http?.milliseconds ?? Number.POSITIVE_INFINITY,
    );
    // One for each address that was tried, one for the answer, five for the latency.
    await expect.poll(() => connections).toBe(1 + 1 + 5);
  });

  test('with a wrong clock here says by how much', async () => {
    const port = await web((_, answer) =>
      answer.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString()).end(),
    );
    expect((await check(`http://127.0.0.1:${port}/`)).http?.clockOffsetSeconds).toBeCloseTo(
      3600,
      -1,
    );
  });

  test('is reachable even if it answers that a sign-in is needed', async () => {
    const port = await web((_, answer) => answer.writeHead(401).end());
    expect(await check(`http://127.0.0.1:${port}/`)).toMatchObject({
      reachable: true,
      http: { status: 401 },
    });
  });

  test('over IPv6 alone', async () => {
    const port = await web((_, answer) => answer.end(), '::1');
    expect(await check(`http://[::1]:${port}/`)).toMatchObject({
      reachable: true,
      chosen: { family: 'IPv6', address: '::1' },
    });
  });
});

describe('names', () => {
  test('are asked of each server apart, for both families, and the system apart from them', async () => {
    const port = await web((_, answer) => answer.end());
    const [good, other, broken] = await Promise.all([
      dnsServer({ 'shop.candor.test': ['127.0.0.1', '::1'] }),
      dnsServer({}),
      dnsServer({ 'shop.candor.test': 2 }),
    ]);
    const { dns, failedAt, chosen } = await check(`http://shop.candor.test:${port}/`, {
      servers: [good, other, broken],
    });
    const at = (server: string | null) => dns.filter((one) => one.server === server);
    expect(at(good)).toMatchObject([
      { type: 'A', ok: true, addresses: ['127.0.0.1'] },
      { type: 'AAAA', ok: true, addresses: ['::1'] },
    ]);
    expect(at(other)).toMatchObject([{ error: 'ENOTFOUND' }, { error: 'ENOTFOUND' }]);
    expect(at(broken)).toMatchObject([{ error: 'ESERVFAIL' }, { error: 'ESERVFAIL' }]);
    expect(at(null)).toMatchObject([{ ok: false }, { ok: false }]);
    // Programs would fail; what stands behind the name is checked all the same.
    expect({ failedAt, chosen }).toEqual({
      failedAt: 'dns',
      chosen: { family: 'IPv4', address: '127.0.0.1' },
    });
  });

  test('with addresses of one family only are an answer, not a failure', async () => {
    const server = await dnsServer({ 'shop.candor.test': ['192.0.2.1'] });
    const stop = AbortSignal.timeout(1000);
    const { dns } = await check('http://shop.candor.test/', { servers: [server], signal: stop });
    expect(dns.find((one) => one.server === server && one.type === 'AAAA')).toMatchObject({
      ok: true,
      addresses: [],
    });
  });
});

describe('connections that never come about', () => {
  test('end after five seconds, all at the same time; the working family is chosen and the silent one told', async () => {
    const port = await web((_, answer) => answer.end());
    const hole = await startBlackHole('::1', port);
    closing.push(hole.close);
    const servers = [
      await dnsServer({ 'shop.candor.test': ['127.0.0.1', '::1'] }),
      await dnsServer({ 'shop.candor.test': 'silent' }),
    ];
    const started = performance.now();
    const found = await check(`http://shop.candor.test:${port}/`, { servers });
    const took = performance.now() - started;
    // Five seconds for both questions to the silent name server, five for the silent address: one after the other it would be all.
    const silent = [
      ...found.dns.filter(({ server }) => server === servers[1]),
      ...found.tcp.filter(({ ok }) => !ok),
    ];
    expect(silent).toHaveLength(3);
    expect(took).toBeLessThan(silent.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
    expect(found.dns.filter(({ server }) => server === servers[1])).toMatchObject([
      { ok: false },
      { ok: false },
    ]);
    expect(found.tcp).toMatchObject([
      { family: 'IPv6', ok: false, error: expect.stringMatching(/^no answer within/) },
      { family: 'IPv4', ok: true },
    ]);
    expect(found.chosen).toEqual({ family: 'IPv4', address: '127.0.0.1' });
    const item = { checkedAt: new Date().toISOString(), servers, endpoints: [found] };
    const titles = organisationServices
      .analyze({ 'network-checks/network-checks.json': item })
      .map(({ title }) => title.message);
    expect(titles).toContain('IPv6 connections to {service} fail');
  });

  test('are given up when everything is stopped, long before their own time is over, and what was found stays', async () => {
    const hole = await startBlackHole('127.0.0.1');
    closing.push(hole.close);
    const resources = watchResources();
    closing.push(resources.stop);
    const connecting = resources.next('TCPCONNECTWRAP');
    const [stop, later] = [new AbortController(), new AbortController()];
    const checking = check(`http://localhost:${hole.port}/`, { signal: stop.signal });
    await connecting;
    // The same check, which nobody stops: it goes on to its own deadline.
    const other = check(`http://localhost:${hole.port}/`, { signal: later.signal });
    stop.abort();
    expect(
      await Promise.race([checking.then(() => 'stopped'), other.then(() => 'at its deadline')]),
    ).toBe('stopped');
    later.abort();
    await other;
    const found = await checking;
    expect(found).toMatchObject({
      reachable: false,
      failedAt: 'tcp',
      dns: [{ ok: true }, { ok: true }],
    });
  });

  test('are reported at once when nobody listens', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await check(`http://127.0.0.1:${port}/`)).toMatchObject({
      ...{
        reachable: false,
        failedAt: 'tcp',
        tcp: [{ error: 'ECONNREFUSED' }],
        http: null,
        latency: null,
      },
    });
  });
});

describe('TLS', () => {
  test('shows every certificate, protocol and cipher, also of a chain that nobody trusts', async () => {
    const port = await listen(createSecureServer(selfSigned(), (_, answer) => answer.end()));
    const { tls, http, reachable, failedAt, portal } = await check(`https://localhost:${port}/`);
    expect(tls).toMatchObject({
      ...{
        ok: false,
        trusted: false,
        namesHost: true,
        intercepted: 'unknown',
        error: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      },
      chain: [
        {
          subject: 'CN=localhost, O=Nobody in particular',
          issuer: 'CN=localhost, O=Nobody in particular',
        },
      ],
    });
    expect(tls?.protocol).toMatch(/^TLSv1\.[23]$/);
    expect(tls?.cipher).toMatch(/^TLS_/);
    expect(tls?.chain[0]?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(Date.parse(tls?.chain[0]?.validTo ?? '') - Date.now()).toBeGreaterThan(86_400_000);
    expect({ status: http?.status, reachable, failedAt, portal }).toEqual({
      status: 200,
      reachable: false,
      failedAt: 'tls',
      portal: null,
    });
  });

  test('with a certificate for another host looks like a portal', async () => {
    const port = await listen(
      createSecureServer(selfSigned(), (_, answer) => answer.end()),
      '::1',
    );
    expect(await check(`https://[::1]:${port}/`)).toMatchObject({
      failedAt: 'portal',
      portal: 'other-certificate',
    });
  });

  test('that something else answers ends there', async () => {
    const port = await listen(
      createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect(await check(`https://127.0.0.1:${port}/`)).toMatchObject({
      failedAt: 'tls',
      tls: { ok: false, chain: [] },
      http: null,
    });
  });
});

describe('a network that wants a sign-in', () => {
  test('redirects the desk', async () => {
    const port = await web((_, answer) =>
      answer.writeHead(302, { location: 'http://login.portal.test/?from=1' }).end(),
    );
    const found = await check(`http://127.0.0.1:${port}`, {}, 'desk');
    expect(found).toMatchObject({
      ...{
        address: `http://127.0.0.1:${port}/v1/desk`,
        reachable: false,
        failedAt: 'portal',
        portal: 'redirect',
      },
      http: { status: 302, redirectHost: 'login.portal.test' },
    });
  });

  test('answers the desk’s address with a page', async () => {
    const port = await web((_, answer) =>
      answer.setHeader('content-type', 'text/html').end('<h1>Welcome</h1>'),
    );
    expect(await check(`http://127.0.0.1:${port}/v1/desk`)).toMatchObject({
      failedAt: 'portal',
      portal: 'html',
    });
  });
});

describe('an answer that is none', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['nonsense', (socket) => socket.end('\x00\xff nonsense\r\n\r\n')],
    ['nothing', (socket) => socket.end()],
    ['endless headers', (socket) => socket.end(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(50_000)}`)],
  ])('%s ends at HTTP', async (_, answer) => {
    const port = await listen(
      createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => answer(socket));
      }),
    );
    expect(await check(`http://127.0.0.1:${port}/`)).toMatchObject({
      reachable: false,
      failedAt: 'http',
      http: { ok: false },
    });
  });

  test('a server error is told with its status', async () => {
    const port = await web((_, answer) => answer.writeHead(503).end());
    expect(await check(`http://127.0.0.1:${port}/`)).toMatchObject({
      failedAt: 'http',
      http: { ok: true, status: 503 },
    });
  });

  test('a body without end is not read: the check hangs up after the first of it', async () => {
    let written = 0;
    const hungUp = Promise.withResolvers<void>();
    const port = await web((_, answer) => {
      const piece = 'x'.repeat(65_536);
      const flood = (): void => {
        if (answer.destroyed) return;
        written += piece.length;
        if (answer.write(piece)) setImmediate(flood);
        else answer.once('drain', flood);
      };
      answer.on('error', () => undefined);
      answer.once('close', hungUp.resolve);
      flood();
    });
    expect(await check(`http://127.0.0.1:${port}/`)).toMatchObject({
      reachable: true,
      http: { status: 200 },
    });
    await hungUp.promise;
    // What the two ends of the connection buffer, however fast the machine is.
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('a proxy', () => {
  async function proxy(status: number): Promise<{ port: number; asked: string[] }> {
    const asked: string[] = [];
    const server = createWebServer((request, answer) => {
      asked.push(`${request.method} ${request.url}`);
      answer.writeHead(status).end();
    });
    server.on('connect', (request, socket: Socket) => {
      asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      socket.on('error', () => undefined);
      if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const onward = connect(
        { host: '127.0.0.1', port: Number(request.url?.split(':').at(-1)) },
        () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        },
      );
      onward.on('error', () => socket.destroy());
    });
    return { port: await listen(server), asked };
  }

  test('is gone through with CONNECT, and the certificate behind it is shown', async () => {
    const port = await listen(createSecureServer(selfSigned(), (_, answer) => answer.end()));
    const { port: proxyPort, asked } = await proxy(200);
    const found = await check(`https://localhost:${port}/`, proxyAt(proxyPort));
    expect(asked).toEqual([`CONNECT localhost:${port}`]);
    expect(found.proxy).toMatchObject({
      ...{
        answer: `PROXY 127.0.0.1:${proxyPort}; DIRECT`,
        address: `127.0.0.1:${proxyPort}`,
        untested: null,
      },
      ...{
        tcp: { ok: true },
        tunnel: { ok: true, status: 200 },
        tls: { trusted: false },
        http: { status: 200 },
      },
    });
  });

  test('is asked for plain http with the whole address', async () => {
    const { port, asked } = await proxy(200);
    expect(await check('http://shop.candor.test/a', proxyAt(port))).toMatchObject({
      ...{ reachable: true, failedAt: null, dns: [{ ok: false }, { ok: false }], http: null },
      proxy: { tunnel: { ok: true, status: 200 } },
    });
    expect(asked).toEqual(['GET http://shop.candor.test/a']);
  });

  test.each([403, 407, 502])('that answers %d does not let through', async (status) => {
    const { port } = await proxy(status);
    expect(await check('https://shop.candor.test/', proxyAt(port))).toMatchObject({
      ...{
        reachable: false,
        failedAt: 'proxy',
        proxy: { tcp: { ok: true }, tunnel: { ok: false, status } },
      },
    });
  });

  test('of another kind is only connected to, and the direct way decides', async () => {
    const { port } = await proxy(200);
    const direct = await web((_, answer) => answer.end());
    expect(await check(`http://127.0.0.1:${direct}/`, proxyAt(port, 'SOCKS5'))).toMatchObject({
      ...{
        reachable: true,
        proxy: {
          tcp: { ok: true },
          tunnel: null,
          untested: expect.stringContaining('no HTTP proxy'),
        },
      },
    });
  });
});

describe('the collector', () => {
  test('checks desk and services with what Chromium says of proxies', async () => {
    const port = await web((_, answer) =>
      answer.setHeader('content-type', 'application/json').end('{}'),
    );
    const endpoints = [
      { id: 'desk', url: `http://127.0.0.1:${port}` },
      { id: 'wiki', url: `http://127.0.0.1:${port}/wiki`, name: 'Wiki' },
    ];
    const facts = { proxies: [{ endpoint: 'wiki', answer: 'PROXY 127.0.0.1:1' }] };
    const run = await collectOn({ platform: 'linux', endpoints, facts }, networkChecks);
    expect(run.status).toBe('success');
    expect(networkChecksItem.parse(run.content('network-checks.json')).endpoints).toMatchObject([
      { id: 'desk', address: `http://127.0.0.1:${port}/v1/desk`, reachable: true, proxy: null },
      { id: 'wiki', name: 'Wiki', reachable: false, failedAt: 'proxy' },
    ]);
  });

  test('is skipped where there is nothing to check, and never shows credentials', async () => {
    expect(await collectOn({ platform: 'linux' }, networkChecks)).toMatchObject({
      status: 'skip',
      names: [],
    });
    const endpoints = [{ id: 'wiki', url: 'http://user:hunter22@127.0.0.1:1/?token=abc123' }];
    const { content } = await collectOn({ platform: 'linux', endpoints }, networkChecks);
    expect(JSON.stringify(content('network-checks.json'))).not.toMatch(/user|hunter22|abc123/);
  });
});
