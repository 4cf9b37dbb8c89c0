import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { ask } from '#tests/contract/desk/requests.ts';
import { consoleBrowser } from './browser.ts';
import { received, visitRealDesk } from './real-desk.ts';

const console = consoleBrowser();

const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test.each([320, 390])('every page fits a window %d pixels wide', async (width) => {
  await using visit = await visitRealDesk(console, '/incidents', {
    context: { viewport: { width, height: 700 } },
  });
  const { page, desk, device, administrator } = visit;
  const { number } = await received(visit);
  await ask(administrator, device, { incident: number });
  const paths = [
    'incidents',
    `incidents/${number}`,
    'requests',
    'devices',
    `devices/${device.id}`,
    'people',
    'settings',
    'audit',
  ];
  for (const path of [...paths, 'account']) {
    await page.goto(`${desk.address}/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Loading…').waitFor({ state: 'hidden' });
    expect({ path, tooWide: await tooWide(page) }).toEqual({ path, tooWide: 0 });
  }
});

test.each([320, 390])(
  'the incident summary is readable in a list %d pixels wide',
  async (width) => {
    await using visit = await visitRealDesk(console, '/incidents', {
      context: { viewport: { width, height: 700 } },
    });
    await received(visit);
    const words = visit.page.getByRole('cell').filter({ hasText: 'The printer is gone.' });
    await words.waitFor();
    expect((await words.boundingBox())?.width).toBeGreaterThan(width / 2);
    expect(await visit.page.getByRole('columnheader').count()).toBe(4);
  },
);

test('request states stay on one line in the incident page', async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  const { page, device, administrator } = visit;
  const { number } = await received(visit);
  await ask(administrator, device, {
    incident: number,
    reason: 'To see the network while the VPN drops, as you described',
  });
  await page.getByRole('link', { name: number }).click();
  const state = page.getByRole('cell').getByText('Not delivered yet');
  const time = page.getByRole('row').filter({ has: state }).getByRole('time');
  for (const part of [state, time]) expect((await part.boundingBox())?.height).toBeLessThan(30);
});

test('table words are not broken and a person’s role is readable at 390 pixels', async () => {
  await using visit = await visitRealDesk(console, '/people', {
    context: { viewport: { width: 390, height: 700 } },
  });
  const cells = visit.page.getByRole('row').filter({ hasText: 'Ada Lovelace' }).getByRole('cell');
  const state = cells.getByText('Active', { exact: true });
  expect((await state.boundingBox())?.height).toBeLessThan(30);
  expect((await cells.getByRole('combobox').boundingBox())?.width).toBeGreaterThan(120);
});
