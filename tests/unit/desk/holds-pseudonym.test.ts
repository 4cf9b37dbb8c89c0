import { expect, test } from 'vitest';
import { holdsPseudonym } from '#desk/service/domain/requests/holds-pseudonym.ts';

async function* pieces(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([
  ['ip-3', 'gateway ip-3', true],
  ['ip-3', '{"gateway":"ip-3"}', true],
  ['ip-3', 'It is ip-3. Then', true],
  ['ip-3', 'ip-31 and ip-3.2 and wifip-3', false],
  ['ip-3', 'ip-31, then ip-3', true],
  ['ip', 'ip-3', false],
  ['ip-3.2', 'neighbour ip-3.2', true],
  ['user-1', '/home/user-1/notes', true],
  ['.*', 'anything', false],
  ['name-1', 'Grüße, name-1', true],
])('%s in “%s”: %s', async (pseudonym, text, held) => {
  expect(await holdsPseudonym(pieces(text, 1000), pseudonym)).toBe(held);
  // However the item happens to be cut.
  for (const size of [1, 2, 3, 7])
    expect(
      await holdsPseudonym(pieces(`${' '.repeat(40)}${text}${' '.repeat(40)}`, size), pseudonym),
    ).toBe(held);
});

test('after many near misses the question is left to the person’s computer', async () => {
  expect(await holdsPseudonym(pieces('host-99 '.repeat(200_000), 65_536), 'host-9')).toBe(true);
});
