import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakeMain, recomputed } from '#tests/fixtures/fake-bridge.ts';
import { sampleReview } from '#tests/fixtures/fake-session.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

async function read(content: string) {
  const fake = createFakeMain({
    session: { phase: 'review', review: recomputed(sampleReview), problem: null, changing: false },
  });
  fake.contents.set('system-log/journal.txt', content);
  const window = await stage.open({ fake });
  await window.page.getByRole('button', { name: /^Open “Recent system messages/ }).click();
  await window.page.locator('dialog section').waitFor();
  return window;
}

describe('a text of 64 MB', () => {
  test('in short lines can be read to its end and searched, with only a few rows in the document', async () => {
    const lines = 3_200_000;
    const content = `${Array.from({ length: lines }, (_, index) => `${String(index).padStart(7, '0')} log message`).join('\n')}\nthe needle`;
    expect(content.length).toBeGreaterThan(64_000_000);
    const { page } = await read(content);
    await page.getByText('3,200,001 lines').waitFor({ timeout: 40_000 });
    await page.getByRole('searchbox', { name: 'Find in this text' }).fill('NEEDLE');
    await page.getByText('1 of 1').waitFor({ timeout: 20_000 });
    await expect.poll(() => page.locator('mark[data-now]').textContent()).toBe('needle');
    await page.getByText('Part 13 of 13').waitFor();
    expect(await page.locator('dialog section *').count()).toBeLessThan(1000);
    await page.context().close();
  }, 90_000);

  test('in a single line is wrapped, and its end can be found', async () => {
    const { page } = await read(`${'0123456789abcdef'.repeat(4_000_000)}needle`);
    await page.getByText('1 line', { exact: true }).waitFor();
    await page.locator('dialog progress').waitFor({ state: 'detached', timeout: 40_000 });
    await page.getByRole('searchbox', { name: 'Find in this text' }).fill('needle');
    await expect
      .poll(() => page.locator('mark[data-now]').first().textContent(), { timeout: 20_000 })
      .toMatch(/^n/);
    await page.context().close();
  }, 90_000);
});

describe('hostile text', () => {
  test('shows invisible and direction-changing characters, and stays text', async () => {
    const { page, faults } = await read(
      'safe\u202Eevil\u0000\u200B <b>bold</b> </section><script>alert(1)</script>',
    );
    const row = page.locator('dialog section');
    await expect.poll(() => row.textContent()).toContain('safeU+202EevilU+0000U+200B <b>bold</b>');
    expect(await page.locator('dialog b, dialog script').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
