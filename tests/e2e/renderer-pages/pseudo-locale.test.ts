import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { screens } from './screens.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

/** Texts of the person, the engineer or the organisation, and numbers, sizes and dates, which are never translated. */
const data = [
  'The printer on floor 3 prints nothing.',
  'Mail does not arrive',
  'Mail does not arrive, and the calendar shows last week’s meetings although it says that it is connected',
  'Meridian Hospital IT',
  'Grace Okafor',
  'Ward tablets',
  'The VPN of your ward is slow.\nDoes it happen at night too?',
  '10.20.0.12',
];
const patterns = [
  /^For tablets that lose their connection on the ward\. \[.*\]$/,
  /^INC-\d+$/,
  /^[\d.,]+\s?(bytes?|kB|MB|ms|sec|%)?$/,
  /^[A-Z][a-z]+ \d{1,2}, \d{4}(, \d{1,2}:\d{2}\s[AP]M)?$/,
];

describe('the pseudo-locale finds no hard-coded text on the screen', () => {
  test.each(screens)('$name', async ({ open }) => {
    const { page, leave } = await open(stage, { locale: 'pseudo' });
    const seen = await page.evaluate(() => {
      const texts: string[] = [];
      const exact = 'code, section[aria-label], p[dir=auto], textarea, [aria-hidden=true]';
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { parentElement, nodeValue } = walker.currentNode;
        if (parentElement?.closest(exact) || !parentElement?.checkVisibility()) continue;
        texts.push(nodeValue ?? '');
      }
      for (const element of document.querySelectorAll('*')) {
        for (const name of [
          'aria-label',
          'aria-valuetext',
          'aria-description',
          'placeholder',
          'title',
          'alt',
        ]) {
          const value = element.getAttribute(name);
          if (value !== null) texts.push(value);
        }
      }
      return [...texts, document.title].map((text) => text.trim()).filter((text) => text !== '');
    });
    expect(seen.length).toBeGreaterThan(2);
    const hardCoded = seen.filter(
      (text) =>
        !/^\[.*\]$/s.test(text) &&
        !data.includes(text) &&
        !patterns.some((pattern) => pattern.test(text)),
    );
    expect(hardCoded).toEqual([]);
    await leave();
  });

  test('main can choose the pseudo-locale too', async () => {
    const window = await stage.open();
    window.fake.info = { ...window.fake.info, locale: 'pseudo' };
    await window.page.reload();
    expect(await window.page.locator('main button').first().textContent()).toBe('[Ĝéţ ĥéļþ]');
    await window.page.context().close();
  });
});
