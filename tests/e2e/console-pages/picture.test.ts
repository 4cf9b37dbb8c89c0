import { describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import type { ManifestItem } from '#contract/bundle/manifest.ts';
import { pictureItemId } from '#contract/bundle/picture.ts';
import { samplePicture, samplePictureItem } from '#tests/fixtures/sample-picture.ts';
import { axeFaults, consoleBrowser } from './browser.ts';
import { incidentOf } from './incidents.ts';

const { openSignedIn } = consoleBrowser();
const bytes = Buffer.from(samplePicture.image.split(',')[1] ?? '', 'base64');
const { included: _, ...item } = samplePictureItem;
const picture: ManifestItem = { ...item, sha256: sha256Hex(bytes) };

const plain = incidentOf(4);
const incidents = [
  incidentOf(4, { manifest: { ...plain.manifest, items: [...plain.manifest.items, picture] } }),
];
const incident = '/incidents/INC-000004';
const address = `${incident}/items/${pictureItemId}`;

async function openPicture(
  colorScheme: 'light' | 'dark' = 'light',
  content: string | Uint8Array = bytes,
) {
  const visit = await openSignedIn(incident, { incidents, context: { colorScheme } });
  visit.desk.altered.set(pictureItemId, content);
  await visit.page.getByRole('link', { name: 'They added a picture of their screen' }).click();
  await visit.page.waitForURL(`**${address}`);
  return visit;
}

describe('a picture of the person’s screen', () => {
  test('opens from the description, fits the page and matches the hash the person agreed to', async () => {
    const { page } = await openPicture();
    const image = page.getByRole('img', { name: /^The person’s screen\./ });
    await page.getByText('Exactly the bytes the person reviewed').waitFor();
    await expect
      .poll(() => image.evaluate((one) => (one as HTMLImageElement).naturalWidth))
      .toBe(samplePicture.width);
    await page.getByText('2 parts blacked out').first().waitFor();
    expect(await image.evaluate((one) => one.getBoundingClientRect().width)).toBeLessThan(
      samplePicture.width,
    );
    await page.getByRole('button', { name: 'Show full size' }).click();
    expect(await image.evaluate((one) => one.getBoundingClientRect().width)).toBe(
      samplePicture.width,
    );
  });

  test('that differs from the one they agreed to says so', async () => {
    const { page } = await openPicture('light', Buffer.concat([bytes, Buffer.from('x')]));
    await page.getByText('This item is not what the person agreed to send').waitFor();
  });

  test.each(['light', 'dark'] as const)('has no axe violations in %s', async (colorScheme) => {
    const { page } = await openPicture(colorScheme);
    await page.getByText('Exactly the bytes').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  test('is described in the engineer’s language', async () => {
    const { page, desk } = await openSignedIn(`${address}?locale=pseudo`, { incidents });
    desk.altered.set(pictureItemId, bytes);
    await page.reload();
    expect(await page.getByRole('img').last().getAttribute('alt')).toMatch(/^\[.*\]$/);
  });
});
