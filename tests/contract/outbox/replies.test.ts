import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Submission } from '#contract/ipc/submission.ts';
import type { Clock } from '#main/outbox/clock.ts';
import {
  type Agent,
  consentTo,
  hurriedClock,
  sealedBytes,
  startAgent,
  writeSealed,
} from './agent.ts';
import { type FakeDesk, startFakeDesk } from './fake-desk.ts';

let folder: string;
let desk: FakeDesk;
let agent: Agent;
let id: string;

const number = 'INC-000001';
const start = () => startAgent({ folder: join(folder, 'agent'), policy: desk.policy });
const file = (name: string) => join(folder, 'agent', 'outbox', id, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-replies-'));
  desk = await startFakeDesk(join(folder, 'desk'));
  desk.behaviour.now = hurriedClock.now;
  agent = await start();
  id = await send();
});
afterEach(async () => {
  await agent.stop();
  await desk.kill();
  await rm(folder, { recursive: true, force: true });
});

async function send(): Promise<string> {
  const consent = await consentTo(desk.policy, agent.key);
  await agent.outbox.add(consent, (path) => writeSealed(path, sealedBytes(1000)));
  await agent.until(consent.id, ({ state }) => state === 'sent');
  return consent.id;
}

const arrived = () =>
  desk.incidents
    .get(number)
    ?.timeline.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
const shown = () => agent.outbox.list().find((submission) => submission.id === id);
const queued = () => shown()?.replies.map(({ text }) => text);
const inTimeline = ({ incident }: Submission) =>
  incident?.timeline.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
const allSent = ({ replies }: Submission) => replies.length === 0;
const posts = () =>
  desk.requests.filter((request) => request.startsWith('POST /v1/incidents')).length;
const refusing = () => {
  const problem = {
    code: 'conflict',
    message: { message: 'This incident takes no more messages.' },
    detail: null,
  };
  desk.behaviour.intercept = (method) =>
    method === 'POST' ? { status: 409, body: JSON.stringify(problem) } : null;
};

