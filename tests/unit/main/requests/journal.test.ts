import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActivityEntry } from '#contract/ipc/activity-log.ts';
import { openActivityLog } from '#main/requests/activity-log.ts';
import { checkChain, emptyHead, nextEntry } from '#main/requests/chain.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-journal-'));
  file = join(folder, 'journal.ndjson');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function written(...sentences: string[]) {
  const journal = await openActivityLog(file);
  for (const sentence of sentences) await journal.add('declined', { engineer: 'Kim', sentence });
  return journal;
}
const lines = async () => (await readFile(file, 'utf8')).split('\n').filter(Boolean);
const rewrite = (all: string[]) => writeFile(file, all.map((line) => `${line}\n`).join(''));

test('what was written is read again, the newest first, and is whole', async () => {
  await written('one', 'two');
  const { entries, count, fault } = await (await written('three')).read();
  expect(entries.map(({ number, facts }) => [number, facts.sentence])).toEqual([
    [3, 'three'],
    [2, 'two'],
    [1, 'one'],
  ]);
  expect([count, fault]).toEqual([3, null]);
});

test('many at once stand one after the other', async () => {
  const journal = await openActivityLog(file);
  await Promise.all(Array.from({ length: 30 }, () => journal.add('seen')));
  expect(await journal.read()).toMatchObject({ count: 30, fault: null });
});

describe('tampering is found, and stays found after the next start', () => {
  const cases: [string, (all: string[]) => string[], object][] = [
    [
      'a changed sentence',
      (all) => all.map((line) => line.replace('two', 'yes')),
      { number: 2, why: 'changed' },
    ],
    [
      'a changed time',
      (all) => all.map((line, index) => (index === 0 ? line.replace(/"at":"\d/, '"at":"1') : line)),
      { number: 1, why: 'changed' },
    ],
    ['an entry taken out', (all) => all.toSpliced(1, 1), { number: 2, why: 'missing' }],
    [
      'two entries in the other order',
      (all) => [all[1] ?? '', all[0] ?? '', all[2] ?? ''],
      { number: 1, why: 'missing' },
    ],
    ['the end cut off', (all) => all.slice(0, 2), { number: 3, why: 'shortened' }],
    ['all of it gone', () => [], { number: 1, why: 'shortened' }],
    [
      'a line that is no entry',
      (all) => all.with(1, '{"number":2}'),
      { number: 2, why: 'unreadable' },
    ],
  ];
  test.each(cases)('%s', async (_, tamper, fault) => {
    await written('one', 'two', 'three');
    await rewrite(tamper(await lines()));
    expect((await (await openActivityLog(file)).read()).fault).toEqual(fault);
    const later = await written('four');
    const view = await later.read();
    expect(view.fault).not.toBeNull();
    expect(view.entries.filter(({ kind }) => kind === 'damaged')).toHaveLength(1);
    expect(JSON.parse(await later.export()).entries).toHaveLength(view.count);
  });

  test('also while Candor runs', async () => {
    const journal = await written('one', 'two');
    await rewrite((await lines()).map((line) => line.replace('one', 'won')));
    expect((await journal.read()).fault).toEqual({ number: 1, why: 'changed' });
  });
});

test('a line that a crash left half written is no tampering', async () => {
  await written('one', 'two');
  await writeFile(file, '{"number":3,"at":"20', { flag: 'a' });
  expect(await (await openActivityLog(file)).read()).toMatchObject({ count: 2, fault: null });
});

test('the sentences of others are cut, not refused', async () => {
  const journal = await written('x'.repeat(100_000));
  expect(String((await journal.read()).entries[0]?.facts.sentence)).toHaveLength(2000);
});

test('no change of any one character of any entry goes unnoticed', () => {
  const entries: ActivityEntry[] = [];
  for (const sentence of ['one', 'two', 'three']) {
    const last = entries.at(-1);
    const head = last ? { count: last.number, hash: last.hash } : emptyHead;
    entries.push(nextEntry(head, '2026-03-01T12:00:00.000Z', 'declined', { sentence }));
  }
  const whole = entries.map((entry) => JSON.stringify(entry));
  const head = { count: 3, hash: entries[2]?.hash ?? '' };
  expect(checkChain(whole, head).fault).toBeNull();
  fc.assert(
    fc.property(
      fc.nat(2),
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 1 }),
      (which, at, letter) => {
        const line = whole[which] ?? '';
        const place = at % line.length;
        const changed = line.slice(0, place) + letter + line.slice(place + 1);
        fc.pre(changed !== line);
        const { entries: read, fault } = checkChain(whole.with(which, changed), head);
        // Blanks between the parts of JSON say nothing, and change nothing.
        if (fault === null) expect(read).toEqual(entries);
      },
    ),
    { numRuns: 2000 },
  );
});
