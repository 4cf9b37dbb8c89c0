import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppError, appErrorOf, CandorError } from '#contract/errors/result.ts';
import { acceptanceType, deviceRoutes, type SubmissionAnswer } from '#contract/http/device-api.ts';
import type { Clock } from '#main/outbox/clock.ts';
import { type DeliveryTask, deliver, type Proof, proofOf } from '#main/outbox/deliver.ts';
import type { DeskClient } from '#main/outbox/desk-client.ts';
import type { Entry } from '#main/outbox/entry.ts';
import type { TransportRequest, TransportResponse } from '#main/outbox/transport.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';

const organisation = await makeOrganisation('https://desk.example');
const bytes = Buffer.from('sealed bytes of a bundle');
const id = randomUUID();
const incident = { number: 'INC-000001', status: 'new' as const, timeline: [] };
const entryOf = (change: Partial<Entry> = {}) =>
  ({
    id,
    recipient: recipientOf(organisation.policy),
    device: 'D'.repeat(43),
    manifestHash: 'a'.repeat(64),
    totalBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    uploadPath: null,
    ...change,
  }) as Entry;
const signed = (change: object = {}) =>
  organisation.sign(
    {
      submission: id,
      device: 'D'.repeat(43),
      manifestHash: 'a'.repeat(64),
      incident: incident.number,
      acceptedAt: '2026-01-01T00:00:00.000Z',
      ...change,
    },
    { typ: acceptanceType },
  );
