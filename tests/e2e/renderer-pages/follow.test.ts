import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { raise } from '#contract/errors/result.ts';
import type { IncidentView, TimelineEntry } from '#contract/http/incident.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import { createFakeMain } from '#tests/fixtures/fake-bridge.ts';
import { sampleItems, sampleSubmission } from '#tests/fixtures/fake-session.ts';
import { createStage, type Stage } from './window.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

async function follow(part: Partial<Submission> = {}) {
  const submission = sampleSubmission(part);
  const fake = createFakeMain({ submissions: [submission] });
  const { page } = await stage.open({ fake });
  await fake.emit('app.show', { screen: 'follow', detail: submission.id });
  await page.locator('#agreed-title').waitFor();
  return { page, fake };
}

const message = (id: string, from: 'engineer' | 'person', text: string): TimelineEntry => ({
  ...{
    kind: 'message',
    id,
    at: '2026-11-20T15:00:00.000Z',
    from,
    name: from === 'engineer' ? 'Grace Okafor' : '',
    text,
  },
});
const pending: TimelineEntry = {
  ...{
    kind: 'status',
    id: 'p',
    at: '2026-11-20T15:00:00.000Z',
    status: 'pending-user',
    engineer: 'Grace Okafor',
  },
};
const incident = (timeline: TimelineEntry[]): IncidentView => ({
  number: 'INC-000042',
  status: 'pending-user',
  timeline,
});

describe('a report that was sent', () => {
  test('can be read again item by item, with the exact bytes', async () => {
    const { page, fake } = await follow();
    await page.getByText('You can read it on this computer until').waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    const items = page.getByRole('list', { name: 'What you sent' });
    expect(await items.getByRole('listitem').count()).toBe(sampleItems.length + 4);
    await items.getByRole('button').first().click();
    await page.getByText('This is exactly what you agreed to send.').waitFor();
    await expect
      .poll(() => fake.callsOf('sent.read').at(0))
      .toMatchObject({ item: sampleItems[0]?.id, offset: 0 });
    expect(fake.callsOf('review.read')).toEqual([]);
    await page.context().close();
  });

  test('can be removed from this computer after a question', async () => {
    const { page, fake } = await follow();
    await page.getByRole('button', { name: 'Remove from this computer' }).click();
    expect(fake.callsOf('sent.remove')).toEqual([]);
    await page.getByRole('button', { name: 'Remove the copy' }).click();
    await page.getByText('The copy was removed from this computer.').waitFor();
    expect(await page.getByRole('button', { name: 'Show everything' }).count()).toBe(0);
    await page.context().close();
  });

  test('is not shown if its copy was changed on disk', async () => {
    const { page, fake } = await follow();
    fake.handlers['sent.contents'] = () => raise('content-changed', 'The copy was changed.');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.getByText('The copy was changed.').waitFor();
    await page.context().close();
  });

  test.each([
    ['too-large', 'It was too large to copy'],
    ['failed', 'No copy could be saved on this computer'],
    ['expired', 'The copy was removed on the day'],
    ['none', 'There is no copy on this computer.'],
  ] as const)('of which there is no copy (%s) says why', async (copy, sentence) => {
    const { page } = await follow({ copy });
    await page.getByText(sentence).waitFor();
    await page.context().close();
  });

  test('shows the size that was reviewed, followed by the encrypted size', async () => {
    const { page, fake } = await follow({
      itemCount: 18,
      contentBytes: 158_000,
      totalBytes: 26_000,
    });
    await page.getByText('18 items, 158 kB (26 kB encrypted)').waitFor();
    await fake.emit('app.show', { screen: 'history' });
    await page.getByText('18 items, 158 kB', { exact: true }).waitFor();
    await page.context().close();
  });
});

describe('an answer', () => {
  test('is visible when the page opens if the person has not replied, however long the conversation is', async () => {
    const earlier = Array.from({ length: 12 }, (_, index) =>
      message(`m${index}`, 'person', `Line one\nline two ${index}`),
    );
    const { page } = await follow({
      incident: incident([...earlier, message('last', 'engineer', 'Please call me back.')]),
    });
    const box = await page.getByText('Please call me back.').first().boundingBox();
    expect(box && box.y + box.height).toBeLessThan(page.viewportSize()?.height ?? 0);
    await page.getByRole('button', { name: 'Write an answer' }).click();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await page.context().close();
  });

  test('that the engineer waits for is the page’s heading until the person has replied', async () => {
    const { page, fake } = await follow({
      incident: incident([message('q', 'engineer', 'Which printer?'), pending]),
    });
    await page.locator('h1', { hasText: 'Your support team needs your answer' }).waitFor();
    const timeline = [
      message('q', 'engineer', 'Which printer?'),
      pending,
      message('a', 'person', 'The red one.'),
    ];
    await fake.change(sampleSubmission().id, { incident: incident(timeline) });
    await page.locator('h1', { hasText: 'Sent to' }).waitFor();
    expect(await page.getByRole('button', { name: 'Write an answer' }).count()).toBe(0);
    await page.context().close();
  });

  test('comes first on the home screen while unread, even when newer reports are open', async () => {
    const ids = [1, 2, 3, 4, 5].map((n) => `6f1a2c3d-000${n}-4000-8000-00000000000${n}`);
    const submissions = ids.map((id, index) =>
      sampleSubmission({ id, unread: index === 4 ? 1 : 0, summary: `Report ${index + 1}` }),
    );
    const { page } = await stage.open({ fake: createFakeMain({ submissions }) });
    const rows = page.locator('main section li');
    await rows.first().waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringContaining('Report 5'),
      expect.stringContaining('Report 1'),
      expect.stringContaining('Report 2'),
    ]);
    await page.getByRole('button', { name: '2 more in the history' }).click();
    await page.locator('h1', { hasText: 'History' }).waitFor();
    await page.context().close();
  });
});
