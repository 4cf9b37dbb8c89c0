import { expect } from '@playwright/test';
import { test } from './fixtures.ts';

test('a person clicks Get help, sends a bundle, and reads the engineer’s answer', async ({
  desk,
  startAgent,
}) => {
  const { page, person } = await startAgent();
  await person.describe('The printer prints nothing since Monday', 'Monday', 'It slows me down');
  await person.look();
  await person.untilReview();

  const session = await person.session();
  if (session.phase !== 'review') throw new Error(session.phase);
  const reviewed = session.review.manifestHash;
  expect(session.review.items.length).toBeGreaterThan(10);
  expect(session.review.recipient?.organisation).toBe('Northwind Support');

  await person.agreeAndSend();
  const number = await person.untilSent();
  expect(number).toMatch(/^INC-\d{6}$/);

  const [submission] = await person.submissions();
  expect(submission?.manifestHash).toBe(reviewed);
  expect(desk.address).toBe(submission?.recipient.desk);
  await expect(page.getByText('The printer prints nothing')).toBeVisible();
});
