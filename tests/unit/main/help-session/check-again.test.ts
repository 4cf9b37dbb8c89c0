import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decide } from '#collector/host/decide.ts';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';
import type { Session } from '#contract/ipc/session.ts';
import { createReviewFolder } from '#main/help-session/review-folder.ts';
import { attempt, errorOf, openScene, organisationOf, type SceneOptions, words } from './scene.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-again-'));
});
// A session that ended in the background may still be writing its draft.
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 10 }));

const found = { 'machine/machine.log': 'Till 7 restarted\n', 'other/other.log': 'fine\n' };

async function inReview(options: SceneOptions = {}) {
  const scene = await openScene(root, { found, ...options });
  await scene.toReview();
  const { handlers } = scene;
  const settled = () => scene.until((session) => session.phase === 'review' && !session.changing);
  const read = async (id: string) =>
    (await handlers['review.read']({ id, offset: 0, length: 1000 })).text;
  /** What the window sees from here on, without repetitions. */
  const seen: string[] = [];
  void scene.until((session) => {
    const now = session.phase === 'review' && session.changing ? 'changing' : session.phase;
    if (seen.at(-1) !== now) seen.push(now);
    return false;
  });
  return { scene, handlers, settled, read, seen };
}

describe('checking again', () => {
  test('collects into a new folder and deletes the first one', async () => {
    const { scene, handlers, settled, seen } = await inReview();
    const first = scene.review();
    await handlers['review.checkAgain'](undefined);
    await settled();
    expect(scene.review().bundle).not.toBe(first.bundle);
    expect(await readdir(join(root, 'review'))).toEqual([scene.review().bundle]);
    expect(seen).toEqual(['review', 'collecting', 'review']);
    const late = attempt(() => handlers['review.consent']({ manifestHash: first.manifestHash }));
    expect(await errorOf(late)).toMatchObject({ code: 'consent-mismatch' });
    expect(await scene.outboxFiles()).toEqual([]);
  });

  test('begins after the first folder has been deleted, so that there is room on the disk', async () => {
    const reviews = join(root, 'review');
    const before: string[][] = [];
    const scene = await openScene(root, {
      replace: {
        async run() {
          before.push(await readdir(reviews).catch(() => []));
          const bundle = randomUUID();
          const folder = await createReviewFolder(reviews, bundle);
          const agent = { version: '0.1.0', platform: 'linux' as const, architecture: 'x64' };
          const collected = {
            bundle,
            createdAt: new Date().toISOString(),
            preset: 'quick',
            agent,
            parts: [],
          };
          return { collected, folder, privateMap: [] };
        },
      },
    });
    await scene.toReview();
    await scene.handlers['review.checkAgain'](undefined);
    await scene.until(({ phase }) => phase === 'review');
    expect(before).toEqual([[], []]);
  });

  test('never shows what the person had hidden: the window sees the new review only while it is being hidden', async () => {
    const { handlers, settled, read, seen } = await inReview();
    await handlers['review.hide']({ text: 'Till 7' });
    await settled();
    seen.length = 0;
    await handlers['review.checkAgain'](undefined);
    await settled();
    expect(seen).toEqual(['collecting', 'changing', 'review']);
    expect(await read('machine/machine.log')).toBe('word-1 restarted\n');
  });

  test('redacts again what the final scan had found', async () => {
    const missed = [{ kind: 'host', pseudonym: 'host-9', value: 'till-seven' }];
    const { handlers, settled, read, seen } = await inReview({
      found: { 'machine/machine.log': 'till-seven\n' },
      missed,
    });
    await handlers['review.rerunRedaction'](undefined);
    await settled();
    seen.length = 0;
    await handlers['review.checkAgain'](undefined);
    await settled();
    expect(seen).toEqual(['collecting', 'changing', 'review']);
    expect(await read('machine/machine.log')).toBe('host-9\n');
  });

  test('keeps what was left out, and hides again what the person had put back', async () => {
    const { scene, handlers, settled, read } = await inReview({ known: { hosts: ['restarted'] } });
    await handlers['review.unredact']({ pseudonym: 'host-1' });
    await handlers['review.include']({ items: ['other/other.log'], included: false });
    await handlers['review.checkAgain'](undefined);
    await settled();
    expect(
      scene
        .review()
        .items.filter(({ included }) => !included)
        .map(({ id }) => id),
    ).toEqual(['other/other.log']);
    expect(await read('machine/machine.log')).toBe('Till 7 host-1\n');
  });

  test('can be canceled: the words are in the form, and no folder is left', async () => {
    const { scene, handlers, seen } = await inReview();
    await handlers['review.checkAgain'](undefined);
    await handlers['session.cancel'](undefined);
    expect(await scene.until(({ phase }) => phase === 'idle')).toMatchObject({
      draft: words,
      problem: null,
    });
    expect(seen).not.toContain('changing');
    await expect.poll(() => readdir(join(root, 'review'))).toEqual([]);
  });

  test('says how long it takes, as the first time did', async () => {
    const { scene, handlers, settled } = await inReview();
    const collecting = scene.until(({ phase }) => phase === 'collecting');
    await handlers['review.checkAgain'](undefined);
    const session = (await collecting) as Extract<Session, { phase: 'collecting' }>;
    expect(session).toMatchObject({
      preset: 'quick',
      expectedMs: expect.any(Number),
      canceling: false,
    });
    await settled();
  });

  test('ends the session and deletes its folder when values cannot be hidden again', async () => {
    const full = new CandorError(appErrorOf('disk-full', 'Full.'));
    let broken = false;
    const { scene, handlers, settled, seen } = await inReview({
      replace: { decide: (command) => (broken ? Promise.reject(full) : decide(command)) },
    });
    await handlers['review.hide']({ text: 'Till 7' });
    await settled();
    broken = true;
    seen.length = 0;
    await handlers['review.checkAgain'](undefined);
    expect(await scene.until(({ phase }) => phase === 'idle')).toMatchObject({
      draft: words,
      problem: full.error,
    });
    expect(scene.failures).toEqual([full]);
    await expect.poll(() => readdir(join(root, 'review'))).toEqual([]);
  });

  test('is possible only in a review that is not changing', async () => {
    const scene = await openScene(root, { found });
    expect(
      await errorOf(attempt(() => scene.handlers['review.checkAgain'](undefined))),
    ).toMatchObject({ code: 'wrong-phase' });
    await scene.toReview();
    const hiding = attempt(() => scene.handlers['review.hide']({ text: 'fine' }));
    expect(
      await errorOf(attempt(() => scene.handlers['review.checkAgain'](undefined))),
    ).toMatchObject({ code: 'wrong-phase' });
    await hiding;
  });

  test('records the time that collecting took, without the time before it', async () => {
    const times: number[] = [];
    const runTimes = {
      expectedMs: () => null,
      record: async (_preset: string, ms: number) => void times.push(ms),
    } as unknown as never;
    const scene = await openScene(root, { found, replace: { runTimes } });
    const began = performance.now();
    await scene.toReview();
    const took = performance.now() - began;
    expect(times).toHaveLength(1);
    expect(times[0]).toBeLessThanOrEqual(took);
  });

  test('loses only the estimate when the time cannot be saved', async () => {
    const lost = new Error('the time cannot be written');
    const runTimes = {
      expectedMs: () => null,
      record: () => Promise.reject(lost),
    } as unknown as never;
    const scene = await openScene(root, { found, replace: { runTimes } });
    await scene.toReview();
    expect(scene.failures).toEqual([lost]);
  });
});

