import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyKnownValues } from '#bundle/redact/redactor.ts';
import { description as descriptionCollector } from '#collector/collectors/description/collector.ts';
import { createHost } from '#collector/host/core.ts';
import { type Collector, textItem } from '#collector/toolkit/define.ts';
import type { CollectorDeclaration, CollectorOutcome } from '#contract/collector/collector.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import type { Description } from '#contract/text/description.ts';
import { createReviewFolder } from '#main/help-session/review-folder.ts';
import type { CollectorRun } from '#main/help-session/run-collectors.ts';
import { attempt, errorOf, openScene } from './scene.ts';

const written: Description = {
  happened: 'Disk is full and everything is slow',
  began: 'Monday',
  severity: 'blocked',
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-full-disk-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const bigLog: Collector = {
  ...descriptionCollector,
  id: 'big-log',
  title: 'A log',
  category: 'logs',
  async collect() {
    return { items: [textItem('big.log', 'a line of a log\n'.repeat(4000))] };
  },
};

/** The collectors as their own process runs them, with the redactor and the real writes. */
async function collectFor(said: Description | null, folderRoot: string): Promise<CollectorRun> {
  const bundle = randomUUID();
  const folder = await createReviewFolder(folderRoot, bundle);
  const declarations: CollectorDeclaration[] = [];
  const outcomes = await new Promise<CollectorOutcome[]>((resolve) => {
    const ended: CollectorOutcome[] = [];
    const host = createHost({
      catalogue: [descriptionCollector, bigLog],
      platform: 'linux',
      knownValues: async () => emptyKnownValues,
      send(report) {
        if (report.type === 'ready') {
          declarations.push(...report.catalogue);
        } else if (report.type === 'finished') ended.push(report.outcome);
        // One after the other: which of two finds the last free page would be chance.
        const next = declarations[ended.length];
        if (next) host.receive({ type: 'run', collector: next.id });
        else resolve(ended);
      },
    });
    host.receive({
      type: 'prepare',
      folder: folder.path,
      privateMap: [],
      facts: { graphics: null, displays: null, proxies: [], locale: 'en', versions: {} },
      endpoints: [],
      agentLogs: [],
      description: said,
      applications: [],
      policy: null,
    });
  });
  const parts = declarations.flatMap((declaration) => {
    const outcome = outcomes.find(({ collector }) => collector === declaration.id);
    return outcome ? [{ declaration, outcome }] : [];
  });
  const agent = { version: '0.1.0', platform: 'linux' as const, architecture: 'x64' };
  return {
    collected: { bundle, createdAt: new Date().toISOString(), preset: 'quick', agent, parts },
    folder,
    privateMap: [],
  };
}

/** A file that leaves so many bytes of the file system at `folder`. */
async function fillUpTo(folder: string, freeBytes: number): Promise<string> {
  const file = join(folder, 'filler');
  const { bavail, bsize } = await statfs(folder);
  await writeFile(file, Buffer.alloc(bavail * bsize - freeBytes));
  return file;
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!mayMount)('a full disk (needs Linux and root, to mount a small one)', () => {
  let small: string;
  beforeEach(async () => {
    small = join(root, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', small]);
  });
  afterEach(() => execFileSync('umount', [small]));

  const sceneOnSmallDisk = () =>
    openScene(root, {
      replace: {
        async run({ description, onFolder }) {
          const run = await collectFor(description, join(small, 'review'));
          onFolder?.(run.folder);
          return run;
        },
      },
    });

  test('does not lose the words: nothing is sent or saved without them, and they are in the bundle once there is room', async () => {
    const scene = await sceneOnSmallDisk();
    const filler = await fillUpTo(small, 0);
    const review = await scene.toReview(written);
    expect(review).toMatchObject({
      notSaved: { words: true, diskFull: true },
      sendProblem: {
        code: 'disk-full',
        message: { message: expect.stringMatching(/Free some space, then check again/) },
      },
    });
    const { manifestHash } = review;
    for (const call of [
      () => scene.handlers['review.consent']({ manifestHash }),
      () => scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
    ]) {
      expect(await errorOf(attempt<unknown>(call))).toMatchObject({ code: 'disk-full' });
    }
    expect(scene.session().phase).toBe('review');
    expect(scene.drafts.at(-1)).toEqual({ happened: written.happened, active: true });

    await rm(filler);
    await scene.handlers['review.checkAgain'](undefined);
    await scene.until(({ phase }) => phase === 'review');
    expect(scene.review()).toMatchObject({ notSaved: null, sendProblem: null });
    const { id } = await scene.handlers['review.consent']({
      manifestHash: scene.review().manifestHash,
    });
    const bundle = await scene.opened(id);
    expect(JSON.parse((await bundle.readItem(descriptionItemId)).toString())).toEqual(written);
    expect(bundle.manifest.leftOut).toEqual([]);
    // Until the desk accepts the bundle, the words can still be taken back into the form.
    expect(await scene.store.words(id)).toEqual(written);
  });

  test('is reported when it affects some parts only, and the rest can be sent with the words', async () => {
    const scene = await sceneOnSmallDisk();
    await fillUpTo(small, 40_000);
    const review = await scene.toReview(written);
    expect(review).toMatchObject({
      notSaved: { parts: 1, words: false, diskFull: true },
      sendProblem: null,
    });
    const { id } = await scene.handlers['review.consent']({ manifestHash: review.manifestHash });
    const { manifest } = await scene.opened(id);
    expect(manifest.leftOut).toEqual([]);
    expect(manifest.collectors.find(({ id }) => id === 'big-log')).toMatchObject({
      status: 'fail',
      items: [],
      reason: { message: expect.stringMatching(/^The disk is full/) },
    });
  });

  test('leaves the words in the form and says why when even the draft cannot be saved', async () => {
    await mkdir(join(root, 'session'));
    execFileSync('mount', ['--bind', small, join(root, 'session')]);
    try {
      const scene = await sceneOnSmallDisk();
      await fillUpTo(small, 0);
      await expect(scene.toReview(written)).rejects.toThrow(/disk-full/);
      expect(scene.session()).toMatchObject({
        phase: 'idle',
        draft: written,
        problem: { code: 'disk-full' },
      });
    } finally {
      execFileSync('umount', [join(root, 'session')]);
    }
  });
});

test('a missing attached text blocks sending, as missing words do', async () => {
  const attachedText = 'a line of the log that the person pasted\n'.repeat(2000);
  const scene = await openScene(root, {
    replace: {
      async run({ description, onFolder }) {
        const run = await collectFor(
          description && { ...description, attachedText: '' },
          join(root, 'review'),
        );
        onFolder?.(run.folder);
        return run;
      },
    },
  });
  expect(await scene.toReview({ ...written, attachedText })).toMatchObject({
    notSaved: { words: true },
  });
});

describe('words that were written but are not in what was collected', () => {
  test('block sending for any reason, unless the person left them out', async () => {
    let lost = true;
    const scene = await openScene(root, {
      replace: {
        async run({ description, onFolder }) {
          const run = await collectFor(lost ? null : description, join(root, 'review'));
          onFolder?.(run.folder);
          return run;
        },
      },
    });
    const { manifestHash } = await scene.toReview(written);
    expect(scene.review()).toMatchObject({ notSaved: { parts: 0, words: true, diskFull: false } });
    expect(
      await errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash }))),
    ).toMatchObject({
      code: 'disk-failed',
    });

    lost = false;
    await scene.handlers['review.checkAgain'](undefined);
    await scene.until(({ phase }) => phase === 'review');
    await scene.handlers['review.include']({ items: [descriptionItemId], included: false });
    const { id } = await scene.handlers['review.consent']({
      manifestHash: scene.review().manifestHash,
    });
    const { manifest } = await scene.opened(id);
    expect(manifest.leftOut.map((item) => item.id)).toEqual([descriptionItemId]);
  });
});

test('checking again keeps what the person left out and hid', async () => {
  const scene = await openScene(root, {
    found: { 'machine/machine.log': 'ward-front is slow\n', 'other/other.log': 'private\n' },
  });
  await scene.toReview(written);
  await scene.handlers['review.include']({ items: ['other/other.log'], included: false });
  await scene.handlers['review.hide']({ text: 'ward-front' });
  const [before] = scene.folders;
  await scene.handlers['review.checkAgain'](undefined);
  await scene.until((session) => session.phase === 'review' && !session.changing);
  expect(
    scene
      .review()
      .items.filter(({ included }) => !included)
      .map(({ id }) => id),
  ).toEqual(['other/other.log']);
  const { text } = await scene.handlers['review.read']({
    id: 'machine/machine.log',
    offset: 0,
    length: 99,
  });
  expect(text).toBe('word-1 is slow\n');
  await expect(before?.hash('machine/machine.log')).rejects.toThrow('ENOENT');
});
