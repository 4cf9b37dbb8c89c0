import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHeadAndTail, joinHeadAndTail, joinTail } from '#collector/os/head-and-tail.ts';

const keep = (chunks: Uint8Array[], cap: number) => {
  const buffer = createHeadAndTail(cap);
  for (const chunk of chunks) buffer.push(Buffer.from(chunk));
  return buffer.result();
};

describe('output kept within a number of bytes', () => {
  test('is the first half and the last half, and every byte is counted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 100 }),
        (chunks, cap) => {
          const whole = Buffer.concat(chunks);
          const { head, tail, droppedBytes } = keep(chunks, cap);
          expect(head.length + tail.length + droppedBytes).toBe(whole.length);
          expect(head.length + tail.length).toBe(Math.min(whole.length, cap));
          expect(head).toEqual(whole.subarray(0, head.length));
          expect(tail).toEqual(whole.subarray(whole.length - tail.length));
        },
      ),
    );
  });

  test('that fits is untouched', () => {
    expect(joinHeadAndTail(keep([Buffer.from('grüße\n')], 100))).toEqual({
      text: 'grüße\n',
      droppedBytes: 0,
    });
  });

  test('is cut between lines, and says how much is missing', () => {
    const lines = Array.from({ length: 10 }, (_, line) => `line ${line}\n`).join('');
    const { text, droppedBytes } = joinHeadAndTail(keep([Buffer.from(lines)], 30));
    expect(text).toBe(
      `line 0\nline 1\n[Candor left out ${droppedBytes} bytes here]\nline 8\nline 9\n`,
    );
    expect(droppedBytes).toBe(6 * 'line 0\n'.length);
  });

  test('counts what is missing in bytes, whatever is cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 2, max: 100 }),
        (whole, cap) => {
          const { text, droppedBytes } = joinHeadAndTail(keep([Buffer.from(whole)], cap));
          const marker = droppedBytes > 0 ? `[Candor left out ${droppedBytes} bytes here]\n` : '';
          expect(text).toContain(marker);
          expect(droppedBytes).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('a cut never leaves half a secret', () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQ\n'.repeat(20)}-----END PRIVATE KEY-----\n`;

  test('the start of a private key whose end is dropped goes too', () => {
    const { text } = joinHeadAndTail({
      head: Buffer.from(`before\n${key.slice(0, 200)}`),
      tail: Buffer.from('x\nafter\n'),
      droppedBytes: 999,
    });
    expect(text).toMatch(/^before\n\[Candor left out \d+ bytes here\]\nafter\n$/);
  });

  test('the end of a private key whose start is dropped goes too', () => {
    const { text } = joinTail(Buffer.from(`${key.slice(200)}after\n`), 999);
    expect(text).toMatch(/^\[Candor left out \d+ bytes here\]\nafter\n$/);
  });

  test('a whole private key is left for the redactor', () => {
    const { text } = joinTail(Buffer.from(`cut off\n${key}after\n`), 999);
    expect(text).toContain(key);
  });

  test('a token in the middle of an endless line is dropped with its surroundings', () => {
    const token = 'ghp_0123456789abcdef';
    const head = Buffer.from(`${'a'.repeat(20_000)} ${token.slice(0, 10)}`);
    const tail = Buffer.from(`${token.slice(10)} ${'b'.repeat(20_000)}`);
    const { text } = joinHeadAndTail({ head, tail, droppedBytes: 1 });
    expect(text).not.toContain(token.slice(0, 10));
    expect(text).not.toContain(token.slice(10));
  });
});
