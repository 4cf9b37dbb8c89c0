import { expect, test } from 'vitest';
import { colleague } from '#tests/contract/desk/people.ts';
import { axeFaults, consoleBrowser, enter, tooWideWhenZoomed } from './browser.ts';
import { visitRealDesk } from './real-desk.ts';

const browser = consoleBrowser();

test('an administrator creates a reset link, and the engineer sets a new password and signs in with it', async () => {
  await using visit = await visitRealDesk(browser, '/incidents');
  const { page, desk, administrator } = visit;
  await colleague(desk, administrator, 'engineer', 'Grace Hopper');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('row', { name: /Grace Hopper/ }).waitFor();
  expect(await page.getByRole('button', { name: 'Reset password Ada Lovelace' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Reset password Grace Hopper' }).click();
  await page.getByText('Reset link for Grace Hopper').waitFor();
  const link = await page.getByText(/\/reset\?token=/).textContent();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(link ?? '');
  expect(await axeFaults(page)).toEqual([]);
  for (const label of ['Password', 'Repeat password']) {
    await page.getByLabel(label, { exact: true }).fill('a new password, long enough');
  }
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password has been changed.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await enter(page, 'Grace Hopper', 'a new password, long enough');
  await page.getByText('Grace Hopper', { exact: true }).waitFor();
  expect(page.url()).not.toContain('token');
  await page.goto(link ?? '');
  expect(await tooWideWhenZoomed(page)).toBeLessThanOrEqual(0);
  for (const label of ['Password', 'Repeat password']) {
    await page.getByLabel(label, { exact: true }).fill('a third password, long enough');
  }
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('This link was used or has expired.').waitFor();
});
