import { execFileSync } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBundle } from '#bundle/read.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { manifestName, timelineName } from '#contract/bundle/manifest.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';
import { makeDevice } from '#tests/unit/bundle/sample.ts';
import { attempt, errorOf, openScene, shortOfMemory, words } from './scene.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-help-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('consent', () => {
  test('sends exactly what was reviewed, and ends the session', async () => {
    const scene = await openScene(root);
    const { manifestHash } = await scene.toReview();
    const { id } = await scene.handlers['review.consent']({ manifestHash });
    const bundle = await scene.opened(id);
    expect(bundle.manifestHash).toBe(manifestHash);
    expect((await verifyBundle(bundle)).filter(({ passed }) => !passed)).toEqual([]);
    expect(scene.session()).toEqual({
      phase: 'idle',
      draft: { happened: '', began: '', severity: null },
      interrupted: false,
      problem: null,
    });
    expect(await readdir(join(root, 'review'))).toEqual([]);
  });

  test('that names another hash, or the hash before something was left out, is refused', async () => {
    const scene = await openScene(root, { found: { 'one/a.log': 'a\n', 'two/b.log': 'b\n' } });
    const { manifestHash } = await scene.toReview();
    const other = attempt(() => scene.handlers['review.consent']({ manifestHash: 'a'.repeat(64) }));
    expect(await errorOf(other)).toMatchObject({ code: 'consent-mismatch' });
    await scene.handlers['review.include']({ items: ['one/a.log'], included: false });
    const late = attempt(() => scene.handlers['review.consent']({ manifestHash }));
    expect(await errorOf(late)).toMatchObject({ code: 'consent-mismatch' });
    expect(scene.session().phase).toBe('review');
    expect(await scene.outboxFiles()).toEqual([]);
  });

  test('sends once when it is given twice at once', async () => {
    const scene = await openScene(root);
    const { manifestHash } = await scene.toReview();
    const consent = () => attempt(() => scene.handlers['review.consent']({ manifestHash }));
    const [first, second] = await Promise.allSettled([consent(), consent()]);
    expect(first.status).toBe('fulfilled');
    expect(
      await errorOf(second.status === 'rejected' ? Promise.reject(second.reason) : null),
    ).toMatchObject({
      code: 'wrong-phase',
    });
    expect(await scene.outboxFiles()).toHaveLength(1);
  });

  test('allows no change and no cancel while the bundle is sealed', async () => {
    const scene = await openScene(root);
    const { manifestHash, items } = await scene.toReview();
    const sending = attempt(() => scene.handlers['review.consent']({ manifestHash }));
    const include = attempt(() =>
      scene.handlers['review.include']({ items: [items[0]?.id ?? ''], included: false }),
    );
    expect(await errorOf(include)).toMatchObject({ code: 'wrong-phase' });
    expect(await errorOf(attempt(() => scene.handlers['session.cancel'](undefined)))).toMatchObject(
      { code: 'wrong-phase' },
    );
    expect(
      await errorOf(
        attempt(() =>
          scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
        ),
      ),
    ).toMatchObject({ code: 'wrong-phase' });
    await sending;
    expect(await scene.outboxFiles()).toHaveLength(1);
  });

  test('is refused when the bundle cannot be sent, and the review stays', async () => {
    const problem = appErrorOf('no-device-key', 'No key.');
    const scene = await openScene(root, {
      replace: { deviceKey: () => Promise.reject(new CandorError(problem)) },
    });
    const { manifestHash, sendProblem } = await scene.toReview();
    expect(sendProblem).toEqual(problem);
    expect(
      await errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash }))),
    ).toEqual(problem);
    expect(scene.session().phase).toBe('review');
  });
});

