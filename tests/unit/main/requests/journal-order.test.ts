import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

/** The order in which an entry is written, by the ends of the calls. */
const done = vi.hoisted(() => [] as string[]);
vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  const open: typeof real.open = async (...words) => {
    const handle = await real.open(...words);
    for (const name of ['writeFile', 'sync', 'close'] as const) {
      const call = handle[name].bind(handle) as (...given: unknown[]) => Promise<void>;
      Reflect.set(handle, name, async (...given: unknown[]) => {
        await call(...given);
        // A slow disk: whatever does not wait overtakes.
        await new Promise((resolve) => setImmediate(resolve));
        done.push(name);
      });
    }
    return handle;
  };
  return { ...real, open };
});
const { openActivityLog } = await import('#main/requests/activity-log.ts');

test('an entry of the journal is flushed when all of it is written, and is durable when it is promised', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'candor-journal-'));
  const journal = await openActivityLog(join(folder, 'journal.ndjson'));
  done.length = 0;
  await journal.add('seen');
  expect(done.slice(0, 3)).toEqual(['writeFile', 'sync', 'close']);
  expect(JSON.parse(await readFile(join(folder, 'journal.ndjson'), 'utf8'))).toMatchObject({
    number: 1,
    kind: 'seen',
  });
  await rm(folder, { recursive: true, force: true });
});
