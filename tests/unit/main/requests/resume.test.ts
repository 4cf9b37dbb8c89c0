import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Submission } from '#contract/ipc/submission.ts';
import { giveBack, reopen, settle } from '#main/requests/resume.ts';
import { type Device, openDevice, reportsOf } from './device.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-resume-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const submissionOf = (id: string, state: Submission['state']) => ({ id, state }) as Submission;
const stateOf = (device: Device, jti: string) => device.kept(jti)?.state;

/** A request that was agreed to and is on its way under `submission`. */
async function sending(device: Device) {
  const { jti } = await device.take();
  const submission = randomUUID();
  await device.call['requests.agree']({ jti, leftOut: [] });
  await device.sessions.at(-1)?.sending(submission);
  return { jti, submission };
}

describe('what is on the disk when Candor starts', () => {
  const good = async (kept: { claims: unknown }) => ({ ok: true, claims: kept.claims }) as never;

  test('is given back to the person where a session was under way, and left as it is otherwise', async () => {
    const device = await openDevice(folder);
    const [waiting, collecting, inReview] = [
      await device.take(),
      await device.take(),
      await device.take(),
    ];
    for (const { jti } of [collecting, inReview])
      await device.call['requests.agree']({ jti, leftOut: [] });
    await device.sessions[0]?.collecting();
    await device.sessions[1]?.reviewing();
    const sent = await sending(device);
    // IT changed the policy while Candor runs: nothing was interrupted.
    expect(await reopen(device.store, device.book, false, good)).toEqual([]);
    expect([collecting, inReview].map(({ jti }) => stateOf(device, jti))).toEqual([
      'collecting',
      'in-review',
    ]);
    expect(await reopen(device.store, device.book, true, good)).toEqual([]);
    expect([waiting, collecting, inReview, sent].map(({ jti }) => stateOf(device, jti))).toEqual([
      'waiting',
      'seen',
      'seen',
      'sending',
    ]);
  });

  test('goes when the organisation did not sign it, and says of the rest only what is signed', async () => {
    const device = await openDevice(folder);
    const [forged, honest] = [await device.take(), await device.take()];
    await device.book.change(honest.jti, (kept) => ({
      ...kept,
      claims: { ...kept.claims, reason: 'Changed on the disk' },
    }));
    const gone = await reopen(device.store, device.book, true, async ({ claims }) =>
      claims.jti === forged.jti
        ? { ok: false, refusal: 'wrong-signature', detail: '' }
        : { ok: true, claims: honest },
    );
    expect(gone).toEqual([forged.jti]);
    expect(device.store.now().kept.map(({ claims }) => claims.reason)).toEqual(['The VPN is slow']);
  });
});

describe('a request that was agreed to', () => {
  test('is given back when its bundle never reached the outbox, and only then', async () => {
    const device = await openDevice(folder);
    const [lost, queued] = [await sending(device), await sending(device)];
    await giveBack(device.store, device.book, [submissionOf(queued.submission, 'waiting')]);
    expect(device.kept(lost.jti)).toMatchObject({ state: 'seen', submission: null });
    expect(device.kept(queued.jti)).toMatchObject({
      state: 'sending',
      submission: queued.submission,
    });
  });

  test('ends when its bundle has arrived, and the desk and the journal hear of it once', async () => {
    const device = await openDevice(folder);
    const { jti, submission } = await sending(device);
    const other = await sending(device);
    const arrived = [submissionOf(submission, 'sent'), submissionOf(other.submission, 'uploading')];
    await Promise.all([1, 2].map(() => settle(device.store, device.book, device.note, arrived)));
    await settle(device.store, device.book, device.note, arrived);
    expect(stateOf(device, jti)).toBe('ended');
    expect(stateOf(device, other.jti)).toBe('sending');
    expect(reportsOf(device, jti)).toEqual(['delivered', 'sent']);
    expect(device.kept(jti)?.reports.at(-1)).toEqual({ state: 'sent', submission });
    const entries = (await device.entries()).filter(([kind]) => kind === 'arrived');
    expect(entries).toEqual([['arrived', expect.objectContaining({ request: jti, submission })]]);
  });

  test('is the person’s again when they canceled its bundle', async () => {
    const device = await openDevice(folder);
    const { jti, submission } = await sending(device);
    await settle(device.store, device.book, device.note, [submissionOf(submission, 'canceled')]);
    expect(device.kept(jti)).toMatchObject({ state: 'seen', submission: null });
    expect(reportsOf(device, jti)).toEqual(['delivered']);
    expect((await device.kinds()).includes('arrived')).toBe(false);
  });

  test('is not touched by bundles of the person’s own', async () => {
    const device = await openDevice(folder);
    const { jti, submission } = await sending(device);
    await settle(device.store, device.book, device.note, [
      submissionOf(randomUUID(), 'sent'),
      submissionOf(submission, 'waiting'),
    ]);
    expect(device.kept(jti)).toMatchObject({ state: 'sending', submission });
  });
});
