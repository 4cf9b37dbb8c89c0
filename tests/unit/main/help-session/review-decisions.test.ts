import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { attempt, errorOf, openScene, type SceneOptions } from './scene.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-decisions-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const found = {
  'machine/machine.json': `${JSON.stringify({ owner: 'Till 7', host: 'ward-front', lines: ['till 7 is slow'] }, null, 2)}\n`,
  'machine/machine.log': 'ward-front: Till 7 restarted\nnothing else\n',
};
const known = { hosts: ['ward-front'] };

async function reviewing(options: SceneOptions = {}) {
  const scene = await openScene(root, { found, known, ...options });
  await scene.toReview();
  const { handlers } = scene;
  const text = (id: string) => readFile(join(scene.folders[0]?.path ?? '', 'items', id), 'utf8');
  return { scene, handlers, text };
}

describe('is something in here', () => {
  test('looks through every item and document, in any case', async () => {
    const { handlers } = await reviewing();
    expect(await handlers['review.search']({ text: 'TILL 7' })).toEqual({
      total: 3,
      places: [
        { id: 'machine/machine.json', count: 2 },
        { id: 'machine/machine.log', count: 1 },
      ],
    });
    expect(await handlers['review.search']({ text: 'ward-front' })).toEqual({
      total: 0,
      places: [],
    });
    const { places } = await handlers['review.search']({ text: 'machine.log' });
    expect(places.map(({ id }) => id)).toEqual(['manifest.json', 'redactions.json']);
  });
});

describe('hiding a text everywhere', () => {
  test('changes items, hashes and size at once, and what is sent is that', async () => {
    const { scene, handlers, text } = await reviewing();
    const before = scene.review();
    expect(await handlers['review.hide']({ text: 'Till 7' })).toEqual({ places: 3 });
    const after = scene.review();
    expect(after.manifestHash).not.toBe(before.manifestHash);
    expect(await text('machine/machine.log')).toBe('host-1: word-1 restarted\nnothing else\n');
    expect(await handlers['review.search']({ text: 'till' })).toMatchObject({ total: 0 });
    const error = await errorOf(
      attempt(() => handlers['review.consent']({ manifestHash: before.manifestHash })),
    );
    expect(error).toMatchObject({ code: 'consent-mismatch' });

    const { id } = await handlers['review.consent']({ manifestHash: after.manifestHash });
    const bundle = await scene.opened(id);
    for (const item of after.items)
      expect((await bundle.readItem(item.id)).toString()).not.toMatch(/till/i);
    const report = after.items.map(({ id, redacted }) => ({ id, redacted }));
    expect(report).toEqual([
      { id: 'machine/machine.json', redacted: 3 },
      { id: 'machine/machine.log', redacted: 2 },
      { id: descriptionItemId, redacted: 0 },
    ]);
  });

  test('can be undone, to the byte, even if the policy lets nothing else be put back', async () => {
    const { scene, handlers, text } = await reviewing({ settings: { letThrough: false } });
    const before = scene.review();
    await handlers['review.hide']({ text: 'till 7' });
    const listed = await handlers['review.hidden'](undefined);
    expect(listed).toContainEqual({
      pseudonym: 'word-1',
      kind: 'word',
      places: 3,
      byPerson: true,
      mayShow: true,
    });
    await handlers['review.hide']({ text: 'restarted' });
    expect(await handlers['review.unredact']({ pseudonym: 'word-1' })).toEqual({ places: 3 });
    expect(await text('machine/machine.log')).toBe('host-1: Till 7 word-2\nnothing else\n');
    expect(await handlers['review.unredact']({ pseudonym: 'word-2' })).toEqual({ places: 1 });
    expect(scene.review()).toEqual(before);
    expect(await handlers['review.consent']({ manifestHash: before.manifestHash })).toMatchObject({
      id: expect.any(String),
    });
  });

  test('blocks every other change until it is done, and a failure leaves the review as it was', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const decide = async () => {
      await held;
      throw new Error('the process died');
    };
    const { scene, handlers } = await reviewing({ replace: { decide } });
    const { manifestHash } = scene.review();
    const hiding = attempt(() => handlers['review.hide']({ text: 'till' }));
    expect(scene.session()).toMatchObject({ phase: 'review', changing: true });
    for (const call of [
      () => handlers['review.consent']({ manifestHash }),
      () => handlers['review.include']({ items: ['machine/machine.log'], included: false }),
      () => handlers['review.hide']({ text: 'nothing' }),
      () => handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
    ]) {
      expect(await errorOf(attempt<unknown>(call))).toMatchObject({ code: 'wrong-phase' });
    }
    release();
    await expect(hiding).rejects.toThrow('the process died');
    expect(scene.session()).toMatchObject({ phase: 'review', changing: false });
  });
});

