import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { type Agent, test } from './fixtures.ts';

/** Records the context menu instead of showing it: a system menu is outside the page. */
async function keepMenus({ app, page }: Agent) {
  await app.evaluate(({ Menu }) => {
    Menu.prototype.popup = function popup(this: Electron.Menu) {
      Object.assign(globalThis, { lastMenu: this });
    };
  });
  return {
    labels: async () => {
      const read = () =>
        app.evaluate(() =>
          (Reflect.get(globalThis, 'lastMenu') as Electron.Menu | undefined)?.items.map(
            ({ label }) => label,
          ),
        );
      await expect.poll(read).toBeDefined();
      return (await read())?.filter(Boolean);
    },
    async choose(label: string) {
      await app.evaluate(({ BrowserWindow }, wanted) => {
        const [window] = BrowserWindow.getAllWindows();
        const item = (Reflect.get(globalThis, 'lastMenu') as Electron.Menu).items.find(
          (one) => one.label === wanted,
        );
        item?.click({}, window, window?.webContents);
        Reflect.deleteProperty(globalThis, 'lastMenu');
      }, label);
    },
    happened: page.getByRole('textbox', { name: /What happened/ }),
  };
}

test('a right click pastes into a text field and copies selected text', async ({ startAgent }) => {
  const agent = await startAgent();
  const { app, page } = agent;
  const menus = await keepMenus(agent);
  await page.getByRole('button', { name: 'Get help' }).click();
  await app.evaluate(({ clipboard }) => clipboard.writeText('pasted with the mouse'));
  await menus.happened.click({ button: 'right' });
  expect(await menus.labels()).toEqual(['Cut', 'Copy', 'Paste', 'Select all']);
  await menus.choose('Paste');
  await expect(menus.happened).toHaveValue('pasted with the mouse');

  const heading = page.getByRole('heading', { level: 1 });
  await heading.evaluate((element) => getSelection()?.selectAllChildren(element));
  await heading.click({ button: 'right' });
  expect(await menus.labels()).toEqual(['Copy']);
  await menus.choose('Copy');
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe(await heading.textContent());
});

test('typing and right-clicking a misspelled word contact no server for a dictionary', async ({
  startAgent,
}) => {
  test.skip(process.platform === 'darwin', 'macOS checks spelling itself');
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.destroy();
  });
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = proxy.address() as AddressInfo;
    const agent = await startAgent({
      policy: null,
      words: [`--proxy-server=http://127.0.0.1:${port}`],
    });
    const menus = await keepMenus(agent);
    await agent.page.getByRole('button', { name: 'Get help' }).click();
    await menus.happened.pressSequentially('teh prnter');
    await menus.happened.click({ button: 'right' });
    expect(await menus.labels()).toEqual(['Cut', 'Copy', 'Paste', 'Select all']);
    // This request comes after all earlier requests of this session.
    await agent.app.evaluate(({ net }) =>
      net.fetch('http://last.example/').then(
        () => {},
        () => {},
      ),
    );
    await expect.poll(() => asked).toContain('http://last.example/');
    expect(asked).toEqual(['http://last.example/']);
  } finally {
    proxy.close();
  }
});
