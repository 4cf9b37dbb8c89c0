import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { run } from '#desk/cli/run.ts';
import { privateAuthority } from '#tests/fixtures/private-authority.ts';

const closing: (() => void)[] = [];
beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

async function listen(server: Server): Promise<number> {
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const web = (answer: RequestListener) => listen(createServer(answer));

async function candor(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(['diagnose', ...args], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** Runs in a separate process, as for an engineer, because it reads the environment. */
async function candorProcess(environment: Record<string, string>, ...args: string[]) {
  const program = join(import.meta.dirname, '../../../desk/cli/index.ts');
  const child = spawn(process.execPath, [program, 'diagnose', ...args, '--json'], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const out = await text(child.stdout);
  return { code: await ended, out, found: JSON.parse(out) as Record<string, unknown> };
}

describe('candor diagnose', () => {
  test('prints a table and exits 0 when everything is reachable', async () => {
    const port = await web((_, answer) => answer.end('ok'));
    const { code, out, err } = await candor(
      '--endpoint',
      `http://127.0.0.1:${port}/a`,
      '--endpoint',
      `http://localhost:${port}/b`,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`http://127.0.0.1:${port}/a: reachable in `);
    expect(out).toMatch(/TCP IPv4 +127\.0\.0\.1 +✓ +\d.* ms +used by programs/);
    expect(out).toMatch(/HTTP +status 200 +✓/);
    expect(out).toMatch(/latency .* 0 of 5 failed/);
    expect(out).toContain('2 of 2 reachable.');
  });

  test('exits 1 and names the failed step when an endpoint is not reachable', async () => {
    const port = await web((_, answer) => answer.end());
    const { code, out } = await candor(
      '--endpoint',
      `http://127.0.0.1:${port}/`,
      '--endpoint',
      'http://127.0.0.1:1/',
    );
    expect(code).toBe(1);
    expect(out).toContain('http://127.0.0.1:1/: NOT reachable, no connection could be made');
    expect(out).toContain('1 of 2 not reachable');
  });

  test('--json prints one object', async () => {
    const port = await web((_, answer) => answer.end());
    const { code, out } = await candor('--endpoint', `http://127.0.0.1:${port}/`, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ reachable: true, checkedAt: expect.stringMatching(/Z$/), servers: expect.any(Array) },
      endpoints: [{ id: 'endpoint-1', reachable: true, http: { status: 200 } }],
    });
  });

  test.each([
    [[], 'Name at least one address'],
    [['--endpoint', 'ftp://a.example'], 'is not a web address'],
    [['--endpoint', '\x1b[2Jx'], '\\u001b[2Jx'],
    [['--endpoint', 'https://a.example', 'https://b.example'], 'is one argument too many'],
    [['--endpoint', 'https://a.example', '--identity', 'key'], 'diagnose has no option --identity'],
    [Array.from({ length: 22 }, () => ['--endpoint', 'https://a.example']).flat(), 'At most 21'],
    [['--nonsense'], 'nonsense'],
  ])('exits 2 for %j', async (args, problem) => {
    const { code, out, err } = await candor(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(problem);
  });

  test('escapes control characters from a server', async () => {
    const port = await web((_, answer) => {
      answer.setHeader('content-type', 'text/\u009b31m');
      answer.end();
    });
    const { out } = await candor('--endpoint', `http://127.0.0.1:${port}/`);
    expect(out).toContain('\\u009b31m');
    expect(out).not.toContain('\u009b');
  });

  test('uses the proxy from the environment and its password without printing the password', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket: Socket) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const port = await listen(proxy);
    const environment = { https_proxy: `http://anna:hunter22@127.0.0.1:${port}` };
    const { code, out, found } = await candorProcess(
      environment,
      '--endpoint',
      'https://localhost:1/',
    );
    expect(code).toBe(1);
    expect(found).toMatchObject({
      endpoints: [
        {
          failedAt: 'proxy',
          proxy: { answer: `PROXY 127.0.0.1:${port}`, tunnel: { status: 403 } },
        },
      ],
    });
    expect(asked).toEqual(['localhost:1', `Basic ${btoa('anna:hunter22')}`]);
    expect(out).not.toMatch(/anna|hunter22/);
  });

  test('trusts this computer’s authorities and marks them as not public', async () => {
    const { key, cert, authority } = privateAuthority(5);
    const folder = mkdtempSync(join(tmpdir(), 'candor-diagnose-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'ca.pem'), authority);
    const port = await listen(createSecureServer({ key, cert }, (_, answer) => answer.end()));
    const environment = { SSL_CERT_FILE: join(folder, 'ca.pem'), SSL_CERT_DIR: folder };
    const { code, found } = await candorProcess(
      environment,
      '--endpoint',
      `https://localhost:${port}/`,
    );
    expect(found).toMatchObject({
      endpoints: [
        {
          reachable: true,
          tls: {
            ...{ ok: true, trusted: true, namesHost: true, intercepted: 'possible' },
            chain: [
              { subject: 'CN=localhost', issuer: 'CN=Office Root, O=Example Ltd' },
              { subject: 'CN=Office Root, O=Example Ltd' },
            ],
          },
        },
      ],
    });
    expect(code).toBe(0);
  });
});
