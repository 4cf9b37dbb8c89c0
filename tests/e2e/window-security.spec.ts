import { join } from 'node:path';
import { expect } from '@playwright/test';
import { projectRoot } from '#scripts/launch-agent.ts';
import { test } from './fixtures.ts';

test.describe('the page cannot', () => {
  test('reach any network', async ({ desk, startAgent }) => {
    const { page } = await startAgent();
    const answers = await page.evaluate(async (address) => {
      const attempt = (work: () => Promise<unknown>) =>
        work().then(
          () => 'reached',
          () => 'refused',
        );
      return Promise.all([
        attempt(() => fetch(address)),
        attempt(() => fetch('file:///etc/passwd')),
        attempt(() => fetch('app://candor/index.html')),
        attempt(
          () =>
            new Promise((resolve, reject) =>
              Object.assign(new WebSocket(address.replace('http', 'ws')), {
                onopen: resolve,
                onerror: reject,
              }),
            ),
        ),
        attempt(
          () =>
            new Promise((resolve, reject) =>
              Object.assign(new Image(), {
                onload: resolve,
                onerror: reject,
                src: `${address}/favicon.svg`,
              }),
            ),
        ),
      ]);
    }, desk.address);
    expect(answers).toEqual(['refused', 'refused', 'refused', 'refused', 'refused']);
  });

  test('even try to reach a network, because its own policy stops it before the lock behind that', async ({
    desk,
    startAgent,
  }) => {
    const { page } = await startAgent();
    const stoppedBy = await page.evaluate(async (address) => {
      const stopped = (url: string) =>
        new Promise<string>((resolve) => {
          document.addEventListener(
            'securitypolicyviolation',
            (event) => resolve(event.effectiveDirective),
            { once: true },
          );
          fetch(url).catch(() => {});
        });
      return [await stopped(address), await stopped('app://candor/index.html')];
    }, desk.address);
    expect(stoppedBy).toEqual(['connect-src', 'connect-src']);
  });

  test('run code that is not ours', async ({ startAgent }) => {
    const { page } = await startAgent();
    const outcome = await page.evaluate(() => {
      const refused: string[] = [];
      try {
        document.body.innerHTML = '<img src=x onerror="window.ran = true">';
      } catch {
        refused.push('markup');
      }
      try {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.head.append(script);
      } catch {
        refused.push('script');
      }
      try {
        const { trustedTypes } = window as unknown as {
          trustedTypes: { createPolicy(name: string, rules: object): unknown };
        };
        trustedTypes.createPolicy('own', { createHTML: (markup: string) => markup });
      } catch {
        refused.push('policy');
      }
      return { refused, ran: 'ran' in window };
    });
    expect(outcome).toEqual({ refused: ['markup', 'script', 'policy'], ran: false });
  });

  test('navigate, open windows, or use permissions that a page may ask for', async ({
    desk,
    startAgent,
  }) => {
    const { app, page } = await startAgent();
    const opened = await page.evaluate((address) => {
      const other = window.open(address);
      location.href = address;
      return other;
    }, desk.address);
    expect(opened).toBeNull();
    const permission = await page.evaluate(() => Notification.requestPermission());
    expect(permission).toBe('denied');
    const states = await page.evaluate(async () => {
      const names = [
        'camera',
        'microphone',
        'geolocation',
        'notifications',
        'clipboard-read',
      ] as PermissionName[];
      return Promise.all(
        names.map(async (name) => (await navigator.permissions.query({ name })).state),
      );
    });
    expect(new Set(states)).toEqual(new Set(['denied']));
    expect(
      await page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ audio: true }).catch(({ name }) => name),
      ),
    ).not.toHaveProperty('active');
    expect(page.url()).toMatch(/^app:\/\/candor\/index\.html/);
    expect(app.windows()).toHaveLength(1);
  });

  test('see Node, Electron or the raw channel', async ({ startAgent }) => {
    const { page } = await startAgent();
    const seen = await page.evaluate(() => ({
      globals: ['require', 'process', 'Buffer', 'module', 'ipcRenderer', 'electron'].filter(
        (name) => name in globalThis,
      ),
      bridge: Object.keys(window.candor).sort(),
    }));
    expect(seen).toEqual({ globals: [], bridge: ['call', 'on'] });
  });
});

test.describe('the main process refuses', () => {
  test('arguments of the wrong shape or too large, and calls that do not exist', async ({
    startAgent,
  }) => {
    const { page, person } = await startAgent();
    const answers = await page.evaluate(async () => {
      const call = window.candor.call as (name: string, args?: unknown) => Promise<unknown>;
      return {
        wrong: await call('session.start', { description: { happened: 1 }, preset: 'everything' }),
        extra: await call('session.cancel', { sudo: true }),
        huge: await call('session.saveDraft', {
          happened: 'x'.repeat(50 * 1024 * 1024),
          began: '',
          severity: null,
        }),
        path: await call('review.read', { id: '../../../etc/passwd', offset: 0, length: 10 }),
        unknown: await Promise.resolve()
          .then(() => call('app.quit'))
          .catch(({ message }) => message),
      };
    });
    const invalid = { ok: false, error: { code: 'invalid-arguments' } };
    expect(answers).toMatchObject({
      wrong: invalid,
      extra: invalid,
      huge: invalid,
      path: invalid,
      unknown: 'no such call: app.quit',
    });
    expect((await person.session()).phase).toBe('idle');
  });

  test('a page in another window, even with the same preload and at our own origin', async ({
    startAgent,
  }) => {
    const { app } = await startAgent();
    const answer = await app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const [ours] = BrowserWindow.getAllWindows();
        if (!ours) throw new Error('no window');
        const foreign = new BrowserWindow({
          show: false,
          webPreferences: { preload, session: ours.webContents.session },
        });
        await foreign.loadURL('app://candor/index.html');
        const said: unknown = await foreign.webContents.executeJavaScript(
          "window.candor.call('session.get')",
        );
        foreign.destroy();
        return said;
      },
      join(projectRoot, 'out/app/preload.cjs'),
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'untrusted-sender' } });
  });
});

test('closing the window destroys it but not the agent, and a new start opens it again', async ({
  startAgent,
}) => {
  const { app, page } = await startAgent();
  const closed = page.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);
  const [again] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ app: agent }) => agent.emit('second-instance', {}, ['candor'], '', null)),
  ]);
  await expect(again.getByRole('button', { name: 'Get help' })).toBeVisible();
});
