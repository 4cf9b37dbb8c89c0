import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeMain, recomputed } from '../../fixtures/fake-bridge.ts';
import { sampleReview } from '../../fixtures/fake-session.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

const megabyte = 1_000_000;

/** 136 items of 1 MB and one of 64 MB, of log lines with stand-ins. */
function largeReview() {
  const line = (index: number) => `2026-11-23T10:00:00 host-1 service[${index}]: connection from ip-${index % 50} was closed\n`;
  const textOf = (bytes: number) => Array.from({ length: Math.ceil(bytes / 74) }, (_, index) => line(index)).join('');
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

/** Turns the wheel by a screen at a time, and returns the milliseconds below which 95 % of the frames stay. */
async function slowFrame(page: Page): Promise<number> {
  await page.mouse.move(400, 450);
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const tick = (now: number) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(window, { frames });
  });
  for (let step = 0; step < 120; step += 1) await page.mouse.wheel(0, 700);
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames.toSorted((a, b) => a - b));
  return frames[Math.floor((frames.length - 1) * 0.95)] ?? Number.POSITIVE_INFINITY;
}

test('200 MB of items scroll without a stutter: the list, and a text of 64 MB', async () => {
  const { contents, review } = largeReview();
  expect(review.bytes).toBeGreaterThan(200 * megabyte);
  const fake = createFakeMain({ session: { phase: 'review', review, problem: null, changing: false } });
  for (const [id, text] of contents) fake.contents.set(id, text);
  const { page } = await stage.open({ fake });
  // 17 ms is every frame of the screen; what is drawn within 100 ms is felt as at once.
  expect(await slowFrame(page)).toBeLessThan(100);
  await page.getByRole('button', { name: /^Read “app-0/ }).click();
  await page.locator('dialog section').waitFor();
  await page.locator('dialog progress').waitFor({ state: 'detached', timeout: 40_000 });
  expect(await slowFrame(page)).toBeLessThan(100);
  expect(await page.locator('dialog section *').count()).toBeLessThan(1000);
}, 90_000);