describe('nothing is sent when', () => {
  const found = { 'machine/machine.log': 'user annika logged in\n', 'other/other.log': 'fine\n' };
  const fileOf = (scene: Awaited<ReturnType<typeof openScene>>, id: string) =>
    join(scene.folders[0]?.path ?? '', 'items', id);

  test('a private value was planted in a reviewed file', async () => {
    const scene = await openScene(root, { found, known: { users: ['annika'] } });
    const { manifestHash } = await scene.toReview();
    const file = fileOf(scene, 'machine/machine.log');
    expect(await readFile(file, 'utf8')).toBe('user user-1 logged in\n');
    await writeFile(file, 'user annika logged in\n');
    const error = await errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash })));
    expect(error).toMatchObject({
      code: 'content-changed',
      message: { values: { title: 'The part machine' } },
    });
    expect(scene.session()).toMatchObject({
      phase: 'review',
      problem: { code: 'content-changed' },
    });
    expect(await scene.outboxFiles()).toEqual([]);
  });

  test('a file changes between the last look and its sealing', async () => {
    const device = await makeDevice();
    const scene = await openScene(root, {
      found,
      replace: {
        // Signing comes after the hashes were compared and before the bytes are read again.
        async deviceKey() {
          if (scene.session().phase === 'sealing')
            await writeFile(fileOf(scene, 'other/other.log'), 'FINE\n');
          return device;
        },
      },
    });
    const { manifestHash } = await scene.toReview();
    const error = await errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash })));
    expect(error).toMatchObject({
      code: 'content-changed',
      message: { values: { item: 'other/other.log' } },
    });
    expect(await scene.outboxFiles()).toEqual([]);
  });

  test('the redactor missed a known value: the person sees item and rule, never the value, and can leave it out', async () => {
    const missed = [{ kind: 'host', pseudonym: 'host-9', value: 'blue-otter' }];
    const scene = await openScene(root, {
      found: { ...found, 'machine/machine.log': 'from blue-otter\n' },
      missed,
    });
    const { manifestHash } = await scene.toReview();
    const error = await errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash })));
    expect(error).toMatchObject({
      code: 'leak-found',
      message: { values: { item: 'machine/machine.log', rule: 'known-host' } },
    });
    expect(JSON.stringify(error)).not.toContain('otter');
    expect(scene.session()).toMatchObject({ phase: 'review', problem: error });
    expect(await scene.outboxFiles()).toEqual([]);

    await scene.handlers['review.include']({ items: ['machine/machine.log'], included: false });
    const { id } = await scene.handlers['review.consent']({
      manifestHash: scene.review().manifestHash,
    });
    expect((await scene.opened(id)).manifest.items.map((item) => item.id)).toEqual([
      'other/other.log',
      descriptionItemId,
    ]);
  });

  // Making a link is a right of its own on Windows.
  test.skipIf(process.platform === 'win32')(
    'a reviewed file became a link, even to the same bytes',
    async () => {
      const scene = await openScene(root, { found });
      const { manifestHash } = await scene.toReview();
      const file = fileOf(scene, 'other/other.log');
      await rename(file, join(root, 'elsewhere'));
      await symlink(join(root, 'elsewhere'), file);
      await expect(
        attempt(() =>
          scene.handlers['review.read']({ id: 'other/other.log', offset: 0, length: 9 }),
        ),
      ).rejects.toThrow('ELOOP');
      const error = await errorOf(
        attempt(() => scene.handlers['review.consent']({ manifestHash })),
      );
      expect(error).toMatchObject({ code: 'content-changed' });
      expect(await scene.outboxFiles()).toEqual([]);
    },
  );

  // Windows has no such files.
  test.skipIf(process.platform === 'win32')(
    'a reviewed file became a pipe, and nobody waits for its writer',
    async () => {
      const scene = await openScene(root, { found });
      const { manifestHash } = await scene.toReview();
      const file = fileOf(scene, 'other/other.log');
      await rm(file);
      execFileSync('mkfifo', [file]);
      const error = await errorOf(
        attempt(() => scene.handlers['review.consent']({ manifestHash })),
      );
      expect(error).toMatchObject({ code: 'content-changed' });
    },
  );
});

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'a disk that is full while sealing',
  () => {
    let outbox: string;
    beforeEach(async () => {
      outbox = join(root, 'small');
      await mkdir(outbox);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', outbox]);
    });
    afterEach(() => execFileSync('umount', [outbox]));

    test('is reported, leaves no file behind, and the review continues', async () => {
      // What cannot be compressed: every line is another number.
      const text = Array.from(
        { length: 40_000 },
        (_, index) => `${Math.imul(index, 2654435761) >>> 0}\n`,
      ).join('');
      const scene = await openScene(root, {
        outbox,
        found: { 'big/big.log': text, 'small/small.log': 'x\n' },
      });
      const { manifestHash } = await scene.toReview();
      const error = await errorOf(
        attempt(() => scene.handlers['review.consent']({ manifestHash })),
      );
      expect(error.code).toBe('disk-full');
      expect(scene.session()).toMatchObject({ phase: 'review', problem: { code: 'disk-full' } });
      expect(await scene.outboxFiles()).toEqual([]);
      await scene.handlers['review.include']({ items: ['big/big.log'], included: false });
      await scene.handlers['review.consent']({ manifestHash: scene.review().manifestHash });
      expect(scene.store.entries()).toHaveLength(1);
    });
  },
);

