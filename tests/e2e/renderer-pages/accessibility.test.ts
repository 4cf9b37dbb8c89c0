import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screens } from './screens.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

const findings = async (page: ConstructorParameters<typeof AxeBuilder>[0]['page']) => {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
  }));
};

describe.each(['light', 'dark'] as const)('axe reports nothing in the %s theme', (colorScheme) => {
  test.each(screens)('$name', async ({ open }) => {
    const { page, faults } = await open(stage, { colorScheme, reducedMotion: 'reduce' });
    expect(await findings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

// 200 % zoom of a window of 920 × 720 leaves 460 × 360 CSS pixels.
describe.each([
  { what: 'a window of 480 pixels', viewport: { width: 480, height: 720 } },
  { what: '200 % zoom', viewport: { width: 460, height: 360 } },
])('nothing needs sideways scrolling in $what', ({ viewport }) => {
  test.each(screens)('$name', async ({ open }) => {
    const { page } = await open(stage, { viewport });
    const tooWide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('dialog')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => `${element.tagName} ${element.scrollWidth} > ${element.clientWidth}`),
    );
    expect(tooWide).toEqual([]);
    await page.context().close();
  });
});

describe('every screen', () => {
  test.each(screens)('$name has one main heading, which has the focus or holds the open dialog', async ({ open }) => {
    const { page } = await open(stage);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.title()).toMatch(/Candor/);
    await page.context().close();
  });
});
