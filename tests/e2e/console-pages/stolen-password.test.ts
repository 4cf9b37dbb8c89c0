import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { offeredFactor } from '#contract/http/console-people.ts';
import { password, strangerOf } from '#tests/contract/desk/desk.ts';
import { axeFaults, consoleBrowser, tooWideWhenZoomed } from './browser.ts';
import { visitRealDesk } from './real-desk.ts';

const browser = consoleBrowser();

test('an engineer sees that someone entered their password until they mark it as read', async () => {
  await using visit = await visitRealDesk(browser, '/incidents');
  const { page, desk, administrator } = visit;
  const factor = `${consoleRoutes.account}/second-factor`;
  const { secret } = offeredFactor.parse(
    await (await administrator.call('POST', factor, { password })).json(),
  );
  const code = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate();
  await administrator.call('PUT', factor, { code });
  await strangerOf(desk).call('POST', consoleRoutes.session, { name: 'Ada Lovelace', password });
  await page.reload();
  await page.getByText('Someone entered your password, but not your second factor').waitFor();
  await page.getByText(/, from 127\.0\.0\.1$/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(await tooWideWhenZoomed(page)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Change password' }).first().click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await page.getByRole('button', { name: 'Mark as read' }).click();
  await page.getByText('Someone entered your password').waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  expect(await page.getByText('Someone entered your password').count()).toBe(0);
});
