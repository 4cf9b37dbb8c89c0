import { expect, test } from 'vitest';
import { ofText, pieces } from './parsers.ts';

const megabyte = 1024 * 1024;
/** Everything that any parser looks for, again and again: each finds its own among lines that are none of its business. */
const soup = pieces.join('');
const soupOf = (bytes: number): string => soup.repeat(Math.ceil(bytes / soup.length)).slice(0, bytes);
/** Half lines, half one line without an end. */
const flood = `${soupOf(25 * megabyte)}\n${'x y:'.repeat((25 * megabyte) / 4)}`;

/**
 * Processor seconds, which other programs on this machine cannot lengthen: the least of three tries, for the garbage
 * collector works whenever it likes.
 */
function costOf(parse: (text: string) => unknown, text: string): number {
  return Math.min(
    ...[1, 2, 3].map(() => {
      const before = process.cpuUsage();
      parse(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    }),
  );
}

test.for(Object.entries(ofText))('%s takes 50 MB', { timeout: 60_000 }, ([, parse]) => {
  expect(() => parse(flood)).not.toThrow();
});

test.for(Object.entries(ofText))('%s takes about twice the time for twice the output', { timeout: 60_000 }, ([, parse]) => {
  const [once, twice] = [soupOf(megabyte), soupOf(2 * megabyte)];
  parse(once);
  expect(costOf(parse, twice)).toBeLessThan(3 * costOf(parse, once) + 0.05);
});
