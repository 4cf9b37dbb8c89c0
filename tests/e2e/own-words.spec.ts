import { execFile } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { openBundle } from '#bundle/read.ts';
import { attachedTextItemId, descriptionItemId } from '#contract/collector/item-shapes.ts';
import { agentCommand } from '#scripts/launch-agent.ts';
import { readAgentLog, receivedBundle, test } from './fixtures.ts';

const forbidden = /heron|nw-\d{6}|nw-\\d/i;

test('hides the person’s own words in the next bundle, and never sends the list', async ({
  folder,
  startAgent,
  userData,
}) => {
  const { page, person } = await startAgent();
  await page.getByRole('button', { name: 'On this computer' }).click();
  await page.getByLabel('Words and phrases').fill('Heron\nab');
  await page.getByText('Patterns, for your own kinds of numbers').click();
  await page.getByLabel('Patterns', { exact: true }).fill('(a+)+$');
  await page.getByRole('button', { name: 'Save this list' }).click();
  await expect(page.getByText(/Line 2: This is too short/)).toBeVisible();
  await expect(page.getByText(/Line 1: .*may take very long/)).toBeVisible();
  await expect(page.getByLabel('Words and phrases')).toHaveValue('Heron\nab');

  await page.getByLabel('Words and phrases').fill('Heron');
  await page.getByLabel('Patterns', { exact: true }).fill('\\bNW-\\d{6}\\b');
  await page.getByRole('button', { name: 'Save this list' }).click();
  await expect(page.getByText('Saved.', { exact: false })).toBeVisible();
  const file = join(userData, 'always-hidden.json');
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);

  await page.getByRole('button', { name: 'Home' }).click();
  // A log that Candor collects contains them too.
  await writeFile(
    join(userData, 'logs', 'candor.old.log'),
    'the heron till refused NW-654321 at noon\n',
  );
  await person.describe('The heron till rejects badge NW-123456.');
  await person.look();
  await person.untilReview();
  await page.getByRole('button', { name: 'What is hidden' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Show original of word-1' }).click();
  await expect(page.getByRole('dialog').getByText('Heron')).toBeVisible();
  await page.keyboard.press('Escape');
  await person.agreeAndSend();
  await person.untilSent();

  const bundle = await receivedBundle(join(folder, 'desk'));
  const description = JSON.parse(
    (await bundle.readItem('description/description.json')).toString(),
  );
  // Which of the two numbers is found first depends on which collector is quicker.
  expect(description.happened).toMatch(/^The word-1 till rejects badge pattern-[12]\.$/);
  const other = description.happened.includes('pattern-1') ? 'pattern-2' : 'pattern-1';
  const texts = await Promise.all(bundle.manifest.items.map(({ id }) => bundle.readItem(id)));
  expect(
    texts.some((text) => text.toString().includes(`the word-1 till refused ${other} at noon`)),
  ).toBe(true);
  const documents = JSON.stringify([
    bundle.manifest,
    bundle.findings,
    bundle.redactions,
    bundle.receipt,
  ]);
  expect(documents).toContain('custom-pattern-1');
  expect([...texts.map(String), documents].filter((text) => forbidden.test(text))).toEqual([]);
  await bundle.close();
  expect(await readAgentLog(userData)).not.toMatch(forbidden);
});

test('--collect hides the person’s own words too, and refuses to collect with a damaged list', async ({
  desk,
  folder,
  startAgent,
  userData,
}) => {
  test.slow();
  const { app, page } = await startAgent();
  await page.getByRole('button', { name: 'On this computer' }).click();
  await page.getByLabel('Words and phrases').fill('Heron');
  await page.getByRole('button', { name: 'Save this list' }).click();
  await expect(page.getByText('Saved.', { exact: false })).toBeVisible();
  await app.close();

  await writeFile(join(userData, 'logs', 'candor.old.log'), 'the heron till stopped at noon\n');
  const file = join(folder, 'collected.zip');
  const { executable, arguments: words } = await agentCommand({
    userData,
    policy: desk.policy(),
    words: ['--collect', file],
  });
  await promisify(execFile)(executable, words);
  const bundle = await openBundle({ file });
  const texts = await Promise.all(bundle.manifest.items.map(({ id }) => bundle.readItem(id)));
  expect(texts.some((text) => text.toString().includes('the word-1 till stopped at noon'))).toBe(
    true,
  );
  expect(texts.filter((text) => forbidden.test(text.toString()))).toEqual([]);
  await bundle.close();

  await writeFile(join(userData, 'always-hidden.json'), '{"words":["Her');
  const again = join(folder, 'again.zip');
  const refusing = await agentCommand({
    userData,
    policy: desk.policy(),
    words: ['--collect', again],
  });
  const refused = await promisify(execFile)(refusing.executable, refusing.arguments).catch(
    (thrown: unknown) => thrown,
  );
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/cannot be read, so nothing was collected/),
  });
  expect(await readdir(folder)).not.toContain('again.zip');

  const second = await startAgent();
  await second.person.describe('The heron till is slow.');
  await second.person.look();
  await expect(second.page.getByText(/cannot be read, so nothing was collected/)).toBeVisible();
  await second.page.getByRole('button', { name: 'Home' }).click();
  await second.page.getByRole('button', { name: 'On this computer' }).click();
  await expect(second.page.getByText('Your list is damaged')).toBeVisible();
  await second.page.getByLabel('Words and phrases').fill('Heron');
  await second.page.getByRole('button', { name: 'Save this list' }).click();
  await expect(second.page.getByText('Your list is damaged')).toHaveCount(0);
  expect(await readFile(join(userData, 'always-hidden.json'), 'utf8')).toBe(
    '{"words":["Heron"],"patterns":[]}',
  );
});

test('attaches a long pasted text as an item that is redacted, reviewed and delivered whole', async ({
  folder,
  startAgent,
}) => {
  const { app, page, person } = await startAgent();
  const log = `password: hunter2-of-the-ward\n${Array.from({ length: 20_000 }, (_, index) => `${index}: the queue is stuck\n`).join('')}`;
  await page.getByRole('button', { name: 'Get help' }).click();
  await page.getByRole('textbox', { name: /What happened/ }).fill('The printer says this:');
  await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), log);
  await page.getByRole('textbox', { name: /What happened/ }).press('End');
  await page.keyboard.press('ControlOrMeta+v');
  await page.getByRole('button', { name: 'Attach it as a text' }).click();
  await expect(page.getByRole('textbox', { name: /What happened/ })).toHaveValue(
    'The printer says this:',
  );
  await person.look();
  await person.untilReview();
  await expect(page.getByRole('button', { name: /Open “Text that you attached/ })).toBeVisible();
  await person.agreeAndSend();
  await person.untilSent();

  const bundle = await receivedBundle(join(folder, 'desk'));
  const attached = (await bundle.readItem(attachedTextItemId)).toString();
  expect(attached).not.toContain('hunter2');
  expect(attached.split('\n').slice(1)).toEqual(log.split('\n').slice(1));
  const said = JSON.parse((await bundle.readItem(descriptionItemId)).toString());
  expect(said).toMatchObject({ happened: 'The printer says this:' });
  expect(said).not.toHaveProperty('attachedText');
});