describe('a message to the engineer', () => {
  test('reaches the desk and then is part of the timeline', async () => {
    await agent.outbox.replies.add(id, 'Yes, twice.');
    const sent = await agent.until(id, allSent);
    expect(arrived()).toEqual(['Yes, twice.']);
    expect(inTimeline(sent)).toEqual(['Yes, twice.']);
    expect(sent.unread).toBe(0);
  });

  test('waits while the desk cannot be reached, and is sent when it is back', async () => {
    await desk.kill();
    await agent.outbox.replies.add(id, 'Hello? Are you there?');
    const waiting = await agent.until(
      id,
      ({ replies }) => replies[0]?.problem !== null && replies[0]?.state === 'waiting',
    );
    expect(waiting.replies).toMatchObject([
      {
        text: 'Hello? Are you there?',
        state: 'waiting',
        problem: { code: 'desk-unreachable' },
        nextTryAt: expect.any(String),
      },
    ]);
    await desk.restart();
    await agent.until(id, allSent);
    expect(arrived()).toEqual(['Hello? Are you there?']);
  });

  test('and a bundle that could not reach the desk are sent as soon as the desk answers a refresh', async () => {
    await agent.stop();
    // No wait ends on this clock, so only the desk's answer can start them again.
    const clock: Clock = {
      ...hurriedClock,
      after: (milliseconds, action) =>
        milliseconds > 1000 ? () => {} : hurriedClock.after(milliseconds, action),
    };
    agent = await startAgent({ folder: join(folder, 'agent'), policy: desk.policy, clock });
    await desk.kill();
    await agent.outbox.replies.add(id, 'Hello?');
    const bundle = await consentTo(desk.policy, agent.key);
    await agent.outbox.add(bundle, (path) => writeSealed(path, sealedBytes(10)));
    await agent.until(
      id,
      ({ replies }) => replies[0]?.problem !== null && replies[0]?.state === 'waiting',
    );
    await agent.until(bundle.id, ({ state }) => state === 'waiting');
    await desk.restart();
    await agent.outbox.refresh(id);
    await agent.until(id, allSent);
    await agent.until(bundle.id, ({ state }) => state === 'sent');
    expect(arrived()).toEqual(['Hello?']);
  });

  test('is on disk, for this account only, before the person reads that it is queued', async () => {
    await desk.kill();
    await agent.outbox.replies.add(id, 'Hello?');
    expect(JSON.parse(await readFile(file('replies.json'), 'utf8'))).toMatchObject({
      queue: [{ text: 'Hello?' }],
    });
    expect((await stat(file('replies.json'))).mode & 0o077).toBe(0);
  });

  test('survives a restart, in order, and is sent once', async () => {
    await desk.kill();
    await agent.outbox.replies.add(id, 'First');
    await agent.outbox.replies.add(id, 'Second');
    await agent.stop();
    agent = await start();
    expect(queued()).toEqual(['First', 'Second']);
    await agent.outbox.replies.add(id, 'Third');
    await desk.restart();
    await agent.until(id, allSent);
    expect(arrived()).toEqual(['First', 'Second', 'Third']);
  });

  test('is stored once at the desk when its answer was lost', async () => {
    desk.behaviour.loseAnswer = (method) => method === 'POST';
    await agent.outbox.replies.add(id, 'Yes.');
    await agent.until(id, ({ replies }) => replies[0]?.problem?.code === 'desk-unreachable');
    desk.behaviour.loseAnswer = null;
    await agent.until(id, allSent);
    expect(arrived()).toEqual(['Yes.']);
  });

  test('that the desk confirmed just before a crash is neither shown as waiting nor sent again', async () => {
    await agent.outbox.replies.add(id, 'Yes.');
    const sent = await agent.until(id, allSent);
    const entry = sent.incident?.timeline.find(({ kind }) => kind === 'message');
    await agent.stop();
    const queue = [
      { id: entry?.id, text: 'Yes.', writtenAt: new Date().toISOString(), refused: null },
    ];
    const content = {
      format: 'candor-replies',
      version: 1,
      draft: { text: '', letThrough: [] },
      queue,
    };
    await writeFile(file('replies.json'), JSON.stringify(content));
    const before = posts();
    agent = await start();
    expect(queued()).toEqual([]);
    await agent.outbox.replies.add(id, 'And again.');
    await agent.until(
      id,
      (submission) => allSent(submission) && inTimeline(submission)?.length === 2,
    );
    expect(posts()).toBe(before + 1);
  });

  test('with the same words as the one before is a second message', async () => {
    await agent.outbox.replies.add(id, 'Yes.');
    await agent.outbox.replies.add(id, 'Yes.');
    await agent.until(id, allSent);
    expect(arrived()).toEqual(['Yes.', 'Yes.']);
  });

  test('that the desk refuses says why, stays, and can be sent again', async () => {
    refusing();
    await agent.outbox.replies.add(id, 'Thank you!');
    const refused = await agent.until(id, ({ replies }) => replies[0]?.state === 'refused');
    expect(refused.replies).toMatchObject([
      { text: 'Thank you!', problem: { code: 'conflict' }, nextTryAt: null },
    ]);
    await agent.stop();
    agent = await start();
    expect(shown()?.replies).toMatchObject([{ state: 'refused' }]);
    desk.behaviour.intercept = null;
    await agent.outbox.replies.again(id, shown()?.replies[0]?.id ?? '');
    await agent.until(id, allSent);
    expect(arrived()).toEqual(['Thank you!']);
  });

  test('that was refused can be removed, and does not delay later messages', async () => {
    refusing();
    await agent.outbox.replies.add(id, 'Too late');
    const { replies } = await agent.until(id, ({ replies }) => replies[0]?.state === 'refused');
    desk.behaviour.intercept = null;
    await agent.outbox.replies.add(id, 'In time');
    await agent.until(id, ({ replies }) => replies.length === 1);
    expect(arrived()).toEqual(['In time']);
    await agent.outbox.replies.remove(id, replies[0]?.id ?? '');
    expect(queued()).toEqual([]);
    await agent.stop();
    expect(await readdir(join(folder, 'agent', 'outbox', id))).not.toContain('replies.json');
  });

  test('that cannot be written to the disk is not queued, and the draft stays', async () => {
    await agent.outbox.replies.saveDraft(id, { text: 'Do not lose me', letThrough: [] });
    // A folder in place of the file makes the rename fail.
    await rm(file('replies.json'));
    await mkdir(join(file('replies.json'), 'full'), { recursive: true });
    await expect(agent.outbox.replies.add(id, 'Do not lose me')).rejects.toMatchObject({
      error: { code: 'disk-failed' },
    });
    expect(queued()).toEqual([]);
    expect((await agent.outbox.replies.draft(id)).text).toBe('Do not lose me');
    expect(arrived()).toEqual([]);
  });

  test('is not sent about a bundle that the person wants deleted', async () => {
    await desk.kill();
    await agent.outbox.replies.add(id, 'Never mind');
    await agent.outbox.requestDeletion(id);
    expect(queued()).toEqual([]);
    await desk.restart();
    await agent.outbox.refresh();
    await agent.outbox.refresh(id);
    expect(arrived()).toEqual([]);
  });

  test('cannot be written about a bundle that has not arrived', async () => {
    await desk.kill();
    const consent = await consentTo(desk.policy, agent.key);
    await agent.outbox.add(consent, (path) => writeSealed(path, sealedBytes(10)));
    await expect(agent.outbox.replies.add(consent.id, 'Hello?')).rejects.toMatchObject({
      error: { code: 'wrong-phase' },
    });
  });

  test('that an earlier version left unsent becomes the draft', async () => {
    await agent.stop();
    const entry = JSON.parse(await readFile(file('entry.json'), 'utf8'));
    await writeFile(
      file('entry.json'),
      JSON.stringify({ ...entry, unsentMessage: { id, text: 'Are you there?' } }),
    );
    agent = await start();
    expect((await agent.outbox.replies.draft(id)).text).toBe('Are you there?');
  });
});

