import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';
import type { RequestedSession } from '#main/help-session/requested-session.ts';
import { attempt, errorOf, openScene, type SceneOptions, words } from './scene.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-requested-'));
});
// A session that ended in the background may still be writing its draft.
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 10 }));

/** An engineer's request that records each step of its session. */
function requestWith(change: Partial<RequestedSession> = {}) {
  const calls: string[] = [];
  const request: RequestedSession = {
    jti: '7a1a2c3d-0001-4000-8000-000000000001',
    selection: { preset: 'quick', collectors: null },
    summary: 'Kim Rivera: The VPN of your ward is slow',
    engineer: 'Kim Rivera',
    reason: 'The VPN of your ward is slow',
    collecting: async () => void calls.push('collecting'),
    reviewing: async () => void calls.push('reviewing'),
    dropped: async () => void calls.push('dropped'),
    sending: async (id) => void calls.push(`sending ${id}`),
    ...change,
  };
  return { request, calls };
}

/** A scene in which a request reached its review. */
async function sceneInReview(options: SceneOptions = {}, change: Partial<RequestedSession> = {}) {
  const scene = await openScene(root, options);
  const { request, calls } = requestWith(change);
  scene.handlers.sessions.startRequested(request);
  await scene.until(({ phase }) => phase === 'review');
  return {
    scene,
    request,
    calls,
    agree: () => scene.handlers['review.consent']({ manifestHash: scene.review().manifestHash }),
  };
}

test('the purpose that the person agrees to and the receipt names is the engineer’s reason', async () => {
  const { scene, request, agree } = await sceneInReview();
  expect(scene.review()).toMatchObject({
    purpose: request.reason,
    requestedBy: 'Kim Rivera',
    notSaved: null,
  });
  expect(() => scene.handlers['review.back'](undefined)).toThrow(/wrong-phase/);
  const { id } = await agree();
  expect((await scene.opened(id)).receipt?.receipt.purpose).toBe(request.reason);

  const own = await scene.toReview();
  expect(own).toMatchObject({ purpose: 'To help', requestedBy: null });
});

describe('a request hears of its session', () => {
  test('each step, with the number that the person gets, before anything is handed over', async () => {
    const { scene, calls, agree } = await sceneInReview();
    expect(calls).toEqual(['collecting', 'reviewing']);
    const { id } = await agree();
    expect(calls).toEqual(['collecting', 'reviewing', `sending ${id}`]);
    expect(scene.session().phase).toBe('idle');
    expect(scene.handlers.sessions.isActive()).toBe(false);
  });

  test('that it was dropped, once, when the person discards what was found', async () => {
    const { scene, calls } = await sceneInReview();
    expect(scene.handlers.sessions.isActive()).toBe(true);
    await scene.handlers['session.cancel'](undefined);
    expect(calls).toEqual(['collecting', 'reviewing', 'dropped']);
    await scene.toReview();
    await scene.handlers['session.cancel'](undefined);
    expect(calls).toHaveLength(3);
  });

  test('that it is in review again when its bundle could not be handed over', async () => {
    const full = new CandorError(appErrorOf('disk-full', 'Full.'));
    const { scene, calls, agree } = await sceneInReview({
      replace: { outbox: { add: () => Promise.reject(full) } },
    });
    expect((await errorOf(attempt(agree))).code).toBe('disk-full');
    expect(calls).toEqual([
      'collecting',
      'reviewing',
      expect.stringMatching(/^sending /),
      'reviewing',
    ]);
    expect(scene.session()).toMatchObject({ phase: 'review', problem: { code: 'disk-full' } });
    expect(scene.failures).toEqual([full]);
  });

  test('and nothing is handed over when it cannot be marked as sent', async () => {
    const full = new CandorError(appErrorOf('disk-full', 'Full.'));
    const { scene, agree } = await sceneInReview({}, { sending: () => Promise.reject(full) });
    expect((await errorOf(attempt(agree))).code).toBe('disk-full');
    expect(await scene.outboxFiles()).toEqual([]);
    expect(scene.session().phase).toBe('review');
  });

  test('and the session goes on when the request cannot be updated', async () => {
    const lost = new Error('the request cannot be written');
    const { scene, agree } = await sceneInReview({}, { reviewing: () => Promise.reject(lost) });
    await agree();
    expect(scene.failures).toEqual([lost]);
    expect(await scene.outboxFiles()).toHaveLength(1);
  });

  test('and ends with the reason when it cannot even be marked as begun', async () => {
    const full = new CandorError(appErrorOf('disk-full', 'Full.'));
    const scene = await openScene(root);
    const { request, calls } = requestWith({ collecting: () => Promise.reject(full) });
    scene.handlers.sessions.startRequested(request);
    expect(await scene.until(({ phase }) => phase === 'idle')).toMatchObject({
      problem: full.error,
    });
    expect(calls).toEqual(['dropped']);
    expect(scene.folders).toEqual([]);
  });
});

