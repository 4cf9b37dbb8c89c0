import { expect, test } from 'vitest';
import { createStreamScan } from '#bundle/scan-stream.ts';

const window = 1024 * 1024;

/** The pieces of a text that are scanned, in order. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  const stream = createStreamScan('logs/a.log', (_name, piece) => {
    pieces.push(piece);
    return [];
  });
  stream.push(Buffer.from(text));
  stream.end();
  return pieces;
}

test('cuts a text after the last place outside of a word, however early in the window that is', () => {
  for (const at of [window / 2, window / 2 + 1, window - 1]) {
    const [first] = piecesOf(`${'a'.repeat(at)} ${'b'.repeat(2 * window)}`);
    expect(first?.length, String(at)).toBe(at + 1);
  }
});

test('cuts a word as long as half a window at the end of the window', () => {
  const [first] = piecesOf(`${'a'.repeat(window / 2 - 1)} ${'b'.repeat(2 * window)}`);
  expect(first?.length).toBe(window);
});

test('scans each place of a text together with the 16 KiB before it', () => {
  const text = Array.from({ length: 400_000 }, (_, index) => `w${index}`).join(' ');
  const pieces = piecesOf(text);
  let end = 0;
  let from = 0;
  for (const piece of pieces) {
    const start = text.indexOf(piece, from);
    expect(start).toBeGreaterThanOrEqual(0);
    if (end > 0) expect(end - start).toBeGreaterThanOrEqual(16 * 1024);
    [from, end] = [start, start + piece.length];
  }
  expect(end).toBe(text.length);
});

test('a place where no word is counts as such up to the end of the window, and not beyond it', () => {
  const word = (length: number) => 'a'.repeat(length);
  const lastInside = `${word(window - 10)} ${word(8)} ${word(2 * window)}`;
  expect(piecesOf(lastInside)[0]?.length).toBe(window);
  const lastOutside = `${word(window - 10)} ${word(9)} ${word(2 * window)}`;
  expect(piecesOf(lastOutside)[0]?.length).toBe(window - 9);
  const nextOutside = `${word(window - 10)} ${word(10)} ${word(2 * window)}`;
  expect(piecesOf(nextOutside)[0]?.length).toBe(window - 9);
});

test('begins the next piece no later than 16 KiB before the end of this one, even if no word boundary is near', () => {
  const overlap = 16 * 1024;
  for (const beyond of [0, 1]) {
    const begins = window - overlap;
    const text = `${'a'.repeat(begins + beyond)} ${'b'.repeat(overlap - beyond - 2)} ${'c'.repeat(window / 4)}`;
    const [first = '', second = ''] = piecesOf(text);
    expect(first.length).toBe(window);
    expect(second.length).toBe(text.length - begins);
  }
});

test('scans a text that ends inside a character to its last byte', () => {
  const pieces: string[] = [];
  const stream = createStreamScan('logs/a.log', (_name, piece) => {
    pieces.push(piece);
    return [];
  });
  stream.push(Buffer.from('annika é').subarray(0, -1));
  stream.end();
  expect(pieces).toEqual(['annika \ufffd']);
});
