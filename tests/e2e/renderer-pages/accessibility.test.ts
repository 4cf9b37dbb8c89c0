import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screens } from './screens.ts';
import { createStage, type OpenWindow, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

async function axeFindings(page: Page) {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
  }));
}

/** Elements wider than their container, which would need sideways scrolling. */
const tooWide = (page: Page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('dialog, dialog > div')]
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map(
        (element) =>
          `${element.tagName} ${element.className}: ${element.scrollWidth} > ${element.clientWidth}`,
      ),
  );

/**
 * In high contrast all backgrounds are the same: a control or field without a border or an
 * underline looks like any other text.
 */
const withoutEdge = (page: Page) =>
  page.evaluate(() => {
    const hasEdge = (element: Element) => {
      const {
        borderTopStyle,
        borderTopWidth,
        borderBottomStyle,
        borderBottomWidth,
        textDecorationLine,
      } = getComputedStyle(element);
      const drawn = (style: string, width: string) =>
        style !== 'none' && Number.parseFloat(width) > 0;
      return (
        drawn(borderTopStyle, borderTopWidth) ||
        drawn(borderBottomStyle, borderBottomWidth) ||
        textDecorationLine.includes('underline')
      );
    };
    return [
      ...document.querySelectorAll(
        'button, a[href], textarea, select, input:not([type=checkbox], [type=radio])',
      ),
    ]
      .filter(
        (element) =>
          element.checkVisibility() &&
          !hasEdge(element) &&
          ![...element.querySelectorAll('*')].some(hasEdge),
      )
      .map((element) => element.outerHTML.slice(0, 200));
  });

describe.each(screens)('the screen $name', ({ open }) => {
  let window: OpenWindow;
  beforeAll(async () => {
    window = await open(stage, { reducedMotion: 'reduce' });
  });
  afterAll(() => window.leave());

  test('has one main heading, and names the window', async () => {
    expect(await window.page.locator('h1').count()).toBe(1);
    expect(await window.page.title()).toMatch(/Candor$/);
  });

  test.each(['light', 'dark'] as const)(
    'gives axe nothing to report in the %s theme',
    async (colorScheme) => {
      await window.page.emulateMedia({ colorScheme });
      expect(await axeFindings(window.page)).toEqual([]);
    },
  );

  test('shows in high contrast which elements can be pressed', async () => {
    await window.page.emulateMedia({ forcedColors: 'active' });
    expect(await withoutEdge(window.page)).toEqual([]);
    await window.page.emulateMedia({ forcedColors: null });
  });

  test.each([
    { what: 'a window of 480 pixels', viewport: { width: 480, height: 720 } },
    // 920 × 720 pixels at 200 % are 460 × 360 CSS pixels.
    { what: 'the usual window at 200 % zoom', viewport: { width: 460, height: 360 } },
  ])('needs no sideways scrolling in $what', async ({ viewport }) => {
    await window.page.setViewportSize(viewport);
    expect(await tooWide(window.page)).toEqual([]);
  });

  test('keeps to the Content-Security-Policy and reports no error', () => {
    expect(window.faults).toEqual([]);
  });
});
