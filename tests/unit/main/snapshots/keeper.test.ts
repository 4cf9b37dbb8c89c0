import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSnapshotKeeper, type KeeperOptions } from '#main/snapshots/keeper.ts';
import { createSettingsFile } from '#main/snapshots/settings-file.ts';

let root = '';
let now = new Date(2026, 10, 20, 9, 0);
let made = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'candor-keeper-'));
  now = new Date(2026, 10, 20, 9, 0);
  made = 0;
});
afterEach(() => rmSync(root, { recursive: true }));

const folder = () => join(root, 'snapshots');
const file = () => join(root, 'settings.json');
const put = (...names: string[]) => {
  mkdirSync(folder(), { recursive: true });
  for (const name of names) writeFileSync(join(folder(), name), '{}');
};
const problems: string[] = [];
function open(part: Partial<KeeperOptions> = {}) {
  problems.length = 0;
  return createSnapshotKeeper({
    folder: folder(),
    settings: createSettingsFile(file()),
    allowed: true,
    settleMs: 60_000,
    now: () => now,
    report: (problem) => problems.push(problem),
    async take() {
      made += 1;
      put(`2026-11-${String(now.getDate()).padStart(2, '0')}.json`);
      return null;
    },
    ...part,
  });
}

describe('the daily snapshot', () => {
  test('is made once a day, also on the day after a sleep', async () => {
    const keeper = open();
    await keeper.look();
    await keeper.look();
    expect(made).toBe(1);
    now = new Date(2026, 10, 22, 9, 0);
    await keeper.look();
    expect(readdirSync(folder())).toEqual(['2026-11-20.json', '2026-11-22.json']);
    expect(await keeper.status()).toMatchObject({ on: true, managed: false, count: 2 });
  });

  test('is deleted after 30 days, with what an interrupted write left', async () => {
    put(
      '2026-10-20.json',
      '2026-10-21.json',
      '2026-11-19.json',
      '2026-11-19.json.1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.new',
    );
    await open().look();
    expect(readdirSync(folder())).toEqual([
      '2026-10-21.json',
      '2026-11-19.json',
      '2026-11-20.json',
    ]);
  });

  test('that fails is reported, and not tried again at once', async () => {
    let tries = 0;
    const keeper = open({
      take: async () => {
        tries += 1;
        return 'no space';
      },
    });
    await keeper.look();
    await keeper.look();
    expect([tries, problems]).toEqual([1, ['no space']]);
    now = new Date(2026, 10, 20, 14, 0);
    await keeper.look();
    expect(tries).toBe(2);
  });
});

describe('switching it off', () => {
  test('deletes all of them, is durable, and lasts', async () => {
    put('2026-11-18.json', '2026-11-19.json');
    expect(await open().set(false)).toEqual({ on: false, managed: false, count: 0, last: null });
    expect(existsSync(folder())).toBe(false);
    const next = open();
    await next.look();
    expect(made).toBe(0);
    expect(await next.folder()).toBeUndefined();
    expect((await next.set(true)).on).toBe(true);
  });

  test('ends one that is just being made, and nothing comes after it', async () => {
    let begun = () => {};
    const started = new Promise<void>((resolve) => (begun = resolve));
    const keeper = open({
      take: (signal) =>
        new Promise((resolve) => {
          begun();
          signal.addEventListener('abort', () => {
            put('2026-11-20.json');
            resolve('canceled');
          });
        }),
    });
    const looking = keeper.look();
    await started;
    await keeper.set(false);
    await looking;
    expect([existsSync(folder()), problems]).toEqual([false, []]);
  });

  test('by the policy deletes them at the start, and the person cannot switch it on', async () => {
    put('2026-11-19.json');
    const keeper = open({ allowed: false });
    await keeper.start();
    keeper.stop();
    expect(existsSync(folder())).toBe(false);
    expect(await keeper.set(true)).toMatchObject({ on: false, managed: true });
    await keeper.look();
    expect(made).toBe(0);
  });

  test('stays off where the choice can no longer be read', async () => {
    writeFileSync(file(), '{"dailySn');
    expect((await open().status()).on).toBe(false);
  });
});
