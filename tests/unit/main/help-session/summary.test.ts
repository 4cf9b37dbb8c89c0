import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import type { Description } from '#contract/text/description.ts';
import { openScene } from './scene.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-summary-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A review of what the description collector makes of these words. */
async function describing(happened: string) {
  const description: Description = { happened, began: '', severity: null };
  const found = {
    [descriptionItemId]: JSON.stringify(description),
    'machine/machine.log': 'a plain line\n',
  };
  const scene = await openScene(root, { found });
  await scene.toReview(description);
  return {
    ...scene,
    async summaryAfterSending(): Promise<string | undefined> {
      const { id } = await scene.handlers['review.consent']({
        manifestHash: scene.review().manifestHash,
      });
      return scene.store.find(id)?.summary;
    },
  };
}

describe('the summary of a submission', () => {
  test('is the first line of the words that were sent', async () => {
    const scene = await describing('No sound\nsince the update');
    expect(await scene.summaryAfterSending()).toBe('No sound');
  });

  test('is empty when the person left their description out', async () => {
    const scene = await describing('My secret words');
    await scene.handlers['review.include']({ items: [descriptionItemId], included: false });
    expect(await scene.summaryAfterSending()).toBe('');
  });

  test('does not show a text that the person hid everywhere', async () => {
    const scene = await describing('The lamp in the living room is broken');
    await scene.handlers['review.hide']({ text: 'living room' });
    expect(await scene.summaryAfterSending()).toBe('The lamp in the word-1 is broken');
  });

  test('does not show a telephone number that Candor replaced', async () => {
    const scene = await describing('Call me back: +49 170 1234567 after 3 pm');
    expect(await scene.summaryAfterSending()).toBe('Call me back: phone-1 after 3 pm');
  });

  test('shows a telephone number that the person put back', async () => {
    const scene = await describing('Call me back: +49 170 1234567 after 3 pm');
    await scene.handlers['review.unredact']({ pseudonym: 'phone-1' });
    expect(await scene.summaryAfterSending()).toBe('Call me back: +491701234567 after 3 pm');
  });
});