describe('the draft of a message', () => {
  test('survives a restart, and is gone once the message is queued', async () => {
    const draft = { text: 'The serial number is', letThrough: ['+491701234567'] };
    await agent.outbox.replies.saveDraft(id, draft);
    await agent.stop();
    agent = await start();
    expect(await agent.outbox.replies.draft(id)).toEqual(draft);
    await agent.outbox.replies.add(id, 'The serial number is 7');
    expect(await agent.outbox.replies.draft(id)).toEqual({ text: '', letThrough: [] });
  });

  test('is read as last saved, even while it is still being written', async () => {
    const saving = agent.outbox.replies.saveDraft(id, { text: 'The newest words', letThrough: [] });
    expect((await agent.outbox.replies.draft(id)).text).toBe('The newest words');
    await saving;
  });

  test('is on disk when Candor has closed, even if it was being saved', async () => {
    // So many that the last one is still unwritten when everything else has stopped.
    const typed = Array.from({ length: 50 }, (_, index) => `The newest words ${index}.`);
    const saving = typed.map((text) =>
      agent.outbox.replies.saveDraft(id, { text, letThrough: [] }),
    );
    await agent.stop();
    expect(await readFile(file('replies.json'), 'utf8')).toContain('The newest words 49.');
    await Promise.all(saving);
  });

  test('belongs to one incident', async () => {
    await agent.outbox.replies.saveDraft(id, { text: 'Printer', letThrough: [] });
    const other = await send();
    expect((await agent.outbox.replies.draft(other)).text).toBe('');
    expect((await agent.outbox.replies.draft(id)).text).toBe('Printer');
  });

  test('that cannot be read is set aside and reported, and the rest of the outbox opens', async () => {
    await agent.stop();
    await writeFile(file('replies.json'), '{"draft":');
    agent = await start();
    expect(shown()?.state).toBe('sent');
    expect(agent.reports).toMatchObject([{ code: 'disk-failed' }]);
    expect(await readFile(file('replies.json.damaged'), 'utf8')).toBe('{"draft":');
  });
});
