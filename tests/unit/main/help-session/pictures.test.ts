import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { pictureItemId, pictureLimits, type TakenPicture } from '#contract/bundle/picture.ts';
import { createPictures, type PictureOptions } from '#main/help-session/pictures.ts';
import { chunk, pixelsOf, pngOf } from '#tests/fixtures/png.ts';
import { attempt, errorOf, openScene, words } from './scene.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-pictures-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const size = { width: 64, height: 40 };
/** Blue, green, red, alpha: a red screen. */
const bitmap = () =>
  Uint8Array.from(
    { length: size.width * size.height * 4 },
    (_, index) => [20, 30, 200, 255][index % 4] ?? 0,
  );
const encode: PictureOptions['encode'] = (bytes, { width, height }) =>
  pngOf(
    { width, height },
    (x, y) => {
      const at = (y * width + x) * 4;
      return [bytes[at + 2] ?? 0, bytes[at + 1] ?? 0, bytes[at] ?? 0];
    },
    // Whatever an encoder writes beside pixels stays behind.
    { more: [chunk('tEXt', Buffer.from('Software\0Annika’s screen'))] },
  );
const screenOf = (madeSmallerFrom: TakenPicture['madeSmallerFrom'] = null) => ({
  ...size,
  bitmap: bitmap(),
  png: pngOf(size, () => [200, 30, 20]),
  madeSmallerFrom,
});
const covers = [{ x: 10, y: 5, width: 20, height: 10 }];

async function withPictures(options: Partial<PictureOptions> = {}) {
  const pictures = createPictures({
    allowed: () => true,
    capture: async () => [screenOf()],
    encode,
    ...options,
  });
  const found = {
    'description/description.json': '{"happened":"No sound"}\n',
    'machine/machine.log': 'a plain line\n',
  };
  const scene = await openScene(root, { found, replace: { pictures } });
  const { handlers } = scene;
  const take = async () => (await handlers['picture.take'](undefined))[0]?.id ?? '';
  const onDisk = () => readFile(join(scene.folders[0]?.path ?? '', 'items', pictureItemId));
  return { scene, handlers, pictures, take, onDisk };
}

