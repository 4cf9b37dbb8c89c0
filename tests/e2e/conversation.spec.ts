import { join } from 'node:path';
import { expect } from '@playwright/test';
import { startDesk } from '#desk/service/start.ts';
import { test } from './fixtures.ts';

const box = { name: 'Write to the engineer' };

test('sends a message once that was written without a network, even after SIGKILL; a draft survives quitting', async ({
  desk,
  folder,
  startAgent,
}) => {
  const first = await startAgent();
  await first.person.describe('The scanner is not found');
  await first.person.look();
  await first.person.untilReview();
  await first.person.agreeAndSend();
  const number = await first.person.untilSent();
  await desk.stop();

  await first.page.getByRole('textbox', box).fill('Hello? My password: hunter2secret');
  await first.page.getByRole('button', { name: 'Send message' }).click();
  await expect(
    first.page.getByText('This looks like a password or key.', { exact: false }),
  ).toBeVisible();
  await first.page.getByRole('button', { name: 'Send message' }).click();
  const outgoing = first.page.getByRole('list', { name: 'Messages that have not arrived yet' });
  await expect(outgoing.getByText('Hello? My password: [secret:password]')).toBeVisible();
  await first.kill();

  const second = await startAgent();
  await second.page.getByRole('button', { name: /The scanner is not found/ }).click();
  await expect(second.page.getByText('Hello? My password: [secret:password]')).toBeVisible();
  await second.page.getByRole('textbox', box).fill('The serial number is');
  await second.page.getByRole('button', { name: 'Home' }).click();
  await second.app.close();

  const again = await startDesk({
    dataFolder: join(folder, 'desk'),
    host: '127.0.0.1',
    port: Number(new URL(desk.address).port),
    organisation: 'Northwind Support',
  });
  const third = await startAgent();
  await third.page.getByRole('button', { name: /The scanner is not found/ }).click();
  await expect(
    third.page.getByRole('list', { name: 'Messages that have not arrived yet' }),
  ).toBeHidden();
  await expect(third.page.getByRole('textbox', box)).toHaveValue('The serial number is');
  const [submission] = await third.person.submissions();
  expect(submission?.incident?.number).toBe(number);
  expect(
    submission?.incident?.timeline.flatMap((entry) =>
      entry.kind === 'message' ? [entry.text] : [],
    ),
  ).toEqual(['Hello? My password: [secret:password]']);
  await third.app.close();
  await again.stop();
});

test('shows what was sent after a restart, and nothing else', async ({ startAgent }) => {
  const first = await startAgent();
  await first.person.describe('The lamp in the living room is broken');
  await first.person.look();
  await first.person.untilReview();
  const hidden = await first.page.evaluate(() =>
    window.candor.call('review.hide', { text: 'living room' }),
  );
  expect(hidden.ok).toBe(true);
  await first.person.agreeAndSend();
  await first.person.untilSent();
  await expect(first.page.getByText('The lamp in the word-1 is broken')).toBeVisible();
  await first.app.close();

  const { page } = await startAgent();
  await page.getByRole('button', { name: /The lamp in the word-1 is broken/ }).click();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page
    .getByRole('list', { name: 'What you sent' })
    .getByRole('button', { name: 'What you wrote' })
    .click();
  await expect(page.getByText('This is exactly what you agreed to send.')).toBeVisible();
  await expect(page.getByText('The lamp in the word-1 is broken').last()).toBeVisible();
  await expect(page.getByText('living room')).toHaveCount(0);
});
