import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';

const listeners = vi.hoisted(() => new Map<string, (...words: unknown[]) => void>());
// Electron's own module exists only inside Electron.
vi.mock('electron', () => ({
  app: {
    isPackaged: true,
    on: (name: string, listener: () => void) => listeners.set(name, listener),
  },
  protocol: {},
}));

const { appOrigin, serveApp } = await import('#main/app/app-scheme.ts');
const { lockContents, lockSession } = await import('#main/app/lockdown.ts');

type Session = Parameters<typeof lockSession>[0];
type Handler = (...words: unknown[]) => unknown;

/** Keeps every handler that is set, by the name of what set it. */
function recordingSession() {
  const handlers = new Map<string, Handler>();
  const keep = (name: string) => (handler: Handler) => void handlers.set(name, handler);
  const session = {
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setDisplayMediaRequestHandler: () => {},
    on: (name: string, listener: Handler) => handlers.set(name, listener),
    webRequest: { onBeforeRequest: keep('before-request') },
    protocol: { handle: (scheme: string, handler: Handler) => handlers.set(scheme, handler) },
  } as unknown as Session;
  return { session, call: (name: string, ...words: unknown[]) => handlers.get(name)?.(...words) };
}

describe('a locked session', () => {
  const { session, call } = recordingSession();
  lockSession(session);

  test.each([
    'clipboard-read',
    'geolocation',
    'media',
    'notifications',
    'usb',
    'window-management',
  ])('grants no permission: %s', (permission) => {
    const answer = vi.fn();
    call('request', {}, permission, answer);
    expect(answer.mock.calls).toEqual([[false]]);
    expect(call('check', {}, permission, appOrigin)).toBe(false);
    expect(call('device', { deviceType: permission })).toBe(false);
  });

  test('lets nothing be downloaded', () => {
    const preventDefault = vi.fn();
    call('will-download', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  test('cancels every request but those for the window’s own files', () => {
    const cancels = (url: string) => {
      const answer = vi.fn();
      call('before-request', { url }, answer);
      return answer.mock.calls;
    };
    expect(cancels(`${appOrigin}/index.html`)).toEqual([[{ cancel: false }]]);
    for (const url of ['https://example.org/', 'devtools://devtools/x.js', 'file:///etc/passwd'])
      expect(cancels(url)).toEqual([[{ cancel: true }]]);
  });
});

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
  'no page of this process gets through %s, and none opens a window',
  (name) => {
    const ofPage = new Map<string, Handler>();
    const contents = {
      on: (event: string, listener: Handler) => ofPage.set(event, listener),
      setWindowOpenHandler: (handler: Handler) => ofPage.set('window-open', handler),
    };
    lockContents();
    listeners.get('web-contents-created')?.({}, contents);
    const preventDefault = vi.fn();
    ofPage.get(name)?.({ preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    expect(ofPage.get('window-open')?.({ url: 'https://example.org' })).toEqual({ action: 'deny' });
  },
);

describe('every page of the window', () => {
  async function answerTo(url: string, method = 'GET'): Promise<Response> {
    const root = await mkdtemp(join(tmpdir(), 'candor-app-'));
    await writeFile(join(root, 'index.html'), '<!doctype html>');
    const { session, call } = recordingSession();
    serveApp(session, root);
    const response = (await call('app', { url, method })) as Response;
    await rm(root, { recursive: true });
    return response;
  }

  test('comes with a policy that allows its own files and no network', async () => {
    const { headers } = await answerTo(`${appOrigin}/index.html`);
    const directives = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
        const [name, ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(directives).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
  });

  test.each([
    [`${appOrigin}/other.html`, 'GET'],
    [`${appOrigin}/index.html`, 'POST'],
    ['app://elsewhere/index.html', 'GET'],
  ])('is there, or there is nothing: %s by %s', async (url, method) => {
    expect((await answerTo(url, method)).status).toBe(404);
  });
});
