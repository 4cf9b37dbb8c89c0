import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IncidentStatus, TimelineEntry } from '#contract/http/incident.ts';
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
let answers: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-follow-'));
  desk = await startFakeDesk(join(folder, 'desk'));
  desk.behaviour.now = hurriedClock.now;
  answers = [];
  agent = await startAgent({
    folder: join(folder, 'agent'),
    policy: desk.policy,
    onAnswer: (submission, answer) =>
      void answers.push(`${submission.incident?.number}: ${answer}`),
  });
  const consent = await consentTo(desk.policy, agent.key);
  id = consent.id;
  await agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(1000)));
  await agent.until(id, ({ state }) => state === 'sent');
});
afterEach(async () => {
  await agent.stop();
  await desk.kill();
  await rm(folder, { recursive: true, force: true });
});

const number = 'INC-000001';
function engineerWrites(text: string): void {
  const entry: TimelineEntry = {
    kind: 'message',
    id: text,
    at: new Date().toISOString(),
    from: 'engineer',
    name: 'Ada',
    text,
  };
  desk.incidents.get(number)?.timeline.push(entry);
}
function engineerSets(status: IncidentStatus): void {
  const incident = desk.incidents.get(number);
  if (!incident) throw new Error('no incident');
  incident.status = status;
  incident.timeline.push({
    kind: 'status',
    id: status,
    at: new Date().toISOString(),
    status,
    engineer: 'Ada',
  });
}
const unread = () => agent.outbox.list()[0]?.unread;
const texts = () =>
  agent.outbox
    .list()[0]
    ?.incident?.timeline.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
const looks = () =>
  desk.requests.filter((request) => request === `GET /v1/incidents/${number}`).length;

describe('following an incident', () => {
  test('an engineer’s answer arrives without asking and is unread until it was seen', async () => {
    engineerWrites('Have you tried turning it off?');
    agent.outbox.setWindowOpen(true);
    await agent.until(id, (submission) => submission.unread === 1);
    expect(texts()).toEqual(['Have you tried turning it off?']);
    await agent.outbox.seen(id);
    expect(unread()).toBe(0);
  });

  test('an answer is announced once, and is unseen until the person sees it', async () => {
    expect(agent.outbox.unseenAnswer()).toBeNull();
    engineerWrites('Have you tried turning it off?');
    engineerSets('pending-user');
    await Promise.all([agent.outbox.refresh(id), agent.outbox.refresh(id)]);
    await agent.outbox.refresh(id);
    expect(answers).toEqual([`${number}: message`]);
    expect(agent.outbox.unseenAnswer()).toMatchObject({ id, answer: 'message' });
    await agent.outbox.seen(id);
    expect(agent.outbox.unseenAnswer()).toBeNull();
  });

  test('the end of an incident is announced, but not that an engineer took it', async () => {
    engineerSets('assigned');
    await agent.outbox.refresh(id);
    expect(answers).toEqual([]);
    expect(agent.outbox.unseenAnswer()).toBeNull();
    engineerSets('resolved');
    await agent.outbox.refresh(id);
    engineerSets('closed');
    await agent.outbox.refresh(id);
    expect(answers).toEqual([`${number}: resolved`, `${number}: closed`]);
  });

  test('a seen answer stays seen after a restart', async () => {
    engineerWrites('Hello');
    await agent.outbox.refresh(id);
    await agent.outbox.seen(id);
    await agent.stop();
    agent = await startAgent({ folder: join(folder, 'agent'), policy: desk.policy });
    expect(unread()).toBe(0);
    expect(texts()).toEqual(['Hello']);
  });

  test('an answer is announced once and can be seen in a conversation longer than what is stored here', async () => {
    for (let index = 0; index < 700; index += 1) engineerWrites(`Message ${index}`);
    await agent.outbox.refresh(id);
    await agent.outbox.refresh(id);
    expect(answers).toEqual([`${number}: message`]);
    expect(texts()).toHaveLength(500);
    await agent.outbox.seen(id);
    engineerWrites('The newest');
    await agent.outbox.refresh(id);
    expect(answers).toHaveLength(2);
    expect(unread()).toBe(1);
    await agent.outbox.seen(id);
    expect(unread()).toBe(0);
    expect(texts()?.at(-1)).toBe('The newest');
  });

  test('stops when the incident is closed', async () => {
    const incident = desk.incidents.get(number);
    if (incident) incident.status = 'closed';
    await agent.outbox.refresh(id);
    const before = looks();
    agent.outbox.setWindowOpen(true);
    agent.outbox.setOnline(true);
    // A refresh by hand still works, and is the only request since.
    await agent.outbox.refresh(id);
    expect(looks()).toBe(before + 1);
  });

  test('a refresh says when the desk cannot be reached', async () => {
    await desk.kill();
    await expect(agent.outbox.refresh(id)).rejects.toMatchObject({
      error: { code: 'desk-unreachable' },
    });
    expect(agent.outbox.list()[0]?.newsProblem).toMatchObject({ code: 'desk-unreachable' });
  });

  test('no longer says that the desk cannot be reached once it is back', async () => {
    await desk.kill();
    await expect(agent.outbox.refresh(id)).rejects.toThrow();
    await desk.restart();
    agent.outbox.setWindowOpen(true);
    expect((await agent.until(id, ({ newsProblem }) => newsProblem === null)).state).toBe('sent');
  });
});

describe('an answer of the desk', () => {
  const forged = (body: string) =>
    body.replace('"timeline":[', `"timeline":[${JSON.stringify(fraud)},`);
  const fraud: TimelineEntry = {
    ...{
      kind: 'message',
      id: 'fraud',
      at: new Date().toISOString(),
      from: 'engineer',
      name: 'Ada',
      text: 'Call +1 555',
    },
  };

  test('is not shown when it was changed on its way', async () => {
    desk.behaviour.spoil = forged;
    await expect(agent.outbox.refresh(id)).rejects.toMatchObject({
      error: { code: 'desk-untrusted' },
    });
    expect(texts()).toEqual([]);
  });

  test('is not shown when it was signed for another request', async () => {
    desk.behaviour.answer = (honest) => ({ ...honest, request: '0'.repeat(64) });
    engineerWrites('An old answer');
    await expect(agent.outbox.refresh(id)).rejects.toMatchObject({
      error: { code: 'desk-untrusted' },
    });
    expect(texts()).toEqual([]);
  });

  test('is not shown without a signature, and is requested again', async () => {
    desk.behaviour.answer = () => null;
    engineerWrites('Who am I?');
    await expect(agent.outbox.refresh(id)).rejects.toMatchObject({
      error: { code: 'desk-failed' },
    });
    expect(texts()).toEqual([]);
    desk.behaviour.answer = (honest) => honest;
    agent.outbox.setWindowOpen(true);
    await agent.until(id, ({ unread }) => unread === 1);
  });

  test('to a message must be signed too', async () => {
    desk.behaviour.spoil = forged;
    await agent.outbox.replies.add(id, 'Hello');
    await agent.until(id, ({ replies }) => replies[0]?.problem?.code === 'desk-untrusted');
    expect(texts()).toEqual([]);
  });

  test('to a new bundle must be signed too', async () => {
    desk.behaviour.spoil = forged;
    const consent = await consentTo(desk.policy, agent.key);
    await agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(1000)));
    const { problem, incident } = await agent.until(consent.id, ({ problem }) => problem !== null);
    expect(problem?.code).toBe('desk-untrusted');
    expect(incident).toBeNull();
  });
});
