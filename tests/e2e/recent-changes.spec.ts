import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { timelineDocument } from '#contract/bundle/timeline.ts';
import { type Snapshot, snapshot } from '#contract/collector/snapshot.ts';
import { localDay } from '#contract/primitives/day.ts';
import { launchChromium } from '#scripts/chromium.ts';
import { engineer } from '#scripts/drive/engineer.ts';
import { test } from './fixtures.ts';

const dayBefore = (days: number) => localDay(new Date(Date.now() - days * 86_400_000));
const filesIn = (folder: string) => readdir(folder).catch(() => []);

/** A snapshot as the agent would have made it that day. */
async function putSnapshot(userData: string, day: string, software: Record<string, string>) {
  const made: Snapshot = {
    version: 1,
    takenAt: `${day}T08:00:00.000Z`,
    platform: process.platform as Snapshot['platform'],
    areas: { software, drivers: null, network: null, disks: null, startup: null },
  };
  await mkdir(join(userData, 'snapshots'), { recursive: true });
  await writeFile(join(userData, 'snapshots', `${day}.json`), JSON.stringify(made));
}

test('the agent makes one snapshot on its own, which only its owner can read', async ({
  startAgent,
  userData,
}) => {
  const { page } = await startAgent({ words: ['--snapshot-after=1'] });
  const folder = join(userData, 'snapshots');
  await expect
    .poll(() => filesIn(folder), { timeout: 30_000 })
    .toEqual([`${localDay(new Date())}.json`]);
  const file = join(folder, `${localDay(new Date())}.json`);
  expect(snapshot.parse(JSON.parse(await readFile(file, 'utf8'))).areas.software).not.toBeNull();
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  await page.getByRole('button', { name: 'On this computer' }).click();
  await expect(page.getByRole('definition').filter({ hasText: '1 day' })).toBeVisible();
});

test('switching the daily notes off deletes all of them at once, and lasts', async ({
  startAgent,
  userData,
}) => {
  await putSnapshot(userData, dayBefore(3), { nano: '7.2' });
  await putSnapshot(userData, dayBefore(2), { nano: '7.2' });
  const first = await startAgent();
  await first.page.getByRole('button', { name: 'On this computer' }).click();
  await expect(first.page.getByRole('definition').filter({ hasText: '2 days' })).toBeVisible();
  await first.page.getByRole('switch', { name: 'Keep a daily note' }).focus();
  await first.page.keyboard.press('Space');
  await expect(first.page.getByText('All daily notes were deleted.')).toBeVisible();
  expect(await filesIn(join(userData, 'snapshots'))).toEqual([]);
  await first.kill();

  const second = await startAgent({ words: ['--snapshot-after=0'] });
  await second.page.getByRole('button', { name: 'On this computer' }).click();
  await expect(second.page.getByRole('switch', { name: 'Keep a daily note' })).not.toBeChecked();
  await expect(second.page.getByText('Off. No daily notes are made.')).toBeVisible();
  expect(await filesIn(join(userData, 'snapshots'))).toEqual([]);
});

test('a policy that switches the daily notes off deletes all of them', async ({
  desk,
  startAgent,
  userData,
}) => {
  await putSnapshot(userData, dayBefore(2), { nano: '7.2' });
  const { page } = await startAgent({ policy: { ...desk.policy(), dailySnapshot: false } });
  await page.getByRole('button', { name: 'On this computer' }).click();
  await expect(page.getByText('Your organisation has switched this off.')).toBeVisible();
  await expect(page.getByRole('switch')).toHaveCount(0);
  expect(await filesIn(join(userData, 'snapshots'))).toEqual([]);
});

test('compares with the day that the person names, and delivers the reviewed timeline', async ({
  desk,
  startAgent,
  userData,
}) => {
  // Two programs, an agent and a browser, from the first click to the desk.
  test.slow();
  await putSnapshot(userData, dayBefore(6), { 'here-before': '1.0' });
  await putSnapshot(userData, dayBefore(2), { 'here-later': '1.0' });
  const { page, person } = await startAgent();
  await person.describe('It broke a few days ago');
  await page.getByLabel(/Last day it worked/).fill(dayBefore(5));
  await person.look();
  await person.untilReview();

  const read = async (id: string): Promise<string> => {
    const answer = await page.evaluate(
      (asked) =>
        window.candor.call('review.read', {
          id: asked as 'timeline.json',
          offset: 0,
          length: 256 * 1024,
        }),
      id,
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return answer.value.text;
  };
  const difference = JSON.parse(await read('since-last-good-day/since-last-good-day.json'));
  expect(difference).toMatchObject({
    lastGoodDay: dayBefore(5),
    saidBy: 'the person',
    comparedWith: { day: dayBefore(6) },
  });
  expect(difference.areas.software.vanished).toEqual([{ what: 'here-before', value: '1.0' }]);

  await page.getByRole('button', { name: 'Timeline', exact: true }).click();
  await expect(page.getByRole('dialog').getByText('"since":')).toBeVisible();
  await page.keyboard.press('Escape');
  const before = timelineDocument.parse(JSON.parse(await read('timeline.json')));
  expect(before.events.map(({ source }) => source.item)).toContain(
    'operating-system/operating-system.json',
  );
  await page.getByRole('switch', { name: /Include “Operating system/ }).click();
  await expect
    .poll(async () =>
      timelineDocument
        .parse(JSON.parse(await read('timeline.json')))
        .events.map(({ source }) => source.item),
    )
    .not.toContain('operating-system/operating-system.json');
  await page.getByRole('switch', { name: /Include “Operating system/ }).click();
  await person.agreeAndSend();
  const number = await person.untilSent();

  const browser = await launchChromium();
  const kim = engineer(await browser.newPage());
  await kim.openSetUp(desk.setupLink ?? '');
  await kim.makeAccount();
  await kim.openIncident(number);
  const list = kim.page.getByRole('region', { name: 'What changed, and what failed' });
  await expect(list.getByText('Restart').first()).toBeVisible();
  await expect(kim.page.getByText('Last day it worked')).toBeVisible();
  await browser.close();
});