describe('what the last look found', () => {
  /** Known to be private, but not when the item was written: another collector found it out later. */
  const missed = [{ kind: 'host', pseudonym: 'host-9', value: 'till-seven' }];
  const late = {
    'machine/machine.log': 'till-seven restarted\n',
    'machine/other.log': 'nothing\n',
  };

  test('stops the bundle, and is hidden on the person’s wish', async () => {
    const { scene, handlers, text } = await reviewing({ found: late, missed });
    const error = await errorOf(
      attempt(() => handlers['review.consent']({ manifestHash: scene.review().manifestHash })),
    );
    expect(error).toMatchObject({
      code: 'leak-found',
      message: { values: { item: 'machine/machine.log' } },
    });
    expect(await handlers['review.rerunRedaction'](undefined)).toEqual({ places: 1 });
    expect(await text('machine/machine.log')).toBe('host-9 restarted\n');
    await handlers['review.hide']({ text: 'restarted' });
    expect(await text('machine/machine.log')).toBe('host-9 word-1\n');
    const { id } = await handlers['review.consent']({ manifestHash: scene.review().manifestHash });
    expect((await (await scene.opened(id)).readItem('machine/machine.log')).toString()).toBe(
      'host-9 word-1\n',
    );
  });

  test('can be left out instead', async () => {
    const { scene, handlers } = await reviewing({ found: late, missed });
    await handlers['review.include']({ items: ['machine/machine.log'], included: false });
    const { id } = await handlers['review.consent']({ manifestHash: scene.review().manifestHash });
    expect((await scene.opened(id)).manifest.items.map((item) => item.id)).toEqual([
      'machine/other.log',
      descriptionItemId,
    ]);
  });
});

