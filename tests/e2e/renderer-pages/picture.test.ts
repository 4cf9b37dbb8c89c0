import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChosenPicture, Cover, TakenPicture } from '#contract/bundle/picture.ts';
import { createFakeMain } from '#tests/fixtures/fake-bridge.ts';
import { emptySession } from '#tests/fixtures/fake-session.ts';
import { samplePicture, sampleScreens } from '#tests/fixtures/sample-picture.ts';
import { createStage, type OpenWindow, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

const said = { happened: 'The printer prints nothing.', began: '', severity: null };

async function describing(screens: TakenPicture[] = [samplePicture]): Promise<OpenWindow> {
  const fake = createFakeMain({ session: { ...emptySession, draft: said } });
  fake.screens = screens;
  // High enough to show the whole picture.
  const window = await stage.open({ fake, viewport: { width: 920, height: 1500 } });
  await fake.emit('app.show', { screen: 'describe' });
  return window;
}

async function withPicture(): Promise<OpenWindow> {
  const window = await describing();
  await window.page.getByRole('button', { name: 'Add a picture of your screen' }).click();
  await window.page.getByRole('img', { name: /^Your screen/ }).waitFor();
  return window;
}

/** Drags between two points, in pixels of the picture. */
async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = await page.getByRole('img', { name: /^Your screen/ }).boundingBox();
  if (!box) throw new Error('no picture');
  const scale = box.width / samplePicture.width;
  const at = ([x, y]: [number, number]) => [box.x + x * scale, box.y + y * scale] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
  await page.mouse.move(...at(to));
  await page.mouse.up();
}

/** The picture that is sent to main when the person continues. */
async function goOn({ page, fake }: OpenWindow): Promise<ChosenPicture | undefined> {
  await page.getByRole('button', { name: 'Check this computer' }).click();
  await page.getByRole('heading', { name: 'Checking this computer' }).waitFor();
  return (fake.callsOf('session.start')[0] as { picture?: ChosenPicture }).picture;
}

const near = (cover: Cover | undefined, wanted: Cover) =>
  Object.entries(wanted).filter(
    ([name, value]) => Math.abs((cover?.[name as keyof Cover] ?? -99) - value) > 3,
  );

describe('a picture of the screen', () => {
  test('is neither taken nor sent unless the person clicks for it', async () => {
    const window = await describing();
    expect(await goOn(window)).toBeUndefined();
    expect(window.fake.callsOf('picture.take')).toEqual([]);
    await window.page.context().close();
  });

  test('is covered with the mouse: drawn, moved by its middle, resized by its corner', async () => {
    const window = await withPicture();
    const { page } = window;
    await drag(page, [200, 100], [500, 300]);
    await drag(page, [300, 200], [400, 250]);
    await drag(page, [595, 345], [695, 445]);
    await drag(page, [20, 20], [22, 21]);
    const picture = await goOn(window);
    expect(picture?.id).toBe(samplePicture.id);
    expect(picture?.covers).toHaveLength(1);
    expect(near(picture?.covers[0], { x: 300, y: 150, width: 400, height: 300 })).toEqual([]);
    expect(window.faults).toEqual([]);
    await page.context().close();
  });

  test('can be shown larger, scrolls by keyboard, and is covered where the pointer is', async () => {
    const window = await withPicture();
    const { page } = window;
    const area = page.getByRole('region', {
      name: 'The picture, with the blacked-out parts',
    });
    await page.getByRole('button', { name: 'Show larger' }).click();
    await area.focus();
    // Smooth scrolling would continue under the pointer.
    await area.evaluate((one) =>
      one.addEventListener('scrollend', () => one.setAttribute('data-still', ''), { once: true }),
    );
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => area.getAttribute('data-still')).toBe('');
    expect(await area.evaluate((one) => one.scrollLeft)).toBeGreaterThan(0);
    await area.evaluate((one) => one.scrollTo({ left: 0, top: 0, behavior: 'instant' }));
    await drag(page, [200, 100], [500, 300]);
    await page.getByRole('button', { name: 'Fit to window' }).click();
    const picture = await goOn(window);
    expect(near(picture?.covers[0], { x: 200, y: 100, width: 300, height: 200 })).toEqual([]);
    await page.context().close();
  });

  test('can be covered by keyboard, with the position of each part announced', async () => {
    const window = await withPicture();
    const { page } = window;
    await page.getByRole('button', { name: 'Black out a part' }).press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.getByRole('status').filter({ hasText: 'Part 2: ' }).waitFor({ state: 'attached' });
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Delete');
    expect(
      await page
        .getByRole('button', { name: 'Black out a part' })
        .evaluate((one) => one === document.activeElement),
    ).toBe(true);
    const picture = await goOn(window);
    expect(picture?.covers).toEqual([{ x: 474, y: 399, width: 371, height: 80 }]);
    await page.context().close();
  });

  test('is of the screen that was chosen; the others are discarded', async () => {
    const window = await describing(sampleScreens);
    const { page, fake } = window;
    await page.getByRole('button', { name: 'Add a picture of your screen' }).click();
    await page.getByRole('button', { name: /^Screen 2,/ }).click();
    await page.getByRole('img', { name: /^Your screen/ }).waitFor();
    expect(fake.callsOf('picture.keep')).toEqual([{ id: sampleScreens[1]?.id }]);
    expect(await goOn(window)).toEqual({ id: sampleScreens[1]?.id, covers: [] });
    await page.context().close();
  });

  test('is deleted here and in main when the person removes it', async () => {
    const window = await withPicture();
    const { page, fake } = window;
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    expect(await page.getByRole('img', { name: /^Your screen/ }).count()).toBe(0);
    expect(fake.callsOf('picture.keep')).toEqual([{ id: null }]);
    expect(await goOn(window)).toBeUndefined();
    await page.context().close();
  });

  test('is still there after the person opened another screen, but not in the next session', async () => {
    const window = await withPicture();
    const { page, fake } = window;
    await page.getByRole('button', { name: 'Black out a part' }).click();
    await fake.emit('app.show', { screen: 'home' });
    await fake.emit('app.show', { screen: 'describe' });
    expect(await page.getByRole('application', { name: /^Part 1:/ }).count()).toBe(1);
    expect((await goOn(window))?.covers).toHaveLength(1);
    await fake.setSession({ ...emptySession, draft: said });
    await page.getByRole('button', { name: 'Add a picture of your screen' }).waitFor();
    await page.context().close();
  });
});
