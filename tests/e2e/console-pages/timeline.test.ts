import { describe, expect, test } from 'vitest';
import { axeFaults, consoleBrowser } from './browser.ts';
import { incidentOf } from './incidents.ts';

const { openSignedIn } = consoleBrowser();
const incident = '/incidents/INC-000004';
/** Rendering a list can take more than a second on a busy computer. */
const patient = { timeout: 10_000 };
const open = () => openSignedIn(incident, { incidents: [incidentOf(4)] });

describe('what changed, and what failed', () => {
  test('lists the crash, the restart and the update before it, newest first', async () => {
    const { page } = await open();
    const list = page
      .getByRole('region', { name: 'What changed, and what failed' })
      .getByRole('listitem');
    await list.first().waitFor();
    expect((await list.allInnerTexts()).slice(0, 4).map((text) => text.split('\n')[1])).toEqual([
      'Crash',
      'Error',
      'Restart',
      'Updated',
    ]);
    await page.getByText('12 times, first on').waitFor();
    await page.getByText('7 more events are only in the items').waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
  });

  test('is filtered to one kind by keyboard and shows more on request', async () => {
    const { page } = await open();
    const list = page
      .getByRole('region', { name: 'What changed, and what failed' })
      .getByRole('listitem');
    await page.getByRole('radio', { name: /^All/ }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => list.count(), patient).toBe(1);
    await page.getByRole('radio', { name: /^Reconfigured/ }).check({ force: true });
    await expect.poll(() => list.count(), patient).toBe(12);
    await page.getByRole('button', { name: 'Show 48 more' }).click();
    await expect.poll(() => list.count(), patient).toBe(60);
  });

  test('links to the place in the item', async () => {
    const { page } = await open();
    await page.getByRole('link', { name: 'software/packages.json /packages/3' }).click();
    await page.getByRole('treeitem', { selected: true }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/packages/3');
  });

  test('is not shown when it differs from what was reviewed', async () => {
    const { page, desk } = await openSignedIn('/incidents', { incidents: [incidentOf(4)] });
    desk.altered.set('timeline.json', JSON.stringify({ events: [] }));
    await page.goto(`${desk.url}${incident}`);
    await page.getByText('The timeline is not as it was reviewed').waitFor();
  });

  test('says that an older version of Candor made the bundle', async () => {
    const old = incidentOf(4);
    const { timeline: _, ...manifest } = old.manifest;
    const { page } = await openSignedIn(incident, { incidents: [{ ...old, manifest }] });
    await page.getByText('made by an older version of Candor').waitFor();
  });

  test('has no axe violations in light or dark', async () => {
    const { page } = await open();
    await page.getByText('12 times, first on').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });
});
