import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { emptyKnownValues } from '#bundle/redact/redactor.ts';
import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import type { ReplyDraft } from '#contract/ipc/reply.ts';
import { createReplyRedactor } from '#main/conversation/redact-reply.ts';
import { replyCalls } from '#main/conversation/reply-calls.ts';
import type { Outbox } from '#main/outbox/outbox-options.ts';

const id = randomUUID();
const draftOf = (text: string, letThrough: string[] = []): ReplyDraft => ({ text, letThrough });

/** The redactor with a machine that has one user, and a person who hides one word. */
function openConversation(options: { letThrough?: boolean; sent?: PrivateMapEntry[] } = {}) {
  let now = Date.parse('2026-12-01T09:00:00.000Z');
  let asked = 0;
  let failing = false;
  const learnt: PrivateMapEntry[] = [];
  const queued: string[] = [];
  const redactor = createReplyRedactor({
    clock: { now: () => now, after: () => () => {}, random: () => 0 },
    async knownValues() {
      asked += 1;
      if (failing) throw new Error('no collector process');
      return { ...emptyKnownValues, users: ['annika'] };
    },
    hidden: async () => ({ words: ['Project Heron'], patterns: [] }),
    mayLetThrough: () => options.letThrough ?? true,
    maps: {
      entries: async () => options.sent ?? [],
      learn: async (_submission, entries) => void learnt.push(...entries),
    },
  });
  const replies = { add: async (_id: string, text: string) => void queued.push(text) } as Partial<
    Outbox['replies']
  >;
  const calls = replyCalls(replies as Outbox['replies'], redactor);
  return {
    ...redactor,
    queued,
    learnt,
    send: (draft: ReplyDraft, shown: string) =>
      Promise.resolve(calls['replies.send']({ id, draft, shown })),
    asked: () => asked,
    fail: (fails: boolean) => {
      failing = fails;
    },
    later: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('the preview of a message', () => {
  test('hides passwords, telephone numbers, names of this machine and the person’s own words', async () => {
    const { preview } = openConversation();
    const text = 'password: hunter2secret, +49 170 1234567, annika, project heron';
    const { text: shown, hidden } = await preview(id, draftOf(text));
    expect(shown).not.toMatch(/hunter2|1234567|annika|heron/i);
    expect(hidden.map(({ kind }) => kind).sort()).toEqual(['phone', 'secret', 'user', 'word']);
    expect(hidden.find(({ kind }) => kind === 'secret')).toMatchObject({
      value: null,
      mayShow: false,
      shown: false,
    });
    expect(hidden.find(({ kind }) => kind === 'user')).toMatchObject({
      value: 'annika',
      mayShow: true,
      shown: false,
    });
  });

  test('leaves words without anything private as they are, without blanks around them', async () => {
    const { preview } = openConversation();
    expect(await preview(id, draftOf('  It prints\n again. '))).toEqual({
      text: 'It prints\n again.',
      hidden: [],
    });
  });

  test('takes words that look like JSON for words', async () => {
    const { preview } = openConversation();
    const json = '{"user":"annika","number":"+491701234567"}';
    const { text } = await preview(id, draftOf(json, ['+491701234567']));
    expect(text).toBe('{"user":"user-1","number":"+491701234567"}');
  });

  test('sends a telephone number as it is when the person wants that', async () => {
    const { preview } = openConversation();
    const draft = draftOf('Call me: +491701234567', ['+491701234567']);
    const { text, hidden } = await preview(id, draft);
    expect(text).toBe('Call me: +491701234567');
    expect(hidden).toMatchObject([{ pseudonym: 'phone-1', mayShow: true, shown: true }]);
  });

  test('hides it all the same where the policy lets nothing through', async () => {
    const { preview } = openConversation({ letThrough: false });
    const { text, hidden } = await preview(
      id,
      draftOf('Call me: +491701234567', ['+491701234567']),
    );
    expect(text).toBe('Call me: phone-1');
    expect(hidden).toMatchObject([{ mayShow: false, shown: false }]);
  });

  test('uses the stand-ins of the sent bundle, and none of them for something else', async () => {
    const { preview } = openConversation({
      sent: [{ pseudonym: 'phone-1', value: '+491701111111', kind: 'phone' }],
    });
    const { text } = await preview(id, draftOf('Not +491701111111 but +491702222222'));
    expect(text).toBe('Not phone-1 but phone-2');
  });

  test('asks for the names of this machine once in ten minutes, and again after a failure', async () => {
    const { preview, asked, later, fail } = openConversation();
    await preview(id, draftOf('a'));
    await preview(id, draftOf('ab'));
    expect(asked()).toBe(1);
    later(10 * 60_000);
    fail(true);
    await expect(preview(id, draftOf('abc'))).rejects.toThrow('no collector process');
    fail(false);
    await preview(id, draftOf('abc'));
    expect(asked()).toBe(3);
  });
});

describe('sending a message', () => {
  test('queues what was shown', async () => {
    const { send, queued } = openConversation();
    expect((await send(draftOf('I am annika'), 'I am user-1')).queued).toBe(true);
    expect(queued).toEqual(['I am user-1']);
  });

  test('queues nothing when something would be hidden that the person has not seen', async () => {
    const { send, queued } = openConversation();
    const { queued: done, preview } = await send(draftOf('I am annika'), 'I am annika');
    expect(done).toBe(false);
    expect(preview.text).toBe('I am user-1');
    expect(queued).toEqual([]);
  });

  test('queues nothing when it cannot be checked', async () => {
    const { send, queued, fail } = openConversation();
    fail(true);
    await expect(send(draftOf('I am annika'), 'I am annika')).rejects.toThrow(
      'no collector process',
    );
    expect(queued).toEqual([]);
  });

  test('that grows beyond what the desk takes when it is redacted says so', async () => {
    const { send, queued } = openConversation();
    const draft = draftOf('password: hunter2secret\n'.repeat(330));
    const { preview } = await send(draft, draft.text);
    await expect(send(draft, preview.text)).rejects.toMatchObject({ error: { code: 'too-large' } });
    expect(queued).toEqual([]);
  });

  test('keeps its stand-ins for the next message', async () => {
    const { send, preview, learnt } = openConversation();
    await send(draftOf('Call +491701111111'), 'Call phone-1');
    expect(learnt).toMatchObject([{ pseudonym: 'phone-1', value: '+491701111111' }]);
    expect((await preview(id, draftOf('Or +491702222222'))).text).toBe('Or phone-2');
  });
});