test('a text that could not be hidden, in a review that the person ended meanwhile, brings no review back', async () => {
  const hiding = Promise.withResolvers<never>();
  const scene = await openScene(root, { replace: { decide: () => hiding.promise } });
  await scene.toReview();
  const hidden = attempt(() => scene.handlers['review.hide']({ text: 'plain' }));
  await scene.handlers['session.cancel'](undefined);
  hiding.reject(new CandorError(appErrorOf('disk-failed', 'The disk could not be written.')));
  expect(await errorOf(hidden)).toMatchObject({ code: 'disk-failed' });
  expect(scene.session().phase).toBe('idle');
});

describe('leaving out', () => {
  const found = { 'memory/memory.json': shortOfMemory, 'logs/a.log': 'x\n' };

  test('an item takes its findings with it, and putting it back brings the same hash', async () => {
    const scene = await openScene(root, { found });
    const before = await scene.toReview();
    expect(before.findings.map(({ analyzer }) => analyzer)).toEqual(['memory-pressure']);
    await scene.handlers['review.include']({ items: ['memory/memory.json'], included: false });
    const after = scene.review();
    expect(after.findings).toEqual([]);
    expect(after.items.map(({ id, included }) => [id, included])).toEqual([
      ['memory/memory.json', false],
      ['logs/a.log', true],
      [descriptionItemId, true],
    ]);
    expect(after.manifestHash).not.toBe(before.manifestHash);
    await scene.handlers['review.include']({ items: ['memory/memory.json'], included: true });
    expect(scene.review()).toEqual(before);
  });

  test('an item that is not there changes nothing', async () => {
    const scene = await openScene(root, { found });
    const before = await scene.toReview();
    const unknown = attempt(() =>
      scene.handlers['review.include']({ items: ['logs/a.log', 'no/such.log'], included: false }),
    );
    expect(await errorOf(unknown)).toMatchObject({ code: 'unknown-item' });
    expect(scene.review()).toEqual(before);
  });

  test('what a collector left on disk without handing it over is in no finding', async () => {
    const leftOnDisk = { 'memory/memory.json': shortOfMemory };
    const scene = await openScene(root, { found: { 'logs/a.log': 'x\n' }, leftOnDisk });
    const { findings, items } = await scene.toReview();
    expect(items.map(({ id }) => id)).toEqual(['logs/a.log', descriptionItemId]);
    expect(findings).toEqual([]);
  });
});

describe('a thread that cannot read for the timeline', () => {
  test('only delays the review, which still has the whole timeline', async () => {
    const at = new Date().toISOString();
    const found = {
      'updates/updates.json': JSON.stringify({ installed: [{ at, name: 'KB500' }] }),
    };
    const readTimeline = () => Promise.reject(new Error('no thread'));
    const scene = await openScene(root, { found, replace: { readTimeline } });
    await scene.toReview();
    const { text } = await scene.handlers['review.read']({
      id: timelineName,
      offset: 0,
      length: 100_000,
    });
    expect(text).toContain('KB500');
    expect(scene.failures.map(String)).toEqual(['Error: no thread']);
  });
});