describe('a picture of the screen', () => {
  test('is no part of a bundle unless the person goes on with it', async () => {
    const { scene, handlers, take } = await withPictures();
    const id = await take();
    const review = await scene.toReview();
    expect(review.items.map((item) => item.id)).toEqual([
      'description/description.json',
      'machine/machine.log',
    ]);
    expect(await errorOf(attempt(() => handlers['review.picture'](undefined)))).toMatchObject({
      code: 'unknown-item',
    });
    // What was not gone on with is gone.
    await handlers['session.cancel'](undefined);
    const error = await errorOf(attempt(() => scene.toReview(words, { id, covers: [] })));
    expect(error.code).toBe('not-found');
    expect(scene.session().phase).toBe('idle');
  });

  test('stands after the words, is hashed and counted like every item, and is shown as the bytes that would be sent', async () => {
    const { scene, handlers, take, onDisk } = await withPictures();
    const review = await scene.toReview(words, { id: await take(), covers });
    const [, picture] = review.items;
    expect(picture).toMatchObject({
      id: pictureItemId,
      mediaType: 'image/png',
      sensitivity: 'private',
      redacted: 1,
      included: true,
    });
    const bytes = await onDisk();
    expect(picture).toMatchObject({ bytes: bytes.length, sha256: sha256Hex(bytes) });
    expect(await handlers['review.picture'](undefined)).toEqual({
      ...size,
      image: `data:image/png;base64,${bytes.toString('base64')}`,
    });
    const redactions = JSON.parse(
      (await handlers['review.read']({ id: 'redactions.json', offset: 0, length: 200_000 })).text,
    );
    expect(redactions).toMatchObject({
      notSearched: [pictureItemId],
      items: [
        {
          item: pictureItemId,
          redactions: [{ rule: 'blacked-out-by-the-person', kind: 'picture', count: 1 }],
        },
      ],
    });
  });

  test('is black where it was covered before a byte of it is written, and holds nothing but pixels', async () => {
    const { scene, take, onDisk } = await withPictures();
    await scene.toReview(words, { id: await take(), covers });
    const bytes = await onDisk();
    const { at } = pixelsOf(bytes);
    for (const [x, y] of [[10, 5], [29, 14], [20, 9]] as const) expect(at(x, y)).toEqual([0, 0, 0]); // biome-ignore format: one place a line
    for (const [x, y] of [[9, 5], [30, 14], [20, 15], [0, 0]] as const) expect(at(x, y)).toEqual([200, 30, 20]); // biome-ignore format: one place a line
    expect(bytes.includes('Annika')).toBe(false);
    const file = join(scene.folders[0]?.path ?? '', 'items', pictureItemId);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    // The words alone are in the draft.
    expect(await readFile(join(root, 'session', 'draft.json'), 'utf8')).not.toContain('image');
  });

  test('is sent as it was reviewed', async () => {
    const { scene, handlers, take, onDisk } = await withPictures();
    const review = await scene.toReview(words, { id: await take(), covers });
    const bytes = await onDisk();
    const { id } = await handlers['review.consent']({ manifestHash: review.manifestHash });
    const bundle = await scene.opened(id);
    expect(bundle.manifestHash).toBe(review.manifestHash);
    expect(Buffer.from(await bundle.readItem(pictureItemId)).equals(bytes)).toBe(true);
    await bundle.close();
    expect(await readdir(join(root, 'review'))).toEqual([]);
  });

  test('is left out like every item', async () => {
    const { scene, handlers, take } = await withPictures();
    const before = await scene.toReview(words, { id: await take(), covers });
    await handlers['review.include']({ items: [pictureItemId], included: false });
    const after = scene.review();
    expect(after.manifestHash).not.toBe(before.manifestHash);
    const { id } = await handlers['review.consent']({ manifestHash: after.manifestHash });
    const bundle = await scene.opened(id);
    expect(bundle.manifest.items.map((item) => item.id)).not.toContain(pictureItemId);
    expect(bundle.manifest.leftOut.map((item) => item.id)).toEqual([pictureItemId]);
    expect(bundle.redactions.notSearched).toBeUndefined();
    await bundle.close();
  });

  test('altered on disk, or exchanged for another good picture, is neither shown nor sent', async () => {
    const { scene, handlers, take, onDisk } = await withPictures();
    const review = await scene.toReview(words, { id: await take(), covers });
    const file = join(scene.folders[0]?.path ?? '', 'items', pictureItemId);
    const another = pngOf(size, () => [1, 2, 3]);
    for (const altered of [Buffer.concat([await onDisk(), Buffer.from('x')]), another]) {
      await writeFile(file, altered);
      expect(await errorOf(attempt(() => handlers['review.picture'](undefined)))).toMatchObject({
        code: 'content-changed',
      });
    }
    const consent = attempt(() =>
      handlers['review.consent']({ manifestHash: review.manifestHash }),
    );
    expect(await errorOf(consent)).toMatchObject({ code: 'content-changed' });
  });

  test('is left alone when a word is looked for or hidden, and cannot be read as text', async () => {
    const { scene, handlers, take, onDisk } = await withPictures();
    await scene.toReview(words, { id: await take(), covers });
    const bytes = await onDisk();
    const { places } = await handlers['review.search']({ text: 'IDAT' });
    expect(places).toEqual([]);
    await handlers['review.hide']({ text: 'plain' });
    expect((await onDisk()).equals(bytes)).toBe(true);
    const read = attempt(() =>
      handlers['review.read']({ id: pictureItemId, offset: 0, length: 100 }),
    );
    expect(await errorOf(read)).toMatchObject({ code: 'unknown-item' });
  });

  test('that was made smaller says so, to the person and to the engineer', async () => {
    const { scene, take } = await withPictures({
      capture: async () => [screenOf({ width: 3840, height: 2400 })],
    });
    const review = await scene.toReview(words, { id: await take(), covers: [] });
    expect(review.missing).toEqual([
      expect.objectContaining({
        collector: 'screenshot',
        status: 'partial',
        reason: expect.objectContaining({ values: { from: '3840 × 2400', to: '64 × 40' } }),
      }),
    ]);
  });

  test('goes with the session that was canceled', async () => {
    const { scene, handlers, take } = await withPictures();
    await scene.toReview(words, { id: await take(), covers });
    await handlers['session.cancel'](undefined);
    expect(await readdir(join(root, 'review'))).toEqual([]);
    expect(await errorOf(attempt(() => handlers['review.picture'](undefined)))).toMatchObject({
      code: 'wrong-phase',
    });
  });

  test('says in the bundle what it is, and that Candor hid nothing in it', async () => {
    const { scene, handlers, take } = await withPictures();
    const review = await scene.toReview(words, { id: await take(), covers: [] });
    const { id } = await handlers['review.consent']({ manifestHash: review.manifestHash });
    const { manifest, redactions } = await scene.opened(id);
    const about = {
      title: 'Picture of your screen',
      purpose: expect.stringContaining('Nothing in it was hidden by Candor'),
      category: 'description',
    };
    expect(manifest.items.find((item) => item.id === pictureItemId)).toMatchObject({
      ...about,
      collector: 'screenshot',
      mediaType: 'image/png',
      sensitivity: 'private',
      droppedBytes: 0,
      redacted: 0,
    });
    expect(manifest.collectors.find((collector) => collector.id === 'screenshot')).toEqual({
      ...about,
      id: 'screenshot',
      status: 'success',
      durationMs: 0,
      reason: null,
      items: [pictureItemId],
    });
    expect(redactions.items).toEqual([]);
  });
});

