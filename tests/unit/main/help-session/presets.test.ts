import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { select, wantsInventory } from '#main/collection/select.ts';
import { listPresets, selectionOf } from '#main/help-session/presets.ts';
import { openRunTimes } from '#main/help-session/run-times.ts';

const folder = mkdtempSync(join(tmpdir(), 'candor-presets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const added = {
  id: 'ward',
  name: 'Ward tablets',
  purpose: 'When they lose their connection.',
  collectors: ['wifi', 'gone'],
};
const policy = { presets: [added] } as unknown as Policy;

const declared = (id: string, presets: CollectorDeclaration['presets']): CollectorDeclaration => ({
  id,
  title: id,
  purpose: id,
  category: 'system',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux'],
  presets,
  deadlineMs: 1000,
  byteCap: 1000,
});
const catalogue = [
  declared('description', ['quick', 'standard']),
  declared('system', ['standard']),
  declared('wifi', ['full']),
];
const report = () => {};

describe('presets', () => {
  test('are Candor’s own and the policy’s, with the time they take here', async () => {
    const times = await openRunTimes(join(folder, 'list.json'), report);
    await times.record('ward', 1234);
    const list = listPresets(policy, times);
    expect(list.map(({ id }) => id)).toEqual([
      'quick',
      'standard',
      'network',
      'performance',
      'full',
      'ward',
    ]);
    expect(list[0]).toEqual({
      id: 'quick',
      name: null,
      purpose: null,
      expectedMs: expect.any(Number),
      timedHere: false,
    });
    await times.record('quick', 700);
    expect(listPresets(policy, times)[0]).toMatchObject({ expectedMs: 700, timedHere: true });
    expect(list[5]).toEqual({
      id: 'ward',
      name: added.name,
      purpose: added.purpose,
      expectedMs: 1234,
      timedHere: true,
    });
  });

  test('that never ran here have an estimate, but not the organisation’s own: nobody has measured those', async () => {
    const times = await openRunTimes(join(folder, 'none.json'), report);
    const list = listPresets(policy, times).map(({ id, expectedMs, timedHere }) => ({
      id,
      known: expectedMs !== null,
      timedHere,
    }));
    expect(list.filter(({ timedHere }) => timedHere)).toEqual([]);
    expect(list.filter(({ known }) => !known).map(({ id }) => id)).toEqual(['ward']);
  });

  test('that do not exist are named, with the ones that do', () => {
    expect(() => selectionOf('nonsense', policy)).toThrow(
      expect.objectContaining({
        error: expect.objectContaining({
          message: expect.objectContaining({
            values: {
              name: 'nonsense',
              presets: 'quick, standard, network, performance, full, ward',
            },
          }),
        }),
      }),
    );
    expect(() => selectionOf('ward', null)).toThrow();
  });

  test('choose their collectors, and what the person wrote is always one', () => {
    const ids = (id: string) => select(catalogue, selectionOf(id, policy)).map((one) => one.id);
    expect(ids('standard')).toEqual(['description', 'system']);
    expect(ids('ward')).toEqual(['description', 'wifi', 'gone']);
  });
});

describe('times of past runs', () => {
  test('give the median of the last ten, and stay', async () => {
    const file = join(folder, 'times.json');
    const times = await openRunTimes(file, report);
    expect(times.expectedMs('quick')).toBeNull();
    for (const ms of [90_000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.4]) await times.record('quick', ms);
    expect(times.expectedMs('quick')).toBe(6);
    expect((await openRunTimes(file, report)).expectedMs('quick')).toBe(6);
    expect(JSON.parse(readFileSync(file, 'utf8')).quick).toHaveLength(10);
  });

  test.for(['', 'nonsense', '{"quick":["x"]}', '[]', '{"quick":[-1]}'])(
    'start from zero with a damaged file: %s',
    async (text) => {
      const file = join(folder, 'damaged.json');
      writeFileSync(file, text);
      const times = await openRunTimes(file, report);
      expect(times.expectedMs('quick')).toBeNull();
      await times.record('quick', 5);
      expect((await openRunTimes(file, report)).expectedMs('quick')).toBe(5);
      expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
    },
  );
});

test('the parts of the hardware are asked for in standard, in full and in a list of collectors, not in a quick look', () => {
  const asked = ['quick', 'standard', 'network', 'performance', 'full'].filter((preset) =>
    wantsInventory({ preset, collectors: null }),
  );
  expect(asked).toEqual(['standard', 'full']);
  expect(wantsInventory({ preset: 'ward', collectors: ['memory'] })).toBe(true);
});