describe('saving to a file', () => {
  test('writes the reviewed bundle, readable by the person only, even over another file', async () => {
    const scene = await openScene(root);
    const file = join(root, 'saved.zip');
    await writeFile(file, 'an older file', { mode: 0o644 });
    const { manifestHash } = await scene.toReview();
    expect(
      await scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
    ).toEqual({ file });
    const bundle = await openBundle({ file });
    expect(bundle.manifestHash).toBe(manifestHash);
    expect(bundle.receipt?.receipt).toMatchObject({
      recipient: null,
      retentionDays: null,
      manifestHash,
    });
    await bundle.close();
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(scene.session().phase).toBe('review');
    expect(await scene.outboxFiles()).toEqual([]);
  });

  test('works without a device key, and then has no receipt', async () => {
    const deviceKey = () => Promise.reject(new Error('no key'));
    const scene = await openScene(root, { replace: { deviceKey } });
    const { manifestHash } = await scene.toReview();
    await scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } });
    const bundle = await openBundle({ file: join(root, 'saved.zip') });
    expect(bundle.receipt).toBeNull();
    await bundle.close();
  });

  test('leaves the older file unchanged, and no other, when it fails', async () => {
    const missed = [{ kind: 'host', pseudonym: 'host-9', value: 'plain' }];
    const scene = await openScene(root, { missed });
    const file = join(root, 'saved.zip');
    await writeFile(file, 'an older file');
    const { manifestHash } = await scene.toReview();
    expect(
      await errorOf(
        attempt(() =>
          scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
        ),
      ),
    ).toMatchObject({ code: 'leak-found' });
    expect(await readFile(file, 'utf8')).toBe('an older file');
    expect((await readdir(root)).filter((name) => name.includes('saved'))).toEqual(['saved.zip']);
  });

  // Making a link is a right of its own on Windows.
  test.skipIf(process.platform === 'win32')(
    'writes through no link and over no folder',
    async () => {
      const scene = await openScene(root);
      const { manifestHash } = await scene.toReview();
      await writeFile(join(root, 'precious'), 'mine');
      await symlink(join(root, 'precious'), join(root, 'saved.zip'));
      expect(
        await errorOf(
          attempt(() =>
            scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
          ),
        ),
      ).toMatchObject({
        code: 'invalid-arguments',
      });
      expect(await readFile(join(root, 'precious'), 'utf8')).toBe('mine');
      await rm(join(root, 'saved.zip'));
      await mkdir(join(root, 'saved.zip'));
      expect(
        await errorOf(
          attempt(() =>
            scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
          ),
        ),
      ).toMatchObject({
        code: 'invalid-arguments',
      });
    },
  );

  test('reports a folder that no longer exists, and does not make it', async () => {
    const folder = join(root, 'usb-stick');
    const scene = await openScene(root, {
      replace: { chooseFile: async () => join(folder, 'saved.zip') },
    });
    const { manifestHash } = await scene.toReview();
    expect(
      await errorOf(
        attempt(() =>
          scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
        ),
      ),
    ).toMatchObject({
      code: 'invalid-arguments',
      message: { message: expect.stringMatching(/no longer there/), values: { folder } },
    });
    expect(await readdir(root)).not.toContain('usb-stick');
  });

  test('writes what was named, even when something is left out while it is being written', async () => {
    const scene = await openScene(root, {
      found: { 'one/a.log': 'a\n', 'two/b.log': 'b\n' },
      replace: {
        async chooseFile() {
          // After the saving went on, and long before it has read its first file.
          setImmediate(
            () => void scene.handlers['review.include']({ items: ['two/b.log'], included: false }),
          );
          return join(root, 'saved.zip');
        },
      },
    });
    const { manifestHash } = await scene.toReview();
    await scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } });
    expect(scene.review().manifestHash).not.toBe(manifestHash);
    const bundle = await openBundle({ file: join(root, 'saved.zip') });
    expect(bundle.manifestHash).toBe(manifestHash);
    await bundle.close();
  });

  test('ends without a file when the person closes the dialog, or the review ended behind it', async () => {
    const closed = await openScene(root, { replace: { chooseFile: async () => null } });
    const { manifestHash } = await closed.toReview();
    expect(
      await closed.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
    ).toBeNull();

    const scene = await openScene(root, {
      replace: {
        async chooseFile() {
          await scene.handlers['session.cancel'](undefined);
          return join(root, 'saved.zip');
        },
      },
    });
    const late = await scene.toReview();
    const saving = attempt(() =>
      scene.handlers['review.save']({
        manifestHash: late.manifestHash,
        protection: { kind: 'none' },
      }),
    );
    expect(await errorOf(saving)).toMatchObject({ code: 'wrong-phase' });
    expect((await readdir(root)).filter((name) => name.includes('saved'))).toEqual([]);
  });
});

