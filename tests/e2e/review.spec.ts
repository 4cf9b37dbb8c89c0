import { join } from 'node:path';
import { expect } from '@playwright/test';
import { receivedBundle, test } from './fixtures.ts';

test('the desk gets exactly what the person hid, undid and let through in the review', async ({
  folder,
  startAgent,
}) => {
  const { page, person } = await startAgent();
  await person.describe('The Bergamot till prints nothing since the bergamot update.');
  await person.look();
  await person.untilReview();
  const before = await person.session();
  if (before.phase !== 'review') throw new Error(before.phase);

  await page.getByRole('searchbox', { name: 'Search for' }).fill('BERGAMOT');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByText('Found “BERGAMOT” 2 times.')).toBeVisible();
  await page.getByRole('button', { name: 'Hide “BERGAMOT” everywhere' }).click();
  await expect(page.getByText('“BERGAMOT” is now hidden (2 places)')).toBeVisible();
  await expect
    .poll(async () => hashOf(await person.session()))
    .not.toBe(before.review.manifestHash);

  // Selects text in the exact content.
  await page.getByRole('button', { name: /^Open “What you wrote/ }).click();
  const words = page.getByText('The word-1 till prints nothing', { exact: false }).last();
  await expect(words).toBeVisible();
  await page.evaluate(() => {
    const walker = document.createTreeWalker(
      document.querySelector('dialog section') as Node,
      NodeFilter.SHOW_TEXT,
    );
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.nodeValue?.indexOf('prints') ?? -1;
      if (at >= 0) document.getSelection()?.setBaseAndExtent(node, at, node, at + 'prints'.length);
    }
  });
  await page.getByRole('button', { name: 'Hide this everywhere' }).click();
  await expect(
    page.getByText('word-2 nothing since the word-1 update', { exact: false }).last(),
  ).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'What is hidden' }).click();
  await page.getByRole('button', { name: 'Show original of word-2' }).click();
  await page.getByRole('button', { name: 'Don’t hide this: word-2' }).click();
  await expect(page.getByRole('button', { name: /word-2/ })).toHaveCount(0);
  // The available values depend on the machine.
  const theirs = page.getByRole('button', { name: /^Show original of (host|id|mac|ip)-/ }).first();
  const pseudonym = /of (\S+)$/.exec((await theirs.getAttribute('aria-label')) ?? '')?.[1] ?? '';
  await theirs.click();
  await page.getByRole('button', { name: `Don’t hide this: ${pseudonym}` }).click();
  await expect(
    page.getByRole('button', {
      name: new RegExp(`(of |: )${pseudonym.replace('.', '\\.')}( |$)`),
    }),
  ).toHaveCount(0);
  await page.keyboard.press('Escape');

  const after = await person.session();
  await person.agreeAndSend();
  await person.untilSent();
  const bundle = await receivedBundle(join(folder, 'desk'));
  expect(bundle.manifestHash).toBe(hashOf(after));
  const description = JSON.parse(
    (await bundle.readItem('description/description.json')).toString(),
  );
  expect(description.happened).toBe('The word-1 till prints nothing since the word-1 update.');
  const texts = await Promise.all(bundle.manifest.items.map(({ id }) => bundle.readItem(id)));
  expect(texts.some((text) => /bergamot/i.test(text.toString()))).toBe(false);
});

function hashOf(session: { phase: string; review?: { manifestHash: string } }): string {
  return session.review?.manifestHash ?? session.phase;
}
