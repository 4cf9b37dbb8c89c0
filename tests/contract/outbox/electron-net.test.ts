import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { electronFlags, electronRuntime } from '#scripts/electron-runtime.mjs';
import { selfSigned } from '#tests/fixtures/self-signed.ts';
import { sealedBytes } from './agent.ts';
import type { Ending, Exchange, Plan } from './electron-app.ts';
import { type FakeDesk, startFakeDesk } from './fake-desk.ts';

const MiB = 1024 * 1024;
const submission = randomUUID();
const endings = new Map<string, Ending>();
const seen: {
  method: string;
  length: string | undefined;
  encoding: string | undefined;
  cookie: string | undefined;
  bytes: number;
}[] = [];
let folder: string;
let desk: FakeDesk;
let web: http.Server;
let secure: https.Server;
let secureRequests = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-electron-net-'));
  desk = await startFakeDesk(join(folder, 'desk'));
  await writeFile(join(folder, 'policy.json'), JSON.stringify(desk.policy));
  const plain = await startWeb();
  const untrusted = await startSecure();
  const nobody = await freeAddress();
  const exchanges: Exchange[] = [
    { name: 'get', method: 'GET', url: `${plain}/echo` },
    { name: 'again', method: 'GET', url: `${plain}/echo` },
    { name: 'patch', method: 'PATCH', url: `${plain}/echo`, bodyBytes: 8 * MiB },
    {
      name: 'aborted',
      method: 'PATCH',
      url: `${plain}/silent`,
      bodyBytes: 8 * MiB,
      abortAfter: `${plain}/heard`,
    },
    { name: 'redirect', method: 'GET', url: `${plain}/redirect` },
    { name: 'flood', method: 'GET', url: `${plain}/flood` },
    { name: 'broken', method: 'GET', url: `${plain}/broken` },
    { name: 'refused', method: 'GET', url: nobody },
    { name: 'unknown', method: 'GET', url: 'https://desk.invalid/' },
    { name: 'certificate', method: 'GET', url: untrusted },
    { name: 'tls', method: 'GET', url: plain.replace('http:', 'https:') },
  ];
  const plan: Plan = {
    exchanges,
    agent: {
      folder: join(folder, 'agent'),
      policyFile: join(folder, 'policy.json'),
      bytes: 20 * MiB + 5,
      submission,
    },
  };
  await runInElectron(plan);
});

afterAll(async () => {
  await desk.kill();
  for (const server of [web, secure]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await rm(folder, { recursive: true, force: true });
});

async function runInElectron(plan: Plan): Promise<void> {
  const outDir = join(folder, 'app');
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('.', import.meta.url)),
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      minify: false,
      rolldownOptions: {
        input: { main: 'electron-app.ts' },
        external: ['electron'],
        output: { format: 'es' },
      },
    },
    ssr: { noExternal: true, target: 'node' },
  });
  await writeFile(
    join(outDir, 'package.json'),
    JSON.stringify({ name: 'probe', type: 'module', main: 'main.js' }),
  );
  await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
  const { path } = await electronRuntime();
  const headless = process.platform === 'linux' ? ['--ozone-platform=headless'] : [];
  const args = [
    ...electronFlags(),
    ...headless,
    `--user-data-dir=${join(folder, 'profile')}`,
    outDir,
  ];
  const env = { ...process.env, CANDOR_TEST_PLAN: join(folder, 'plan.json'), NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(path, args, { env, timeout: 50_000 });
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const ending: Ending = JSON.parse(line);
    endings.set(ending.name, ending);
  }
}

const listen = async (server: http.Server | https.Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

async function startWeb(): Promise<string> {
  let heard = () => {};
  const silentHeard = new Promise<void>((resolve) => {
    heard = resolve;
  });
  async function answer(request: http.IncomingMessage, response: http.ServerResponse) {
    if (request.url === '/redirect') return response.writeHead(302, { location: '/echo' }).end();
    if (request.url === '/flood') return response.end(Buffer.alloc(5 * MiB));
    if (request.url === '/broken')
      return response
        .writeHead(200, { 'content-length': '1000' })
        .write('half', () => response.destroy());
    if (request.url === '/heard') await silentHeard;
    if (request.url === '/silent') return heard();
    let bytes = 0;
    for await (const chunk of request) {
      bytes += chunk.length;
    }
    const { 'content-length': length, 'transfer-encoding': encoding, cookie } = request.headers;
    seen.push({ method: request.method ?? '', length, encoding, cookie, bytes });
    response
      .writeHead(200, { 'x-echo': String(request.headers['x-probe']), 'set-cookie': 'follow=me' })
      .end(`${bytes} bytes`);
  }
  // One of the tests wants a client that breaks off.
  web = http.createServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  );
  return `http://127.0.0.1:${await listen(web)}`;
}

async function startSecure(): Promise<string> {
  secure = https.createServer(selfSigned(), (_request, response) => {
    secureRequests += 1;
    response.end();
  });
  return `https://127.0.0.1:${await listen(secure)}`;
}

async function freeAddress(): Promise<string> {
  const server = http.createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('HTTP over Chromium’s network stack', () => {
  test('sends and returns headers', () => {
    expect(endings.get('get')).toMatchObject({ status: 200, text: '0 bytes', header: 'yes' });
  });

  test('stores no cookie', () => {
    expect(endings.get('again')).toMatchObject({ status: 200 });
    expect(seen.map(({ cookie }) => cookie)).toEqual(seen.map(() => undefined));
  });

  test('sends a body with its length, not in chunks', () => {
    expect(endings.get('patch')).toMatchObject({ status: 200, text: `${8 * MiB} bytes` });
    expect(seen.find(({ method }) => method === 'PATCH')).toMatchObject({
      length: String(8 * MiB),
      encoding: undefined,
    });
  });

  test('stops when it is aborted', () => {
    expect(endings.get('aborted')).toMatchObject({ code: 'internal', detail: 'Error: enough' });
  });

  test.each([
    ['redirect', 'desk-address-wrong'],
    ['flood', 'desk-address-wrong'],
    ['tls', 'desk-address-wrong'],
    ['broken', 'desk-unreachable'],
    ['refused', 'desk-unreachable'],
    ['unknown', 'desk-unreachable'],
    ['certificate', 'desk-certificate-untrusted'],
  ])('%s is %s', (name, code) => {
    expect(endings.get(name)).toMatchObject({ code });
  });

  test('sends nothing to a server whose certificate is not trusted', () => {
    expect(secureRequests).toBe(0);
  });

  test('sends a whole bundle to a desk, in the real app’s build', () => {
    expect(endings.has('agent')).toBe(true);
    expect(desk.received.get(submission)).toHaveLength(1);
    expect(desk.received.get(submission)?.[0]?.equals(sealedBytes(20 * MiB + 5))).toBe(true);
  });
});