describe('what was hidden wrongly', () => {
  test('can be looked at and let through, one by one, and the last look for leaks agrees', async () => {
    const { scene, handlers, text } = await reviewing();
    expect(await handlers['review.hidden'](undefined)).toEqual([
      { pseudonym: 'host-1', kind: 'host', places: 2, byPerson: false, mayShow: true },
    ]);
    expect(await handlers['review.showOriginal']({ pseudonym: 'host-1' })).toEqual({
      value: 'ward-front',
    });
    expect(await handlers['review.unredact']({ pseudonym: 'host-1' })).toEqual({ places: 2 });
    expect(await text('machine/machine.log')).toContain('ward-front: Till 7');
    const { id } = await handlers['review.consent']({ manifestHash: scene.review().manifestHash });
    const bundle = await scene.opened(id);
    expect((await bundle.readItem('machine/machine.log')).toString()).toContain('ward-front');
  });

  test('stays hidden where the policy says so, and nothing stands behind what is not there', async () => {
    const { handlers, text } = await reviewing({ settings: { letThrough: false } });
    const error = await errorOf(
      attempt(() => handlers['review.unredact']({ pseudonym: 'host-1' })),
    );
    expect(error).toMatchObject({ code: 'invalid-arguments' });
    expect(await text('machine/machine.log')).not.toContain('ward-front');
    expect(
      await errorOf(attempt(() => handlers['review.showOriginal']({ pseudonym: 'ip-9' }))),
    ).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('values that the person decided about already', () => {
  const word = { kind: 'word', pseudonym: 'word-1', value: 'Heron' };
  const heron = { 'machine/machine.log': 'word-1 met Till 7 and till 7\n' };

  test('are not hidden twice in another letter case', async () => {
    const { scene, handlers, text } = await reviewing();
    await handlers['review.hide']({ text: 'Till 7' });
    const { manifestHash } = scene.review();
    expect(await handlers['review.hide']({ text: 'tILL 7' })).toEqual({ places: 0 });
    expect(scene.review().manifestHash).toBe(manifestHash);
    expect(await text('machine/machine.log')).toBe('host-1: word-1 restarted\nnothing else\n');
  });

  test('keep their stand-ins: none comes to mean something else when its value is let through', async () => {
    const { handlers, text } = await reviewing({ found: heron, missed: [word] });
    expect(await handlers['review.unredact']({ pseudonym: 'word-1' })).toEqual({ places: 1 });
    await handlers['review.hide']({ text: 'till 7' });
    expect(await text('machine/machine.log')).toBe('Heron met word-2 and word-2\n');
    expect(await handlers['review.hidden'](undefined)).toEqual([
      { pseudonym: 'word-2', kind: 'word', places: 2, byPerson: true, mayShow: true },
    ]);
    expect(await handlers['review.showOriginal']({ pseudonym: 'word-2' })).toEqual({
      value: 'till 7',
    });
    expect(
      await errorOf(attempt(() => handlers['review.showOriginal']({ pseudonym: 'word-1' }))),
    ).toMatchObject({
      code: 'not-found',
    });
  });

  test('can be let through although the text held what looks like their stand-in before', async () => {
    const { scene, handlers } = await reviewing({ found: heron, missed: [word] });
    await handlers['review.unredact']({ pseudonym: 'word-1' });
    expect(scene.review().items[0]).toMatchObject({ id: 'machine/machine.log', redacted: 0 });
    expect(await handlers['review.consent']({ manifestHash: scene.review().manifestHash })).toEqual(
      { id: expect.any(String) },
    );
  });

  test('stay decided when another value is decided about, and when a text is redacted again', async () => {
    const missed = [{ kind: 'host', pseudonym: 'host-9', value: 'till-seven' }];
    const { scene, handlers, text } = await reviewing({
      found: { 'machine/machine.log': 'ward-front, till-seven, plain and nothing\n' },
      missed,
    });
    await handlers['review.hide']({ text: 'plain' });
    await handlers['review.unredact']({ pseudonym: 'host-1' });
    await handlers['review.rerunRedaction'](undefined);
    await handlers['review.hide']({ text: 'nothing' });
    expect(await text('machine/machine.log')).toBe('ward-front, host-9, word-1 and word-2\n');
    await handlers['review.unredact']({ pseudonym: 'word-1' });
    expect(await text('machine/machine.log')).toBe('ward-front, host-9, plain and word-2\n');
    const { id } = await handlers['review.consent']({ manifestHash: scene.review().manifestHash });
    expect((await (await scene.opened(id)).readItem('machine/machine.log')).toString()).toBe(
      'ward-front, host-9, plain and word-2\n',
    );
  });

  test('are counted in the report that is sent, under the rules of the person’s own decisions', async () => {
    const missed = [{ kind: 'host', pseudonym: 'host-9', value: 'till-seven' }];
    const { scene, handlers } = await reviewing({
      found: {
        'machine/machine.log': 'ward-front, till-seven, plain and plain\n',
        'machine/other.log': 'nothing\n',
      },
      missed,
    });
    await handlers['review.hide']({ text: 'plain' });
    await handlers['review.unredact']({ pseudonym: 'host-1' });
    await handlers['review.rerunRedaction'](undefined);
    const { id } = await handlers['review.consent']({ manifestHash: scene.review().manifestHash });
    expect((await scene.opened(id)).redactions.items).toEqual([
      {
        item: 'machine/machine.log',
        redactions: [
          { rule: expect.any(String), kind: 'host', count: 1 },
          { rule: 'found-by-the-last-look', kind: 'again', count: 1 },
          { rule: 'hidden-by-the-person', kind: 'word', count: 2 },
          { rule: 'shown-by-the-person', kind: 'shown', count: 1 },
        ],
      },
    ]);
  });

  test('let a home folder be read where the name in it is let through, and no other', async () => {
    const homes = [
      { kind: 'home', pseudonym: 'home-1', value: '/home/Ann' },
      { kind: 'home', pseudonym: 'home-2', value: '/home/kim' },
      { kind: 'user', pseudonym: 'user-1', value: 'ann' },
    ];
    const { handlers } = await reviewing({
      found: { 'machine/machine.log': 'user-1 in home-1 and home-2\n' },
      missed: homes,
    });
    await handlers['review.unredact']({ pseudonym: 'user-1' });
    expect(
      await errorOf(attempt(() => handlers['review.showOriginal']({ pseudonym: 'home-1' }))),
    ).toMatchObject({
      code: 'not-found',
    });
    expect(await handlers['review.showOriginal']({ pseudonym: 'home-2' })).toEqual({
      value: '/home/kim',
    });
  });
});

test('what is looked for or listed across the end of a piece of a long item is found once', async () => {
  // Files are read in pieces of 64 KiB; with what is longer than one, some of them lie across an end.
  const line = 'ward-front restarted Till-Seven-In-The-Front\n';
  const { handlers } = await reviewing({ found: { 'machine/machine.log': line.repeat(5000) } });
  expect(await handlers['review.search']({ text: 'till-seven-in-the-front' })).toEqual({
    total: 5000,
    places: [{ id: 'machine/machine.log', count: 5000 }],
  });
  expect(await handlers['review.hidden'](undefined)).toMatchObject([
    { pseudonym: 'host-1', places: 5000 },
  ]);
});
