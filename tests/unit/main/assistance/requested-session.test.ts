import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AskedSession } from '../../../../main/assistance/asked-session.ts';
import { openScene } from './scene.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-requested-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const nothing = async () => {};
const request: AskedSession = {
  jti: '7a1a2c3d-0001-4000-8000-000000000001',
  selection: { preset: 'quick', collectors: null },
  summary: 'Kim Rivera: The VPN of your ward is slow',
  engineer: 'Kim Rivera',
  reason: 'The VPN of your ward is slow',
  collecting: nothing,
  reviewing: nothing,
  dropped: nothing,
  sending: nothing,
};

test('the purpose that the person agrees to and the receipt names is the engineer’s reason', async () => {
  const scene = await openScene(root);
  scene.handlers.sessions.startAsked(request);
  await scene.until(({ phase }) => phase === 'review');
  expect(scene.review()).toMatchObject({ purpose: request.reason, requestedBy: 'Kim Rivera', notSaved: null });
  expect(() => scene.handlers['review.back'](undefined)).toThrow(/wrong-phase/);
  const { id } = await scene.handlers['review.consent']({ manifestHash: scene.review().manifestHash });
  expect((await scene.opened(id)).receipt?.receipt.purpose).toBe(request.reason);

  const own = await scene.toReview();
  expect(own).toMatchObject({ purpose: 'To help', requestedBy: null });
});
