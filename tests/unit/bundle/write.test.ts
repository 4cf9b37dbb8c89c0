import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { writeBundle } from '#bundle/write.ts';
import { codeOf, sampleItems, sampleOptions } from './sample.ts';

const from = (text: string) => Readable.from([Buffer.from(text)], { objectMode: false });

describe('writing a bundle', () => {
  test('stops when an item changed after the review: other bytes, more, fewer', async () => {
    const options = await sampleOptions();
    const content = String(sampleItems[1]?.content);
    for (const changed of [
      content.replace('first', 'fIrst'),
      `${content}x`,
      content.slice(1),
      '',
    ]) {
      const items = options.items.map((item) =>
        item.id === 'logs/system.log' ? { ...item, open: () => from(changed) } : item,
      );
      expect(await codeOf(() => buffer(writeBundle({ ...options, items })))).toBe(
        'content-changed',
      );
    }
  });

  test('refuses immediately when items or documents do not match the manifest', async () => {
    const options = await sampleOptions();
    const [first, ...rest] = options.items;
    const extra = { id: 'logs/other.log', open: () => from('') };
    for (const items of [
      rest,
      [...options.items, extra],
      [...options.items, ...(first ? [first] : [])],
    ]) {
      expect(await codeOf(() => writeBundle({ ...options, items }))).toBe('content-changed');
    }
    expect(await codeOf(() => writeBundle({ ...options, findings: options.redactions }))).toBe(
      'content-changed',
    );
  });

  test('names the item and the rule when something private is left, but never the value', async () => {
    const items = [
      {
        id: 'logs/a.log',
        content: `${'x y\n'.repeat(600_000)}here is annika\n${'x y\n'.repeat(10)}`,
      },
    ];
    const options = await sampleOptions({ items });
    const scan = createLeakScanner([{ kind: 'user', pseudonym: 'user-1', value: 'annika' }]);
    const failure = await buffer(writeBundle({ ...options, scan })).catch((error: unknown) =>
      String(error),
    );
    expect(failure).toContain('leak-found');
    expect(failure).toContain('known-user at 2400008');
    expect(failure).not.toContain('annika');
  });

  test('scans names and text from the machine in findings and reasons, but not Candor’s own words', async () => {
    const scan = createLeakScanner([{ kind: 'user', pseudonym: 'user-1', value: 'shows' }]);
    // "Shows what failed recently" is the purpose in the sample: our words, not a leak.
    await buffer(writeBundle({ ...(await sampleOptions()), scan }));
    const named = await sampleOptions({ items: [{ id: 'logs/shows.log', content: 'x' }] });
    expect(await codeOf(() => buffer(writeBundle({ ...named, scan })))).toBe('leak-found');
    const reasoned = await sampleOptions({
      changeManifest: (manifest) => ({
        ...manifest,
        collectors: manifest.collectors.map((one) => ({
          ...one,
          reason: { message: 'Not for {who}', values: { who: 'shows' } },
        })),
      }),
    });
    expect(await codeOf(() => buffer(writeBundle({ ...reasoned, scan })))).toBe('leak-found');
  });

  test('finds a value across the borders of chunks and windows', async () => {
    const scan = createLeakScanner([{ kind: 'user', pseudonym: 'user-1', value: 'annika' }]);
    for (const before of [
      1024 * 1024 - 3,
      1024 * 1024 - 16 * 1024 - 2,
      1024 * 1024 * 2 - 20 * 1024,
    ]) {
      const content = `${'x'.repeat(before - 1)} annika ${'y'.repeat(2_000_000)}`;
      const options = await sampleOptions({ items: [{ id: 'logs/a.log', content }] });
      const cut = before + 3;
      const open = () =>
        Readable.from([Buffer.from(content.slice(0, cut)), Buffer.from(content.slice(cut))], {
          objectMode: false,
        });
      expect(
        await codeOf(() =>
          buffer(writeBundle({ ...options, items: [{ id: 'logs/a.log', open }], scan })),
        ),
      ).toBe('leak-found');
    }
  });

  test('finds a name of two words that is split by the border of a window', async () => {
    const windowLength = 1024 * 1024;
    const scan = createLeakScanner([{ kind: 'name', pseudonym: 'name-1', value: 'Annika Berg' }]);
    // The window is cut after its last blank, which is the one inside the name.
    const content = `${'x'.repeat(windowLength - 20)} Annika Berg${'-'.repeat(100_000)}`;
    const options = await sampleOptions({ items: [{ id: 'logs/a.log', content }] });
    expect(await codeOf(() => buffer(writeBundle({ ...options, scan })))).toBe('leak-found');
  });

  test.each([
    ['end', 1024 * 1024 - 'annika'.length, 'annikas', ''],
    ['last blank before the end', 1024 * 1024 - 20, 'annikas', 'x'.repeat(100)],
    ['beginning', 1024 * 1024 - 16 * 1024 - 'h'.length, 'hannika', ''],
  ])(
    'a part of a word is not taken for a whole one where it meets the %s of a window',
    async (_where, place, word, next) => {
      const scan = createLeakScanner([{ kind: 'user', pseudonym: 'user-1', value: 'annika' }]);
      const filler = 'x '.repeat(600_000);
      const content = `${filler.slice(0, place - 1)} ${word} ${next} ${filler}`;
      expect(content.indexOf(word)).toBe(place);
      const options = await sampleOptions({ items: [{ id: 'logs/a.log', content }] });
      await buffer(writeBundle({ ...options, scan }));
    },
  );

  test('reports its progress, and stops and closes its files when aborted', async () => {
    const options = await sampleOptions();
    const seen: number[] = [];
    await buffer(writeBundle({ ...options, onProgress: (bytes) => seen.push(bytes) }));
    expect(seen.at(-1)).toBeGreaterThan(Buffer.byteLength(String(sampleItems[1]?.content)));
    const controller = new AbortController();
    const endless = new Readable({ read: () => {} });
    const open = () => {
      queueMicrotask(() => controller.abort());
      return endless;
    };
    const items = options.items.map((item) => ({ ...item, open }));
    const writing = buffer(writeBundle({ ...options, items, signal: controller.signal }));
    await expect(writing).rejects.toThrow(/abort/i);
    expect(endless.destroyed).toBe(true);
  });

  test('an item that cannot be read ends the stream with a clear error', async () => {
    const options = await sampleOptions();
    const items = options.items.map((item) => ({
      ...item,
      open: () =>
        new Readable({ read: (): void => {}, construct: (done) => done(new Error('EIO: broken')) }),
    }));
    expect(await codeOf(() => buffer(writeBundle({ ...options, items })))).toBe('disk-failed');
  });
});
