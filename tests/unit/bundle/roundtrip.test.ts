import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBundle } from '#bundle/read.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { writeBundle } from '#bundle/write.ts';
import { codeOf, sampleItems, sampleOptions, writeSample } from './sample.ts';

async function failedChecks(bytes: Uint8Array): Promise<string[]> {
  const bundle = await openBundle(bytes);
  const checks = await verifyBundle(bundle);
  await bundle.close();
  return checks.filter(({ passed }) => !passed).map(({ check }) => check.message);
}

describe('a bundle', () => {
  test('returns every item exactly, and passes every check', async () => {
    const options = await sampleOptions();
    const bundle = await openBundle(await buffer(writeBundle(options)));
    expect(bundle.manifestHash).toBe(options.manifestHash);
    for (const { id, content } of sampleItems)
      expect(Buffer.from(await bundle.readItem(id)).toString()).toBe(content);
    const checks = await verifyBundle(bundle);
    expect(checks.length).toBeGreaterThanOrEqual(8);
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(bundle.entries[0]?.name).toBe('manifest.json');
    expect(await codeOf(() => bundle.readItem('no/such'))).toBe('unknown-item');
  });

  test('reads the same from a file, and closes it', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'candor-')), 'bundle.zip');
    await writeFile(file, await writeSample());
    const bundle = await openBundle({ file });
    expect((await verifyBundle(bundle)).every(({ passed }) => passed)).toBe(true);
    await bundle.close();
    await expect(bundle.readItem('system/system.json')).rejects.toThrow();
  });

  test('of any bytes returns the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 6 }),
        async (contents) => {
          const items = contents.map((content, index) => ({
            id: `any/item-${index}.bin`,
            content,
          }));
          const bundle = await openBundle(await writeSample({ items, device: null }));
          for (const { id, content } of items)
            expect(Buffer.from(await bundle.readItem(id)).equals(content)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('of the same content has the same bytes, however its items are chunked', async () => {
    const options = await sampleOptions();
    const once = await buffer(writeBundle(options));
    const content = Buffer.from(String(sampleItems[1]?.content));
    const items = options.items.map((item) =>
      item.id === 'logs/system.log'
        ? {
            id: item.id,
            open: () =>
              Readable.from([content.subarray(0, 7), content.subarray(7)], { objectMode: false }),
          }
        : item,
    );
    expect((await buffer(writeBundle({ ...options, items }))).equals(once)).toBe(true);
  });

  test('without a receipt reports that no one agreed', async () => {
    expect(await failedChecks(await writeSample({ device: null }))).toHaveLength(3);
  });

  test('whose receipt names another manifest or other items fails exactly those checks', async () => {
    expect(
      await failedChecks(
        await writeSample({
          changeReceipt: (receipt) => ({ ...receipt, manifestHash: 'a'.repeat(64) }),
        }),
      ),
    ).toEqual(['The person agreed to exactly this content']);
    expect(
      await failedChecks(
        await writeSample({ changeReceipt: (receipt) => ({ ...receipt, items: [] }) }),
      ),
    ).toEqual(['The receipt lists the same items']);
  });
});

describe('one altered byte', () => {
  test('anywhere in the file is found, one bit of every byte', async () => {
    const bytes = await writeSample({ items: sampleItems.slice(0, 1) });
    const missed: number[] = [];
    for (let offset = 0; offset < bytes.length; offset += 1) {
      const altered = Buffer.from(bytes);
      altered[offset] = (altered[offset] ?? 0) ^ (1 << (offset % 8));
      const outcome = await failedChecks(altered).then(
        (failed) => failed.length > 0,
        () => true,
      );
      if (!outcome) missed.push(offset);
    }
    expect(missed).toEqual([]);
  }, 60_000);

  test('is also found when one byte is added or removed at either end', async () => {
    const bytes = await writeSample();
    const one = Buffer.from([0]);
    for (const altered of [
      bytes.subarray(1),
      bytes.subarray(0, -1),
      Buffer.concat([one, bytes]),
      Buffer.concat([bytes, one]),
    ]) {
      expect(await codeOf(() => openBundle(altered))).toBe('bundle-invalid');
    }
  });

  test('of any random change, a bundle never opens and passes', async () => {
    const bytes = await writeSample();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (offset, mask) => {
          const altered = Buffer.from(bytes);
          altered[offset] = (altered[offset] ?? 0) ^ mask;
          expect(
            await failedChecks(altered).then(
              (failed) => failed.length > 0,
              () => true,
            ),
          ).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});
