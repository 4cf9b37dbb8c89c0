import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { firstEngineer, password, startTestDesk } from '#tests/contract/desk/desk.ts';
import { axeFaults, consoleBrowser, enter } from './browser.ts';

const browser = consoleBrowser();

test('an engineer who signs in through the organisation confirms there before creating a token', async () => {
  const oidc = {
    issuer: 'http://127.0.0.1:9',
    clientId: 'desk',
    clientSecret: 'x',
    roleClaim: 'groups',
    roles: {},
  };
  await using desk = await startTestDesk({
    consoleFolder: browser.site(),
    oidc: { name: 'Example ID', ...oidc },
  });
  await firstEngineer(desk, 'Ada Lovelace');
  const page = await browser.openAt(`${desk.address}/account`);
  await enter(page, 'Ada Lovelace', password);
  await page.getByRole('button', { name: 'Create token' }).waitFor();
  const sqlite = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
  sqlite.exec("update engineers set subject = 'https://id.example ada'");
  await page.reload();
  const confirm = page.getByRole('link', { name: 'Confirm with Example ID' });
  expect(await confirm.getAttribute('href')).toBe('/api/oidc?confirm');
  expect(await page.getByRole('button', { name: 'Create token' }).count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
  sqlite.prepare('update sessions set confirmed_at = ?').run(new Date().toISOString());
  sqlite.close();
  await page.reload();
  await page.getByRole('button', { name: 'Create token' }).waitFor();
  expect(await page.getByLabel('Valid for').locator('option').allTextContents()).toEqual([
    '1 day',
    '30 days',
  ]);
});