describe('a request and the person’s own words', () => {
  const mine = { ...words, happened: 'My own trouble' };

  test.each(['sent', 'discarded'] as const)(
    'leaves the draft in the form when it was %s',
    async (how) => {
      const scene = await openScene(root);
      await scene.handlers['session.saveDraft'](mine);
      scene.handlers.sessions.startRequested(requestWith().request);
      await scene.until(({ phase }) => phase === 'review');
      if (how === 'sent')
        await scene.handlers['review.consent']({ manifestHash: scene.review().manifestHash });
      else await scene.handlers['session.cancel'](undefined);
      expect(scene.session()).toMatchObject({ phase: 'idle', draft: mine });
      expect((await scene.draftFile.read()).draft).toEqual(mine);
    },
  );

  test.each(['sent', 'discarded'] as const)(
    'leaves what they decided in their own review when it was %s',
    async (how) => {
      const scene = await openScene(root, { found: { 'one/a.log': 'a\n', 'two/b.log': 'b\n' } });
      await scene.toReview(mine);
      await scene.handlers['review.include']({ items: ['one/a.log'], included: false });
      await scene.handlers['review.back'](undefined);
      scene.handlers.sessions.startRequested(requestWith().request);
      await scene.until(({ phase }) => phase === 'review');
      expect(scene.review().items.every(({ included }) => included)).toBe(true);
      if (how === 'sent')
        await scene.handlers['review.consent']({ manifestHash: scene.review().manifestHash });
      else await scene.handlers['session.cancel'](undefined);
      const { items } = await scene.toReview(mine);
      expect(items.find(({ id }) => id === 'one/a.log')).toMatchObject({ included: false });
    },
  );

  test('brings nothing back of what they sent before', async () => {
    const scene = await openScene(root);
    const { manifestHash } = await scene.toReview(mine);
    await scene.handlers['review.consent']({ manifestHash });
    scene.handlers.sessions.startRequested(requestWith().request);
    await scene.until(({ phase }) => phase === 'review');
    await scene.handlers['session.cancel'](undefined);
    expect(scene.session()).toMatchObject({ phase: 'idle', draft: { happened: '' } });
  });

  test('sends no words of theirs with it', async () => {
    const scene = await openScene(root);
    await scene.handlers['session.saveDraft'](mine);
    scene.handlers.sessions.startRequested(requestWith().request);
    await scene.until(({ phase }) => phase === 'review');
    const { id } = await scene.handlers['review.consent']({
      manifestHash: scene.review().manifestHash,
    });
    expect(await scene.store.words(id)).toBeNull();
    const bundle = await scene.opened(id);
    expect(JSON.stringify(bundle.manifest)).not.toContain('description');
    await bundle.close();
  });

  test('waits while a session of theirs is under way, and hears nothing of that one', async () => {
    const scene = await openScene(root);
    const { manifestHash } = await scene.toReview(mine);
    const { request, calls } = requestWith();
    expect(() => scene.handlers.sessions.startRequested(request)).toThrow(/Something else is open/);
    expect(scene.review()).toMatchObject({ manifestHash, purpose: 'To help' });
    await scene.handlers['review.consent']({ manifestHash });
    expect(calls).toEqual([]);
  });
});