describe('taking pictures', () => {
  test('keeps the newest, and of several screens the one that is chosen', async () => {
    const { scene, handlers, pictures } = await withPictures({
      capture: async () => [screenOf(), screenOf()],
    });
    const [old] = await handlers['picture.take'](undefined);
    const [first, second] = await handlers['picture.take'](undefined);
    await handlers['picture.keep']({ id: second?.id ?? null });
    const known = (id = '') => {
      try {
        return pictures.ready({ id, covers: [] }).width;
      } catch {
        return null;
      }
    };
    expect([old, first, second].map((one) => known(one?.id))).toEqual([null, null, 64]);
    await handlers['picture.keep']({ id: null });
    expect(known(second?.id)).toBeNull();
    expect(scene.session().phase).toBe('idle');
  });

  test('is over when it was given up meanwhile', async () => {
    let give: (screens: ReturnType<typeof screenOf>[]) => void = () => {};
    const { handlers, pictures } = await withPictures({
      capture: () => new Promise((resolve) => (give = resolve)),
    });
    const taking = attempt(() => handlers['picture.take'](undefined));
    pictures.forget();
    give([screenOf()]);
    expect(await errorOf(taking)).toMatchObject({ code: 'not-found' });
  });

  test('is refused where IT has switched it off, and so is going on with one', async () => {
    let allowed = true;
    const { scene, handlers, take } = await withPictures({ allowed: () => allowed });
    const id = await take();
    allowed = false;
    expect(await errorOf(attempt(() => handlers['picture.take'](undefined)))).toMatchObject({
      code: 'forbidden',
    });
    expect(await errorOf(attempt(() => scene.toReview(words, { id, covers: [] })))).toMatchObject({
      code: 'forbidden',
    });
    expect(scene.session().phase).toBe('idle');
  });

  test('is possible only before Candor looks at this computer', async () => {
    const { scene, handlers } = await withPictures();
    await scene.toReview();
    expect(await errorOf(attempt(() => handlers['picture.take'](undefined)))).toMatchObject({
      code: 'wrong-phase',
    });
  });

  test('gives no more screens than a bundle may offer, each with its size and as the window may show it', async () => {
    const many = Array.from({ length: pictureLimits.screens + 3 }, () =>
      screenOf({ width: 128, height: 80 }),
    );
    const { handlers } = await withPictures({ capture: async () => many });
    const taken = await handlers['picture.take'](undefined);
    expect(taken).toHaveLength(pictureLimits.screens);
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    const image = `data:image/png;base64,${Buffer.from(many[0]?.png ?? []).toString('base64')}`;
    expect(taken[0]).toEqual({
      ...size,
      id: expect.any(String),
      madeSmallerFrom: { width: 128, height: 80 },
      image,
    });
  });

  test('begins nothing with a picture that cannot be used', async () => {
    const tooWide = pngOf(size, () => [0, 0, 0], {
      header: { width: pictureLimits.longestSide + 1 },
    });
    const { scene, take } = await withPictures({ encode: () => tooWide });
    const error = await errorOf(
      attempt(async () => scene.toReview(words, { id: await take(), covers })),
    );
    expect(error).toMatchObject({
      code: 'picture-unavailable',
      detail: expect.stringContaining('pixels'),
    });
    expect(scene.session().phase).toBe('idle');
    expect(scene.drafts).toEqual([]);
  });

  test('keeps the picture itself whole until the person goes on, so that they can cover something else', async () => {
    const { pictures, take } = await withPictures();
    const id = await take();
    pictures.ready({ id, covers });
    expect(pixelsOf(pictures.ready({ id, covers: [] }).png).at(10, 5)).toEqual([200, 30, 20]);
  });

  test('begins nothing with a picture that is not there', async () => {
    const { scene } = await withPictures();
    const error = await errorOf(
      attempt(() => scene.toReview(words, { id: randomUUID(), covers: [] })),
    );
    expect(error.code).toBe('not-found');
    expect(scene.drafts).toEqual([]);
  });
});

