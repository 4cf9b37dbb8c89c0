import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appErrorOf } from '#contract/errors/result.ts';
import type { OutgoingReply } from '#contract/ipc/reply.ts';
import { createFakeMain } from '#tests/fixtures/fake-bridge.ts';
import { sampleSubmission } from '#tests/fixtures/fake-session.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

const reply: OutgoingReply = {
  id: '6f1a2c3d-0009-4000-8000-000000000009',
  text: 'Hello? Are you there?',
  writtenAt: '2026-11-20T16:00:00.000Z',
  state: 'waiting',
  problem: null,
  nextTryAt: null,
};
const unreachable = appErrorOf('desk-unreachable', 'The support desk cannot be reached right now.');

async function follow(fake = createFakeMain({ submissions: [sampleSubmission()] })) {
  const { page } = await stage.open({ fake });
  await fake.emit('app.show', { screen: 'follow', detail: sampleSubmission().id });
  const box = page.getByLabel('Write to the engineer');
  const send = page.getByRole('button', { name: 'Send message' });
  await box.waitFor();
  return { page, fake, box, send };
}

describe('writing to the engineer', () => {
  test('keeps a half-written message when the person leaves the page and comes back', async () => {
    const { page, fake, box } = await follow();
    await box.fill('The number on the printer is');
    await page.getByRole('button', { name: 'Home' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await fake.emit('app.show', { screen: 'follow', detail: sampleSubmission().id });
    await expect.poll(() => box.inputValue()).toBe('The number on the printer is');
    await page.context().close();
  });

  test('saves the message while it is typed, even if the person stays on the page', async () => {
    const { page, fake, box } = await follow();
    await box.fill('The number is 7');
    await expect
      .poll(() => fake.replyDrafts.get(sampleSubmission().id)?.text)
      .toBe('The number is 7');
    await page.context().close();
  });

  test('shows a password that will be hidden before anything is sent, even when the person sends at once', async () => {
    const { page, fake, box, send } = await follow();
    await box.fill('password: hunter2');
    await send.click();
    await page
      .getByText('This looks like a password or key. It will be replaced with [secret:password].')
      .waitFor();
    // The reason why the message was stopped has the focus, for keyboards and screen readers.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toContain('[secret:password]');
    expect(await page.locator('ol').getByText('password: ').count()).toBe(0);
    await send.click();
    await page.locator('ol').getByText('password: [secret:password]').waitFor();
    expect(await box.inputValue()).toBe('');
    expect(fake.callsOf('replies.send').at(-1)).toMatchObject({
      shown: 'password: [secret:password]',
    });
    await page.context().close();
  });

  test('shows what will be hidden while the person is still typing', async () => {
    const { page, box, send } = await follow();
    await box.fill('password: hunter2');
    await page.getByText('Candor will hide this before it is sent').waitFor();
    await send.click();
    await page.locator('ol').getByText('password: [secret:password]').waitFor();
    await page.context().close();
  });

  test('lets the person send their telephone number as it is', async () => {
    const { page, box, send } = await follow();
    await box.fill('Call me: +49 170 1234567');
    await page.getByText('will be replaced with phone-1').waitFor();
    await page.getByRole('button', { name: 'Don’t hide this: +49 170 1234567' }).click();
    await page.getByText('will be sent as it is').waitFor();
    await send.click();
    await page.locator('ol').getByText('Call me: +49 170 1234567').waitFor();
    await page.context().close();
  });
});

describe('a message that has not arrived', () => {
  test('is shown as waiting with the reason, and can be sent now or removed', async () => {
    const waiting = { ...reply, problem: unreachable, nextTryAt: '2026-11-20T16:05:00.000Z' };
    const { page, fake } = await follow(
      createFakeMain({ submissions: [sampleSubmission({ replies: [waiting] })] }),
    );
    const list = page.getByRole('list', { name: 'Messages that have not arrived yet' });
    await list.getByText(reply.text).waitFor();
    await list.getByText('Waiting until 4:05 PM').waitFor();
    await list.getByText('The support desk cannot be reached right now.').waitFor();
    await list.getByRole('button', { name: 'Send now' }).click();
    await list.getByText('Sending').waitFor();
    await fake.change(sampleSubmission().id, { replies: [] });
    await list.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('says when it was not accepted, and can be sent again or removed', async () => {
    const problem = appErrorOf('conflict', 'This incident is closed.');
    const refused = { ...reply, state: 'refused' as const, problem };
    const { page, fake } = await follow(
      createFakeMain({ submissions: [sampleSubmission({ replies: [refused] })] }),
    );
    await page.getByText('Not accepted').waitFor();
    await page.getByText('This incident is closed.').waitFor();
    await page.getByRole('button', { name: 'Send again' }).waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Not accepted').waitFor({ state: 'detached' });
    expect(fake.callsOf('replies.remove')).toEqual([
      { id: sampleSubmission().id, reply: reply.id },
    ]);
    await page.context().close();
  });

  test('leaves no notice about the desk on the page once the desk is back', async () => {
    const { page, fake } = await follow(
      createFakeMain({ submissions: [sampleSubmission({ newsProblem: unreachable })] }),
    );
    await page.getByText('The support desk cannot be reached right now.').waitFor();
    await fake.change(sampleSubmission().id, { newsProblem: null });
    await page
      .getByText('The support desk cannot be reached right now.')
      .waitFor({ state: 'detached' });
    await page.context().close();
  });
});
