import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakeMain, recomputed } from '#tests/fixtures/fake-bridge.ts';
import { sampleReview } from '#tests/fixtures/fake-session.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

/** The focused element as it is announced: its label, or otherwise its text. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const input =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? element
        : null;
    return (
      element?.getAttribute('aria-label') ??
      input?.labels?.[0]?.textContent ??
      element?.textContent ??
      ''
    );
  });

async function tabTo(page: Page, name: string | RegExp, key = 'Tab') {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    passed.push(now);
  }
  throw new Error(`Tab never reached ${name}; it passed ${passed.join(' | ')}`);
}

describe('with the keyboard alone', () => {
  test('a person can go from the first button to the incident number', async () => {
    const { page, fake, faults } = await stage.open();
    await tabTo(page, 'Get help');
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'What’s wrong?' }).waitFor();
    expect(await focused(page)).toMatch(/^What happened/);

    await page.keyboard.type('The printer prints nothing.');
    await tabTo(page, /^When did it start/);
    await page.keyboard.type('this morning');
    await tabTo(page, /^I cannot work/);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, /^What Candor checks: Standard/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'Check this computer');
    await page.keyboard.press('Enter');

    await page.locator('h1', { hasText: 'Checking this computer' }).waitFor();
    expect(fake.callsOf('session.start')).toEqual([
      {
        description: {
          happened: 'The printer prints nothing.',
          began: 'this morning',
          severity: 'slowed',
        },
        preset: 'network',
      },
    ]);
    await fake.finishCollectors(3);
    await tabTo(page, /^Open 127 bytes: Processor/);
    await page.keyboard.press('Enter');
    await page.locator('dialog section').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toMatch(/^Open 127 bytes: Processor/);
    await fake.finishCollectors();

    await page.locator('h1', { hasText: 'Check what will be sent' }).waitFor();
    expect(await focused(page)).toBe('Check what will be sent');
    await tabTo(page, /^Include “Recent system messages/);
    await page.keyboard.press('Space');
    await page.locator('li[data-included=false]').waitFor();
    await tabTo(page, 'Send to Meridian Hospital IT…');
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    // Enter on the heading must not agree.
    expect(await focused(page)).toBe('Send this to Meridian Hospital IT?');
    await page.keyboard.press('Enter');
    expect(fake.callsOf('review.consent')).toEqual([]);
    await tabTo(page, 'Agree and send');
    await page.keyboard.press('Enter');

    await page.locator('h1', { hasText: 'Sending to Meridian Hospital IT' }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('Escape closes a dialog, and Tab never leaves it', async () => {
    const session = {
      phase: 'review' as const,
      review: recomputed(sampleReview),
      problem: null,
      changing: false,
    };
    const { page, fake } = await stage.open({ fake: createFakeMain({ session }) });
    await tabTo(page, 'Discard', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    const inside = () =>
      page.evaluate(
        () =>
          document.activeElement === document.body ||
          document.activeElement?.closest('dialog') !== null,
      );
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await inside()).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Discard');
    expect(fake.callsOf('session.cancel')).toEqual([]);
    await page.context().close();
  });

  test('the exact content is searched with Ctrl+F and Enter, and scrolled with the arrow keys', async () => {
    const session = {
      phase: 'review' as const,
      review: recomputed(sampleReview),
      problem: null,
      changing: false,
    };
    const { page } = await stage.open({ fake: createFakeMain({ session }) });
    await tabTo(page, /^Open “Recent system messages/);
    await page.keyboard.press('Enter');
    await page.locator('dialog section').waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('timed out');
    await page.getByText('1 of 42').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('2 of 42').waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('42 of 42').waitFor();
    await page.locator('mark[data-now]').waitFor();
    await tabTo(page, 'Content of Recent system messages');
    const before = await page.locator('dialog section').evaluate((element) => element.scrollTop);
    await page.keyboard.press('PageUp');
    await expect
      .poll(() => page.locator('dialog section').evaluate((element) => element.scrollTop))
      .toBeLessThan(before);
    await page.context().close();
  });
});
