import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ScreenCase, screens } from './screens.ts';
import { createStage, type OpenWindow, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

/** Every screen that ends in an open dialog; together they contain each dialog of the window. */
const withDialog: ScreenCase[] = screens.filter(({ name }) =>
  [
    'progress-reading',
    'proxy-login',
    'proxy-login-again',
    'request-decline',
    'request-wrong',
    'review-consent',
    'review-discard',
    'review-hidden',
    'review-marked',
    'review-picture-open',
    'review-reading',
    'review-requested',
    'review-save',
    'follow-cancel',
    'follow-receipt',
    'request-deletion',
  ].includes(name),
);

/** Controls that are covered by something else after scrolling to them. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    for (const control of document.querySelectorAll<HTMLElement>(
      'dialog[open] :is(button, input, textarea, summary)',
    )) {
      if (!control.checkVisibility() || control.matches('[type=radio], [type=checkbox]')) continue;
      control.scrollIntoView({ block: 'center', inline: 'nearest' });
      const { x, y, width, height } = control.getBoundingClientRect();
      const top = document.elementFromPoint(x + width / 2, y + height / 2);
      if (!control.contains(top))
        found.push(`${control.outerHTML.slice(0, 90)} is under ${top?.outerHTML.slice(0, 90)}`);
    }
    return found;
  });

/** Neighbouring texts and controls that overlap, except those scrolled out of view. */
const collisions = (page: Page) =>
  page.evaluate(() => {
    const drawnAt = (element: Element) => {
      let { left, top, right, bottom } = element.getBoundingClientRect();
      for (
        let outer = element.parentElement;
        outer && outer !== document.body;
        outer = outer.parentElement
      ) {
        if (getComputedStyle(outer).overflowY === 'visible') continue;
        const clip = outer.getBoundingClientRect();
        [left, right] = [Math.max(left, clip.left), Math.min(right, clip.right)];
        [top, bottom] = [Math.max(top, clip.top), Math.min(bottom, clip.bottom)];
      }
      return { left, top, right, bottom };
    };
    const leaves = [
      ...document.querySelectorAll<HTMLElement>(
        'dialog[open] :is(button, input, p, h2, textarea, summary)',
      ),
    ].filter(
      (one) => one.checkVisibility() && !one.closest('.visually-hidden') && !one.matches('label *'),
    );
    const found: string[] = [];
    for (const [index, one] of leaves.entries())
      for (const other of leaves.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const [a, b] = [drawnAt(one), drawnAt(other)];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 1)
          found.push(`${one.outerHTML.slice(0, 90)} / ${other.outerHTML.slice(0, 90)}`);
      }
    return found;
  });

/** Visible height of the text, and the minimum it should have: four lines, or the whole text. */
const readable = (page: Page) =>
  page.evaluate(() => {
    const body = document.querySelector('dialog[open] > div:nth-of-type(2)');
    if (!body) throw new Error('no dialog is open');
    const texts = [...body.querySelectorAll('[tabindex="0"]')].filter((one) =>
      one.checkVisibility(),
    );
    const text = texts[0] ?? body;
    text.scrollIntoView({ block: 'center' });
    const [seen, outer] = [text.getBoundingClientRect(), body.getBoundingClientRect()];
    const height =
      Math.min(seen.bottom, outer.bottom, innerHeight) - Math.max(seen.top, outer.top, 0);
    return { height, least: Math.min(96, text.scrollHeight - 1) };
  });

test('tries every dialog of the window', async () => {
  expect(withDialog.map(({ name }) => name)).toHaveLength(16);
});

describe.each(withDialog)('the dialog of $name', ({ open }) => {
  let window: OpenWindow;
  beforeAll(async () => {
    window = await open(stage, { reducedMotion: 'reduce' });
  });
  afterAll(() => window.leave());

  test.each([
    { what: 'a window of 320 × 640 pixels', viewport: { width: 320, height: 640 } },
    // 920 × 720 pixels at 200 % are 460 × 360 CSS pixels.
    { what: 'the usual window at 200 % zoom', viewport: { width: 460, height: 360 } },
    // 1280 × 1024 pixels at 400 % (WCAG 2.2, 1.4.10 Reflow).
    { what: 'a window of 320 × 256 pixels', viewport: { width: 320, height: 256 } },
  ])('can be used in $what', async ({ viewport }) => {
    const { page } = window;
    await page.setViewportSize(viewport);
    expect(await covered(page)).toEqual([]);
    expect(await collisions(page)).toEqual([]);
    const { height, least } = await readable(page);
    expect(height).toBeGreaterThanOrEqual(least);
  });
});
