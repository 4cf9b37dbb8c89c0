import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { receivedBundle, test } from './fixtures.ts';

test('hides the policy’s words before the review, and keeps them hidden where the policy says so', async ({
  desk,
  folder,
  startAgent,
}) => {
  const policy = {
    ...desk.policy(),
    hidden: { words: ['Bluebird'], patterns: ['\\bnw-\\d{6}\\b'] },
    letThrough: false,
  };
  const { page, person } = await startAgent({ policy });
  await person.describe('The bluebird till rejects badge NW-123456.');
  await person.look();
  await person.untilReview();
  await page.getByRole('button', { name: 'What is hidden' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Show original of word-1' }).click();
  await expect(dialog.getByText('Bluebird')).toBeVisible();
  await expect(dialog.getByRole('button', { name: /^Don’t hide this/ })).toHaveCount(0);
  const refused = await page.evaluate(() =>
    window.candor.call('review.unredact', { pseudonym: 'pattern-1' }),
  );
  expect(refused).toMatchObject({
    ok: false,
    error: { message: { message: expect.stringMatching(/stays hidden/) } },
  });
  await page.keyboard.press('Escape');
  await person.agreeAndSend();
  await person.untilSent();
  const bundle = await receivedBundle(join(folder, 'desk'));
  const description = JSON.parse(
    (await bundle.readItem('description/description.json')).toString(),
  );
  expect(description.happened).toBe('The word-1 till rejects badge pattern-1.');
  const texts = await Promise.all(bundle.manifest.items.map(({ id }) => bundle.readItem(id)));
  expect(texts.some((text) => /bluebird|nw-123456/i.test(text.toString()))).toBe(false);
  await bundle.close();
});

test('keeps using the last good policy when a new one has a mistake, and shows the mistake', async ({
  desk,
  startAgent,
  userData,
}) => {
  const { page, person } = await startAgent();
  const file = join(userData, 'policy.json');
  await page.getByRole('button', { name: 'Managed by your organisation' }).click();
  await expect(page.getByText('You cannot change it here', { exact: false })).toBeVisible();

  await writeFile(
    file,
    JSON.stringify({
      ...desk.policy(),
      hidden: { patterns: ['(a+)+$'] },
      retentionDays: 'a fortnight',
    }),
  );
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByText('There is a mistake in these settings')).toBeVisible();
  await expect(page.getByText('"a fortnight"')).toBeVisible();
  await expect(page.getByText(file).first()).toBeVisible();

  await writeFile(file, JSON.stringify({ ...desk.policy(), hidden: { patterns: ['(a+)+$'] } }));
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByText(/hidden\.patterns\.0: .*may take very long/)).toBeVisible();
  await page.getByRole('button', { name: 'Home' }).click();
  await person.describe('With the settings of before');
  await person.look();
  await person.untilReview();
  await person.agreeAndSend();
  expect(await person.untilSent()).toBe('INC-000001');
});