describe('a request that is withdrawn or expires', () => {
  test('ends its review, and says that it was dropped', async () => {
    const { scene, request, calls } = await sceneInReview();
    await scene.handlers.sessions.endRequested(request.jti);
    expect(scene.session().phase).toBe('idle');
    expect(calls.at(-1)).toBe('dropped');
    expect(await readdir(join(root, 'review'))).toEqual([]);
  });

  test('ends its collectors', async () => {
    const scene = await openScene(root);
    const { request } = requestWith();
    scene.handlers.sessions.startRequested(request);
    await scene.handlers.sessions.endRequested(request.jti);
    expect(scene.session()).toMatchObject({ phase: 'collecting', canceling: true });
    expect(await scene.until(({ phase }) => phase !== 'collecting')).toMatchObject({
      phase: 'idle',
      problem: null,
    });
  });

  test('ends neither another request’s session nor the person’s own', async () => {
    const { scene, request } = await sceneInReview();
    await scene.handlers.sessions.endRequested('7a1a2c3d-0002-4000-8000-000000000002');
    expect(scene.session().phase).toBe('review');
    await scene.handlers['session.cancel'](undefined);
    await scene.toReview();
    await scene.handlers.sessions.endRequested(request.jti);
    expect(scene.session().phase).toBe('review');
  });

  test('does not stop what the person agreed to already', async () => {
    const { scene, request, agree } = await sceneInReview();
    const agreed = agree();
    await scene.handlers.sessions.endRequested(request.jti);
    const { id } = await agreed;
    expect((await scene.opened(id)).receipt?.receipt.purpose).toBe(request.reason);
  });
});

describe('the time that a request takes', () => {
  test('is not estimated from a whole preset, nor remembered for one', async () => {
    const scene = await openScene(root);
    const collecting = async (start: () => unknown) => {
      const [session] = await Promise.all([
        scene.until(({ phase }) => phase === 'collecting'),
        start(),
      ]);
      return session.phase === 'collecting' ? session.expectedMs : undefined;
    };
    const again = () => scene.handlers['review.checkAgain'](undefined);
    expect(
      await collecting(() => scene.handlers.sessions.startRequested(requestWith().request)),
    ).toBeNull();
    await scene.until(({ phase }) => phase === 'review');
    expect(await collecting(again)).toBeNull();
    await scene.until(({ phase }) => phase === 'review');
    await scene.handlers['session.cancel'](undefined);
    const own = await collecting(() =>
      scene.handlers['session.start']({ description: words, preset: 'quick' }),
    );
    expect(own).toBeGreaterThan(1000);
    await scene.until(({ phase }) => phase === 'review');
  });
});

test('checking again keeps the request, its purpose and what the person left out', async () => {
  const { scene, request, calls, agree } = await sceneInReview({
    found: { 'one/a.log': 'a\n', 'two/b.log': 'b\n' },
  });
  await scene.handlers['review.include']({ items: ['one/a.log'], included: false });
  await scene.handlers['review.checkAgain'](undefined);
  await scene.until(({ phase }) => phase === 'review');
  expect(scene.review()).toMatchObject({ purpose: request.reason, requestedBy: 'Kim Rivera' });
  expect(scene.review().items.map(({ id, included }) => [id, included])).toEqual([
    ['one/a.log', false],
    ['two/b.log', true],
  ]);
  const { id } = await agree();
  expect(calls).toEqual(['collecting', 'reviewing', 'reviewing', `sending ${id}`]);
});