const acceptance = await signed();
const accepted: SubmissionAnswer = { state: 'accepted', acceptance, incident };
const unknown: SubmissionAnswer = { state: 'unknown' };
const checking: SubmissionAnswer = { state: 'checking' };
const refused = (code: AppError['code']): SubmissionAnswer => ({
  state: 'refused',
  problem: appErrorOf(code, 'The desk refused.'),
});

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-deliver-'));
  file = join(folder, 'bundle.age');
  await writeFile(file, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Scene {
  answers: SubmissionAnswer[];
  entry?: Partial<Entry>;
  /** What the desk answers to tus; by default, it has nothing yet. */
  tus?: (request: TransportRequest) => Partial<TransportResponse> | null;
}

/** Delivers to a desk that gives these answers in turn, and repeats the last. */
async function play({ answers, entry = {}, tus = () => null }: Scene) {
  const waits: number[] = [];
  const calls: string[] = [];
  const paths: string[] = [];
  let now = 1_000_000;
  const clock: Clock = {
    now: () => now,
    after(milliseconds, action) {
      waits.push(milliseconds);
      now += milliseconds;
      queueMicrotask(action);
      return () => {};
    },
    random: () => 0.5,
  };
  const left = [...answers];
  const desk = {
    meet: async () => void calls.push('meet'),
    async submission(asked: string) {
      expect(asked).toBe(id);
      calls.push('ask');
      return (left.length > 1 ? left.shift() : left[0]) ?? unknown;
    },
    authorize: async () => ({}),
    forgetRegistration: () => void calls.push('forget'),
    policy: () => organisation.policy,
    urlOf: (path: string) => `https://desk.example${path}`,
  } as unknown as DeskClient;
  const task: DeliveryTask = {
    entry: entryOf(entry),
    file,
    desk,
    clock,
    transport: {
      async request(request) {
        calls.push(request.method);
        const usual: Record<string, Partial<TransportResponse>> = {
          POST: {
            status: 201,
            headers: { location: `${deviceRoutes.uploads}/new`, 'tus-resumable': '1.0.0' },
          },
          HEAD: {
            status: 200,
            headers: { 'upload-offset': '0', 'upload-length': String(bytes.length) },
          },
          PATCH: { status: 204, headers: { 'upload-offset': String(bytes.length) } },
        };
        return {
          status: 500,
          headers: {},
          body: new Uint8Array(),
          ...(tus(request) ?? usual[request.method]),
        };
      },
    },
    signal: new AbortController().signal,
    onUploadPath: async (path) => void paths.push(path),
    onProgress: () => {},
    onAdvance: () => void calls.push('advanced'),
  };
  const outcome: Proof | AppError = await deliver(task).catch((thrown: unknown) => {
    if (thrown instanceof CandorError) return thrown.error;
    throw thrown;
  });
  return { outcome, calls, waits, paths };
}

describe('a bundle that is being delivered', () => {
  test('is sent once, between a first question to the desk and a verified acceptance', async () => {
    const { outcome, calls, waits, paths } = await play({ answers: [unknown, accepted] });
    expect(outcome).toEqual({ acceptance, incident });
    expect(calls).toEqual(['meet', 'ask', 'POST', 'PATCH', 'advanced', 'ask']);
    expect([waits, paths]).toEqual([[], [`${deviceRoutes.uploads}/new`]]);
  });

  test.each([
    ['has', [accepted]],
    ['is checking', [checking, accepted]],
  ])('is not sent when the desk already %s it', async (_what, answers) => {
    const { outcome, calls } = await play({ answers });
    expect(outcome).toEqual({ acceptance, incident });
    expect(calls.filter((call) => call !== 'ask')).toEqual(['meet']);
  });

  test('is sent again when the desk refused it before, because the person asked for that', async () => {
    const { outcome, calls } = await play({ answers: [refused('content-changed'), accepted] });
    expect(outcome).toEqual({ acceptance, incident });
    expect(calls.filter((call) => call === 'PATCH')).toHaveLength(1);
  });

  test('resumes the upload that was begun, without storing its address again', async () => {
    const uploadPath = `${deviceRoutes.uploads}/old`;
    const { calls, paths } = await play({ answers: [unknown, accepted], entry: { uploadPath } });
    expect(calls).toEqual(['meet', 'ask', 'HEAD', 'PATCH', 'advanced', 'ask']);
    expect(paths).toEqual([]);
  });

  test('begins a new upload when the desk no longer has the first one', async () => {
    const { outcome, calls, paths } = await play({
      answers: [unknown, accepted],
      entry: { uploadPath: `${deviceRoutes.uploads}/old` },
      tus: ({ method }) => (method === 'HEAD' ? { status: 404 } : null),
    });
    expect(outcome).toEqual({ acceptance, incident });
    expect(calls).toEqual(['meet', 'ask', 'HEAD', 'POST', 'PATCH', 'advanced', 'ask']);
    expect(paths).toEqual([`${deviceRoutes.uploads}/new`]);
  });

  test('is not sent when its file was changed after the consent', async () => {
    const { outcome, calls } = await play({
      answers: [unknown],
      entry: { sha256: '0'.repeat(64) },
    });
    expect(outcome).toMatchObject({ code: 'bundle-invalid' });
    expect(calls).toEqual(['meet', 'ask']);
  });
});

describe('while the desk checks a bundle', () => {
  test('Candor polls at growing intervals, from 200 milliseconds to five seconds, for two minutes', async () => {
    const { outcome, waits } = await play({ answers: [checking] });
    expect(waits.slice(0, 3).map(Math.round)).toEqual([200, 300, 450]);
    expect(Math.max(...waits)).toBe(5000);
    // More than two minutes in all, but not with one poll fewer.
    const all = waits.reduce((sum, wait) => sum + wait, 0);
    expect(all).toBeGreaterThan(120_000);
    expect(all - (waits.at(-1) ?? 0)).toBeLessThanOrEqual(120_000);
    expect(outcome).toMatchObject({ code: 'desk-failed', detail: id });
    expect(outcome).toMatchObject({
      message: { message: expect.stringContaining('still checking it') },
    });
  });

  test('Candor still polls after exactly two minutes', async () => {
    let now = 0;
    const answers: SubmissionAnswer[] = [checking, checking, accepted];
    const desk = {
      meet: async () => {},
      submission: async () => answers.shift() ?? accepted,
      policy: () => organisation.policy,
    } as unknown as DeskClient;
    const clock: Clock = {
      now: () => now,
      after(_milliseconds, action) {
        now = 120_000;
        queueMicrotask(action);
        return () => {};
      },
      random: () => 0,
    };
    const task = {
      entry: entryOf(),
      desk,
      clock,
      signal: new AbortController().signal,
    } as DeliveryTask;
    expect(await deliver(task)).toEqual({ acceptance, incident });
  });

  test('an older desk may answer “unknown” five times; after the sixth, Candor tries again later', async () => {
    const sixTimes = await play({
      answers: [unknown, unknown, unknown, unknown, unknown, unknown, accepted],
    });
    expect(sixTimes.outcome).toEqual({ acceptance, incident });
    const more = await play({ answers: [unknown] });
    expect(more.outcome).toMatchObject({
      code: 'desk-failed',
      detail: id,
      message: { message: expect.stringContaining('has not confirmed') },
    });
    // Once before the upload, once after it, and five more times.
    expect(more.calls.filter((call) => call === 'ask')).toHaveLength(7);
  });
});

describe('a desk that refuses', () => {
  test('is quoted with its own code and message', async () => {
    const { outcome } = await play({ answers: [unknown, refused('bundle-invalid')] });
    expect(outcome).toMatchObject({
      code: 'bundle-invalid',
      message: { message: 'The desk refused.' },
    });
  });

  test('refuses for good, even with a code that is retried elsewhere', async () => {
    const { outcome } = await play({ answers: [unknown, refused('disk-full')] });
    expect(outcome).toMatchObject({
      code: 'desk-refused',
      message: { message: 'The desk refused.' },
    });
  });

  test('an upload is asked for its verdict on the bundle, which the person reads', async () => {
    const tus = () => ({ status: 400 });
    const verdict = await play({ answers: [unknown, refused('bundle-invalid')], tus });
    expect(verdict.outcome).toMatchObject({ code: 'bundle-invalid' });
    const none = await play({ answers: [unknown, checking], tus });
    expect(none.outcome).toMatchObject({ code: 'desk-refused' });
    expect(none.calls.filter((call) => call === 'ask')).toHaveLength(2);
  });

  test('for the moment only is not asked for its verdict on the bundle', async () => {
    const { outcome, calls } = await play({
      answers: [unknown, refused('bundle-invalid')],
      tus: () => ({ status: 503 }),
    });
    expect(outcome).toMatchObject({ code: 'desk-failed' });
    expect(calls.filter((call) => call === 'ask')).toHaveLength(1);
  });
});

describe('an acceptance', () => {
  const desk = { policy: () => organisation.policy } as DeskClient;
  const prove = (answer: SubmissionAnswer) => proofOf(answer, { entry: entryOf(), desk });

  test('is proof only when the desk has accepted the bundle', async () => {
    await expect(prove(checking)).rejects.toMatchObject({
      error: { code: 'desk-failed', detail: 'checking' },
    });
    await expect(prove(unknown)).rejects.toMatchObject({
      error: { code: 'desk-failed', detail: 'unknown' },
    });
  });

  test.each([
    ['submission', { submission: '00000000-0000-4000-8000-000000000000' }],
    ['device', { device: 'E'.repeat(43) }],
    ['manifest', { manifestHash: '0'.repeat(64) }],
    ['incident', { incident: 'INC-000002' }],
  ])('for another %s is refused, and the error says what differs', async (what, change) => {
    const answer: SubmissionAnswer = {
      state: 'accepted',
      acceptance: await signed(change),
      incident,
    };
    await expect(prove(answer)).rejects.toMatchObject({
      error: {
        code: 'desk-untrusted',
        detail: expect.stringMatching(new RegExp(`^${what}: expected [^;]+, found [^;]+$`)),
      },
    });
  });
});