test('a file is not saved when an item is no longer what the person reviewed', async () => {
  const { scene, handlers } = await inReview();
  const { manifestHash } = scene.review();
  await writeFile(join(scene.folders[0]?.path ?? '', 'items/other/other.log'), 'FINE\n');
  const saved = attempt(() =>
    handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
  );
  expect(await errorOf(saved)).toMatchObject({
    code: 'content-changed',
    message: { values: { title: 'The part other' } },
  });
  expect(await readdir(root)).not.toContain('saved.zip');
});

describe('saving for the organisation alone', () => {
  const protection = { kind: 'organisation' } as const;
  const recipient = {
    organisation: 'Northwind',
    fingerprint: 'A'.repeat(43),
    desk: 'https://desk.example',
  };

  test('is refused when the terms have changed since the person read them, and shows the new ones', async () => {
    let purpose = 'To help';
    const asked: unknown[] = [];
    const chooseFile = async () => {
      asked.push('asked');
      return join(root, 'saved.age');
    };
    const { scene, handlers } = await inReview({
      replace: { organisation: () => organisationOf({ recipient, purpose })(), chooseFile },
    });
    purpose = 'Something else';
    const { manifestHash } = scene.review();
    expect(
      await errorOf(attempt(() => handlers['review.save']({ manifestHash, protection }))),
    ).toMatchObject({
      code: 'consent-mismatch',
    });
    expect(asked).toEqual([]);
    expect(scene.review().purpose).toBe('Something else');
    // An unsealed file goes to no organisation, so its terms do not matter.
    purpose = 'To help';
    await handlers['review.save']({ manifestHash, protection: { kind: 'none' } });
    expect(asked).toEqual(['asked']);
  });

  test('is refused without an organisation', async () => {
    const { scene, handlers } = await inReview({
      replace: { organisation: organisationOf({ recipient: null }) },
    });
    const { manifestHash } = scene.review();
    expect(
      await errorOf(attempt(() => handlers['review.save']({ manifestHash, protection }))),
    ).toMatchObject({
      code: 'no-organisation',
    });
    expect(await handlers['review.save']({ manifestHash, protection: { kind: 'none' } })).toEqual({
      file: join(root, 'saved.zip'),
    });
  });

  test.each([
    ['none', { kind: 'none' }, false],
    ['a password', { kind: 'password', password: 'correct horse' }, true],
    ['the organisation', protection, true],
  ] as const)(
    'asks where a file goes that is protected by %s, under the name that fits',
    async (_what, chosen, isProtected) => {
      const asked: boolean[] = [];
      const chooseFile = async (sealed: boolean) => {
        asked.push(sealed);
        return null;
      };
      const { scene, handlers } = await inReview({ replace: { chooseFile } });
      const given = { manifestHash: scene.review().manifestHash, protection: chosen } as Parameters<
        (typeof handlers)['review.save']
      >[0];
      expect(await handlers['review.save'](given)).toBeNull();
      expect(asked).toEqual([isProtected]);
    },
  );
});