describe('reading a review', () => {
  const found = { 'one/empty.log': '', 'one/a.log': 'äöü', 'one/b.json': '{"password":"hunter2"}' };
  const read = async (
    scene: Awaited<ReturnType<typeof openScene>>,
    id: string,
    offset = 0,
    length = 1000,
  ) => scene.handlers['review.read']({ id, offset, length });

  test('gives an item’s bytes, the documents, and an end wherever it is asked', async () => {
    const scene = await openScene(root, { found });
    const { manifestHash, bytes } = await scene.toReview();
    expect(await read(scene, 'one/empty.log')).toEqual({
      text: '',
      nextOffset: null,
      totalBytes: 0,
    });
    expect(await read(scene, 'one/a.log', 2)).toEqual({
      text: 'öü',
      nextOffset: null,
      totalBytes: 6,
    });
    for (const offset of [6, 7, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      expect(await read(scene, 'one/a.log', offset)).toEqual({
        text: '',
        nextOffset: null,
        totalBytes: 6,
      });
      expect(await read(scene, manifestName, offset * 1000)).toMatchObject({
        text: '',
        nextOffset: null,
      });
    }
    const manifest = await read(scene, manifestName, 0, 256 * 1024);
    expect(JSON.parse(manifest.text)).toMatchObject({ format: 'candor-bundle' });
    expect(manifestHash).toHaveLength(64);
    expect(bytes).toBeGreaterThan(manifest.totalBytes);
    expect((await read(scene, 'one/b.json')).text).toBe('{"password":"[secret:password]"}');
  });

  test('refuses what is not in it, and everything once it has ended', async () => {
    const scene = await openScene(root, { found });
    await scene.toReview();
    expect(await errorOf(read(scene, 'one/other.log'))).toMatchObject({ code: 'unknown-item' });
    await scene.handlers['session.cancel'](undefined);
    expect(await errorOf(read(scene, 'one/a.log'))).toMatchObject({ code: 'unknown-item' });
    expect(await errorOf(read(scene, manifestName))).toMatchObject({ code: 'unknown-item' });
  });
});

describe('words that did not arrive', () => {
  test('return to the empty form, and are safe on disk', async () => {
    const scene = await openScene(root);
    await scene.handlers['session.saveDraft']({ ...words, happened: ' ' });
    expect(await scene.handlers.refill(words)).toBe(true);
    expect(scene.session()).toMatchObject({ phase: 'idle', draft: words });
    expect(await scene.draftFile.read()).toEqual({ draft: words, interrupted: false });
  });

  test('never replace what the person is writing, or disturb a session', async () => {
    const scene = await openScene(root);
    const newer = { ...words, happened: 'Something else' };
    await scene.handlers['session.saveDraft'](newer);
    expect(await scene.handlers.refill(words)).toBe(false);
    expect(scene.session()).toMatchObject({ draft: newer });
    await scene.toReview();
    expect(await scene.handlers.refill(words)).toBe(false);
    expect(scene.session().phase).toBe('review');
  });

  test('are kept with what was sent, and the form is empty', async () => {
    const scene = await openScene(root);
    const { manifestHash } = await scene.toReview();
    const { id } = await scene.handlers['review.consent']({ manifestHash });
    expect(await scene.store.words(id)).toEqual(words);
    expect(scene.session()).toMatchObject({ phase: 'idle', draft: { happened: '' } });
  });
});

describe('how long it takes', () => {
  test('is estimated the first time, and measured for the next', async () => {
    const scene = await openScene(root);
    const start = () =>
      attempt(() => scene.handlers['session.start']({ description: words, preset: 'quick' }));
    const looking = () => scene.until(({ phase }) => phase === 'collecting');
    const [first] = await Promise.all([looking(), start()]);
    if (first?.phase !== 'collecting') throw new Error(first?.phase);
    expect(first.expectedMs).toBeGreaterThan(1000);
    await scene.until(({ phase }) => phase === 'review');
    await scene.handlers['session.cancel'](undefined);
    const [second] = await Promise.all([looking(), start()]);
    if (second?.phase !== 'collecting') throw new Error(second?.phase);
    expect(second.expectedMs).toBeLessThan(first.expectedMs ?? 0);
    await scene.until(({ phase }) => phase === 'review');
  });

  test('a preset that this computer does not have is refused, and the words stay', async () => {
    const scene = await openScene(root);
    const error = await errorOf(
      attempt(() => scene.handlers['session.start']({ description: words, preset: 'x' })),
    );
    expect(error).toMatchObject({ code: 'invalid-arguments' });
    expect(scene.session()).toMatchObject({ phase: 'idle' });
    expect(scene.drafts).toEqual([]);
  });
});

describe('between two sessions', () => {
  test('a cancel and a quick new start keep their folders and drafts apart', async () => {
    const second = { ...words, happened: 'The second trouble' };
    const scene = await openScene(root);
    await scene.handlers['session.start']({ description: words, preset: 'quick' });
    await scene.handlers['session.cancel'](undefined);
    expect(scene.session()).toMatchObject({ phase: 'collecting', canceling: true });
    await scene.until(({ phase }) => phase === 'idle');
    const { bundle } = await scene.toReview(second);
    expect(scene.folders).toHaveLength(2);
    expect(await readdir(join(root, 'review'))).toEqual([bundle]);
    // What the first one wrote at its end must not come after what the second one wrote at its start.
    expect(scene.drafts).toEqual([
      { happened: words.happened, active: true },
      { happened: words.happened, active: false },
      { happened: second.happened, active: true },
    ]);
    expect(scene.failures).toEqual([]);
  });

  test('no second session starts, and no draft is accepted, while one runs', async () => {
    const scene = await openScene(root);
    const start = () =>
      attempt(() => scene.handlers['session.start']({ description: words, preset: 'quick' }));
    const first = start();
    expect(await errorOf(start())).toMatchObject({ code: 'wrong-phase' });
    expect(
      await errorOf(
        attempt(() => scene.handlers['session.saveDraft']({ ...words, happened: 'late' })),
      ),
    ).toMatchObject({
      code: 'wrong-phase',
    });
    await first;
    await scene.until(({ phase }) => phase === 'review');
    expect(scene.folders).toHaveLength(1);
    expect(await scene.draftFile.read()).toEqual({ draft: words, interrupted: true });
  });

  test('the last of many quickly saved drafts is the one on disk', async () => {
    const scene = await openScene(root);
    const drafts = Array.from({ length: 20 }, (_, index) => ({
      ...words,
      happened: `word ${index}`,
    }));
    await Promise.all([
      ...drafts.map((draft) => attempt(() => scene.handlers['session.saveDraft'](draft))),
      attempt(() => scene.handlers['session.start']({ description: words, preset: 'quick' })),
    ]);
    expect(await scene.draftFile.read()).toEqual({ draft: words, interrupted: true });
    // What the session still writes must be there before its folder is removed.
    await scene.until(({ phase }) => phase === 'review');
  });
});

describe('a session that ends badly', () => {
  test('while collecting goes back to the words and says why', async () => {
    const failed = new CandorError(appErrorOf('collector-unavailable', 'Could not look.'));
    const scene = await openScene(root, { replace: { run: () => Promise.reject(failed) } });
    await scene.handlers['session.start']({ description: words, preset: 'quick' });
    const ended = await scene.until(({ phase }) => phase === 'idle');
    expect(ended).toEqual({
      phase: 'idle',
      draft: words,
      interrupted: false,
      problem: failed.error,
    });
    expect(scene.failures).toEqual([failed]);
  });

  test('because its words cannot be saved collects nothing', async () => {
    const full = new CandorError(appErrorOf('disk-full', 'Full.'));
    const draftFile = {
      read: async () => ({ draft: words, interrupted: false }),
      write: () => Promise.reject(full),
    };
    const scene = await openScene(root, { replace: { draftFile } });
    await scene.handlers['session.start']({ description: words, preset: 'quick' });
    expect(scene.session()).toEqual({
      phase: 'idle',
      draft: words,
      interrupted: false,
      problem: full.error,
    });
    expect(scene.folders).toEqual([]);
  });

  test('while sealing returns to the review, and late progress does not undo that', async () => {
    let written: Promise<unknown> = Promise.resolve();
    const scene = await openScene(root, {
      replace: {
        outbox: {
          async add(_entry, write) {
            written = write(join(root, 'bundle.age'), new AbortController().signal);
            throw new Error('something unexpected');
          },
        },
      },
    });
    const { manifestHash } = await scene.toReview();
    await expect(attempt(() => scene.handlers['review.consent']({ manifestHash }))).rejects.toThrow(
      'unexpected',
    );
    await written;
    expect(scene.session()).toMatchObject({ phase: 'review', problem: { code: 'internal' } });
    expect(scene.review().manifestHash).toBe(manifestHash);
  });
});

// Windows has no modes; the profile folder's own access list guards the files there.
test.skipIf(process.platform === 'win32')(
  'no other user of this computer can read any file of a session',
  async () => {
    const before = process.umask(0);
    try {
      const scene = await openScene(root);
      const { manifestHash } = await scene.toReview();
      await scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } });
      const reviewed = await modesBelow(root);
      await scene.handlers['review.consent']({ manifestHash });
      const all = [...reviewed, ...(await modesBelow(root))];
      expect(all.map(([name]) => name.split('/').at(-1))).toEqual(
        expect.arrayContaining([
          'machine.log',
          'draft.json',
          'saved.zip',
          'bundle.age',
          'entry.json',
          'receipt.json',
        ]),
      );
      expect(all.filter(([, mode]) => (mode & 0o077) !== 0)).toEqual([]);
    } finally {
      process.umask(before);
    }
  },
);

async function modesBelow(folder: string): Promise<[string, number][]> {
  const entries = await readdir(folder, { recursive: true });
  return Promise.all(
    entries.map(
      async (name) => [name, (await stat(join(folder, name))).mode & 0o777] as [string, number],
    ),
  );
}

test('what the person types is redacted like everything else', async () => {
  const happened = 'I sent my password: hunter2-xyz to annika@corp.example from 10.20.0.7';
  const found = {
    'description/description.json': JSON.stringify({ happened, began: '', severity: null }),
  };
  const scene = await openScene(root, { found, known: { ips: ['10.20.0.7'] } });
  await scene.toReview();
  const { text } = await scene.handlers['review.read']({
    id: 'description/description.json',
    offset: 0,
    length: 1000,
  });
  expect(JSON.parse(text).happened).toBe(
    'I sent my password: [secret:password] to email-1 from ip-1',
  );
  expect(dirname(scene.folders[0]?.path ?? '')).toBe(join(root, 'review'));
});
