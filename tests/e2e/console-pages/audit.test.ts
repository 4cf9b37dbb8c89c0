import { expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { consoleBrowser } from './browser.ts';
import { received, visitRealDesk } from './real-desk.ts';

const console = consoleBrowser();

test('the audit log names actions and computers in words and counts the entries not checked yet', async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  const { page, device, administrator } = visit;
  await administrator.call('PATCH', `${consoleRoutes.devices}/${device.id}`, {
    name: 'Reception',
    owner: null,
  });
  // The desk signs and checks an administrator's entries at once, but not a device's.
  await received(visit);
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByText(/newer entr(y has|ies have) not been checked yet\.$/).waitFor();
  await page.getByRole('cell', { name: 'Device enrolled', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Reception' }).first().waitFor();
  expect(await page.getByText('device-enrolled').count()).toBe(0);
  await page.getByLabel('Action', { exact: true }).selectOption({ label: 'Incident received' });
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  await page.getByRole('button', { name: 'Check the log now' }).click();
  await page.getByText(/1 newer entry has not been checked yet\.$/).waitFor();
});

test('an unnamed computer has the same label in every list', async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  const { page, device } = visit;
  await received(visit);
  const name = `Unnamed computer ${device.id.slice(0, 8)}`;
  await page.getByRole('row').filter({ hasText: 'The printer is gone.' }).getByText(name).waitFor();
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name }).waitFor();
});
