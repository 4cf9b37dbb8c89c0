import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeMain, recomputed } from '#tests/fixtures/fake-bridge.ts';
import { sampleReview } from '#tests/fixtures/fake-session.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

const megabyte = 1_000_000;

/** 136 items of 1 MB and one of 64 MB, of log lines with placeholders. */
function largeReview() {
  const line = (index: number) =>
    `2026-11-23T10:00:00 host-1 service[${index}]: connection from ip-${index % 50} was closed\n`;
  const textOf = (bytes: number) =>
    Array.from({ length: Math.ceil(bytes / 74) }, (_, index) => line(index)).join('');
  const contents = new Map([['app-0/large.log', textOf(64 * megabyte)]]);
  const small = textOf(megabyte);
  for (let index = 1; index <= 136; index += 1) contents.set(`app-${index}/part.log`, small);
  const [sample] = sampleReview.items;
  if (!sample) throw new Error('the sample has no items');
  const items = [...contents].map(([id, text]) => ({
    ...sample,
    id,
    mediaType: 'text/plain' as const,
    title: id,
    bytes: text.length,
  }));
  return { contents, review: recomputed({ ...sampleReview, items }) };
}

/** Scrolls by one screen at a time. @returns milliseconds of the page's own thread per screen; other programs would slow down a wall clock. */
async function costOfScreen(page: Page): Promise<number> {
  const screens = 120;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.POSITIVE_INFINITY;
  };
  await page.mouse.move(400, 450);
  const before = await spent();
  for (let screen = 0; screen < screens; screen += 1) {
    await page.mouse.wheel(0, 700);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
  }
  return ((await spent()) - before) * (1000 / screens);
}

test('200 MB of items scroll without a stutter, as does a text of 64 MB', async () => {
  const { contents, review } = largeReview();
  expect(review.bytes).toBeGreaterThan(200 * megabyte);
  const fake = createFakeMain({
    session: { phase: 'review', review, problem: null, changing: false },
  });
  for (const [id, text] of contents) fake.contents.set(id, text);
  const { page } = await stage.open({ fake });
  // A response within 100 ms feels instant (Miller 1968); drawing takes the rest.
  expect(await costOfScreen(page)).toBeLessThan(80);
  await page.getByRole('button', { name: /^Open “app-0/ }).click();
  await page.locator('dialog section').waitFor();
  await page.locator('dialog progress').waitFor({ state: 'detached', timeout: 40_000 });
  expect(await costOfScreen(page)).toBeLessThan(80);
  expect(await page.locator('dialog section *').count()).toBeLessThan(1000);
}, 90_000);
