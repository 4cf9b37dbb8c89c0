import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { answerFromDevServer, isDevSocket } from '#main/app/dev-server.ts';

const asked: (string | undefined)[] = [];
const vite = createServer(({ url }, answer) => {
  asked.push(url);
  answer
    .writeHead(url === '/missing.ts' ? 404 : 200, {
      'content-type': 'text/javascript',
      'set-cookie': 'a=b',
    })
    .end('export {};');
});
await new Promise<void>((resolve) => vite.listen(0, '127.0.0.1', resolve));
afterAll(() => vite.close());
const { port } = vite.address() as AddressInfo;
const server = { origin: `http://127.0.0.1:${port}`, nonce: 'bm9uY2U=' };

describe('with the development server', () => {
  test('the page gets its files through app://, with path and query', async () => {
    const answer = await answerFromDevServer(server, 'app://candor/app/main.tsx?t=1');
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      200,
      'export {};',
      'text/javascript',
    ]);
    expect(asked.at(-1)).toBe('/app/main.tsx?t=1');
    expect(answer.headers.has('set-cookie')).toBe(false);
  });

  test('a missing file is missing', async () => {
    expect((await answerFromDevServer(server, 'app://candor/missing.ts')).status).toBe(404);
  });

  test('another host of app:// is not passed on', async () => {
    const before = asked.length;
    expect((await answerFromDevServer(server, 'app://elsewhere/app/main.tsx')).status).toBe(404);
    expect(asked).toHaveLength(before);
  });

  test('the page’s policy allows a nonce and one WebSocket, and neither inline code nor another address', async () => {
    const { headers } = await answerFromDevServer(server, 'app://candor/index.html');
    const policy = (headers.get('content-security-policy') ?? '').split('; ');
    expect(policy).toContain("script-src 'self' 'nonce-bm9uY2U='");
    expect(policy).toContain(`connect-src ws://127.0.0.1:${port}`);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy.join()).not.toContain('unsafe');
  });

  test.each([
    'ws://127.0.0.1:1/',
    'ws://example.org/',
    'http://127.0.0.1/',
    'https://example.org/',
  ])('the lock of the session still refuses %s', (url) =>
    expect(isDevSocket(server, url)).toBe(false),
  );

  test('the lock of the session lets Vite’s own WebSocket through', () => {
    expect(isDevSocket(server, `ws://127.0.0.1:${port}/?token=x`)).toBe(true);
  });
});
