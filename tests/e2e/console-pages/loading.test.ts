import { expect, test } from 'vitest';
import { axeFaults, consoleBrowser } from './browser.ts';
import { received, visitRealDesk } from './real-desk.ts';

const console = consoleBrowser();

test('a page whose code cannot be loaded says so and loads once the desk is back', async () => {
  await using visit = await visitRealDesk(console, '/incidents', {
    expected: /dynamically imported module/,
  });
  const { page } = visit;
  await page.route('**/assets/PeoplePage*', (route) => route.abort());
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByText('This page could not be loaded.').waitFor();
  await page.unroute('**/assets/PeoplePage*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
});

test('an unknown address shows a console page with a link to the incidents', async () => {
  await using visit = await visitRealDesk(console, '/nonsense');
  await visit.page.getByRole('heading', { name: 'Page not found' }).first().waitFor();
  await visit.page.getByRole('link', { name: 'Go to incidents' }).click();
  await visit.page.getByRole('heading', { name: 'Incidents' }).waitFor();
});

// Eighteen runs of axe: nine pages in two themes.
test('axe reports no violations on any page, in light or dark', { timeout: 120_000 }, async () => {
  await using visit = await visitRealDesk(console, '/incidents');
  const { page, desk, device } = visit;
  const { number } = await received(visit);
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
    expect({ path, faults: await axeFaults(page) }).toEqual({ path, faults: [] });
  }
});
