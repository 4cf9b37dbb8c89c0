import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { axeFaults, consoleBrowser } from './browser.ts';
import { hostile, incidentOf, sampleOf } from './incidents.ts';

const { openSignedIn } = consoleBrowser();
const incident = '/incidents/INC-000004';
const id = 'performance/performance.json';
const item = `${incident}/items/${id}`;
const incidents = [incidentOf(4)];

/** The folder for screenshots to look at, if set. */
const pictures = process.env.CANDOR_PICTURES;

describe('the ten-second sample', () => {
  test('is drawn with labelled axes and described in words', async () => {
    const { page } = await openSignedIn(item, { incidents });
    await page
      .getByRole('img', { name: /^Processor.*In use: 12% to 98%, 52% on average\..*Busiest core/ })
      .waitFor();
    await page.getByRole('img', { name: /^Memory.*Memory in use: 9 GB to 13 GB/ }).waitFor();
    await page.getByRole('img', { name: /^Disks.*Read:.*Written:/ }).waitFor();
    await page.getByRole('img', { name: /^Network.*Received: 200 kB\/s to 470 kB\/s/ }).waitFor();
    expect(await page.locator('polyline').count()).toBeGreaterThan(6);
    expect(await axeFaults(page)).toEqual([]);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${pictures}/sample-${colorScheme}.png` });
      }
    }
  });

  test('appears in the incident and links to the full item', async () => {
    const { page } = await openSignedIn(incident, { incidents });
    const section = page.getByRole('region', { name: 'How busy the computer was' });
    await section.getByRole('img', { name: /^Processor/ }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    if (pictures)
      await page.screenshot({ path: `${pictures}/sample-incident.png`, fullPage: true });
    await section.getByRole('link', { name: 'Show programs and all values' }).click();
    await page.getByRole('table', { name: 'Programs that used the most processor time' }).waitFor();
  });

  test('has all its values in a table that is reachable by keyboard', async () => {
    const { page } = await openSignedIn(item, { incidents });
    await page.getByText('All values as a table').click();
    const row = page.getByRole('row', { name: /^5 s/ });
    expect(await row.getByRole('cell').allTextContents()).toEqual([
      ...['97%', '100%', '9%', '11 GB', '400 MB', '97 MB/s', '16 MB/s', '320 kB/s', '50 kB/s'],
    ]);
    expect(await axeFaults(page)).toEqual([]);
  });

  test('is shown as a tree for a link to a path in it, and on request', async () => {
    const { page } = await openSignedIn(`${item}#/points/3/cpu/percent`, { incidents });
    await page.getByRole('treeitem', { selected: true, name: /^percent.*64/ }).waitFor();
    await page.getByLabel('Chart', { exact: true }).check();
    await page.getByRole('img', { name: /^Processor/ }).waitFor();
  });

  test('shows names that look like code as text', async () => {
    const { page } = await openSignedIn(item, { incidents });
    const name = hostile.replace('\u202E', '⟨U+202E⟩');
    await page.getByRole('rowheader', { name }).waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
  });

  const point = sampleOf().points[0];
  test.each([
    [
      'a share above 100',
      sampleOf({
        points: [
          { ...point, cpu: { percent: 1e9, cores: [], waitPercent: null, stealPercent: null } },
        ],
      }),
    ],
    ['a number that is none', sampleOf({ memoryTotalBytes: 'a lot' })],
    ['more points than can be', sampleOf({ points: Array.from({ length: 2000 }, () => point) })],
    [
      'a rate beyond all disks',
      sampleOf({
        points: [
          {
            ...point,
            network: [{ name: 'x', receivedBytesPerSecond: 1e300, sentBytesPerSecond: 0 }],
          },
        ],
      }),
    ],
    ['another shape', [1, 2, 3]],
  ])('with %s is not drawn, and says so', async (_name, content) => {
    const { page, desk } = await openSignedIn('/incidents', { incidents });
    desk.altered.set(id, JSON.stringify(content));
    await page.goto(new URL(item, desk.url).href);
    await page.getByText('This sample has an unknown format').waitFor();
    await page.getByRole('tree').waitFor();
    await page.goto(new URL(incident, desk.url).href);
    await page.getByText('This sample has an unknown format').waitFor();
  });

  test.each([
    ['no points', sampleOf({ points: [], programs: null }), 'This sample is empty'],
    [
      'nothing known',
      sampleOf({ points: [{ at: 0, cpu: null, memory: null, disks: [], network: [] }] }),
      'The system reported no values.',
    ],
    ['an early end', sampleOf({ intendedPoints: 30 }), 'It stopped early, with 10 of 30 points.'],
  ])('with %s says so', async (_name, content, said) => {
    const { page, desk } = await openSignedIn('/incidents', { incidents });
    desk.altered.set(id, JSON.stringify(content));
    await page.goto(new URL(item, desk.url).href);
    await page.getByText(said).first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });
});