describe('going back from the review to the words', () => {
  const withWords = { ...words, happened: 'No sound since the update' };

  test('keeps what was left out and hidden, and the picture as it was blacked out, for the next review', async () => {
    const { scene, handlers, take, onDisk } = await withPictures();
    await scene.toReview(words, { id: await take(), covers });
    const before = await onDisk();
    await handlers['review.hide']({ text: 'plain' });
    await handlers['review.include']({ items: ['description/description.json'], included: false });
    await handlers['review.back'](undefined);
    expect(scene.session()).toMatchObject({ phase: 'idle', draft: words, fromReview: true });

    await handlers['session.start']({ description: withWords, preset: 'quick' });
    await scene.until((session) => session.phase === 'review' && !session.changing);
    const { items } = scene.review();
    expect(items.map(({ id, included }) => [id, included])).toEqual([
      ['description/description.json', false],
      [pictureItemId, true],
      ['machine/machine.log', true],
    ]);
    const { text } = await handlers['review.read']({
      id: 'machine/machine.log',
      offset: 0,
      length: 99,
    });
    expect(text).toBe('a word-1 line\n');
    const after = await readFile(join(scene.folders[1]?.path ?? '', 'items', pictureItemId));
    expect(after.equals(before)).toBe(true);
  });

  test('leaves the picture out when the policy has switched pictures off since', async () => {
    let allowed = true;
    const { scene, handlers, take } = await withPictures({ allowed: () => allowed });
    await scene.toReview(words, { id: await take(), covers });
    await handlers['review.back'](undefined);
    allowed = false;
    expect((await scene.toReview(withWords)).items.map(({ id }) => id)).not.toContain(
      pictureItemId,
    );
  });

  test.each(['discarding', 'sending'] as const)(
    'decides nothing for another problem after %s',
    async (how) => {
      const { scene, handlers } = await withPictures();
      await scene.toReview();
      await handlers['review.include']({ items: ['machine/machine.log'], included: false });
      await handlers['review.back'](undefined);
      await scene.toReview(withWords);
      if (how === 'discarding') await handlers['session.cancel'](undefined);
      else await handlers['review.consent']({ manifestHash: scene.review().manifestHash });
      const { items } = await scene.toReview({ ...words, happened: 'Something else' });
      expect(items.every(({ included }) => included)).toBe(true);
    },
  );
});
