import { expect, test } from 'vitest';
import { holdsPseudonym } from '../../../desk/service/requests/holds-pseudonym.ts';

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
])('%s in “%s”: %s', (pseudonym, text, held) => {
  expect(holdsPseudonym(Buffer.from(text), pseudonym)).toBe(held);
});

test('after many near misses the question is left to the person’s computer', () => {
  expect(holdsPseudonym(Buffer.from('host-99 '.repeat(200_000)), 'host-9')).toBe(true);
});
