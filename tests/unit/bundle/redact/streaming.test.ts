import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodingOf, redactByteStream } from '#bundle/redact/byte-stream.ts';
import { createHider } from '#bundle/redact/hide-everywhere.ts';
import { createRedactor } from '#bundle/redact/redactor.ts';
import { known } from './known.ts';
import { pem } from './secrets.ts';

const lines = [
  'user annika from 10.20.0.7\n',
  'password=hunter2 token: abc123def\n',
  `${pem()}\n`,
  '{"password":"x\\ny","who":"Annika Berg"}\n',
  'nothing here\r\n',
  'main:\n  password: |\n    one\n    two\n',
  '<key>Password</key>\n<string>x</string>\n',
  'ünïcode 🦦 OtterNet 5G\n',
];

/** Long enough for several blocks. */
function longText(order: readonly number[]): string {
  const once = order.map((index) => lines[index % lines.length]).join('');
  return once.repeat(Math.ceil(600_000 / Math.max(1, once.length)));
}

function inPieces(bytes: Uint8Array, sizes: readonly number[]): { text: string; count: number } {
  const stream = redactByteStream(createRedactor({ known }));
  const out: Uint8Array[] = [];
  let count = 0;
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    const piece = stream.push(bytes.subarray(at, at + size));
    out.push(piece.bytes);
    count += piece.replacements.length;
    at += size;
  }
  const last = stream.end();
  return {
    text: Buffer.concat([...out, last.bytes]).toString('utf8'),
    count: count + last.replacements.length,
  };
}

describe('a stream', () => {
  test('gives the same result however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(7), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1_000, max: 200_000 }), { minLength: 1, maxLength: 5 }),
        (order, sizes) => {
          const text = longText(order);
          const whole = createRedactor({ known }).redact(text, 'text/plain');
          const pieces = inPieces(Buffer.from(text), sizes);
          expect(pieces.text === whole.text).toBe(true);
          expect(pieces.count).toBe(whole.replacements.length);
        },
      ),
      { numRuns: 8 },
    );
  });

  test('returns the position of every replacement', () => {
    const { text, replacements } = createRedactor({ known }).redact(
      longText([0, 1, 3, 7]),
      'text/plain',
    );
    expect(replacements.length).toBeGreaterThan(1000);
    for (const { start, length, pseudonym } of replacements)
      expect(text.slice(start, start + length)).toBe(pseudonym);
  });

  test.each(['utf16le', 'utf16be'] as const)(
    'keeps %s as it is, with and without a mark',
    (encoding) => {
      for (const mark of ['', '\ufeff']) {
        const bytes = Buffer.from(`${mark}user annika, password=hunter2\r\n`, 'utf16le');
        const input = encoding === 'utf16be' ? bytes.swap16() : bytes;
        const stream = redactByteStream(createRedactor({ known }));
        const out = Buffer.concat([stream.push(input).bytes, stream.end().bytes]);
        const read = (encoding === 'utf16be' ? out.swap16() : out).toString('utf16le');
        expect(read).toBe(`${mark}user user-1, password=[secret:password]\r\n`);
      }
    },
  );

  test('keeps bytes that are not UTF-8, and recognises data that is not text', () => {
    const bytes = Buffer.from([0xe4, 0xf6, 0x20, ...Buffer.from('annika\n'), 0xff]);
    const stream = redactByteStream(createRedactor({ known }));
    const out = Buffer.concat([stream.push(bytes).bytes, stream.end().bytes]);
    expect(out).toEqual(Buffer.from([0xe4, 0xf6, 0x20, ...Buffer.from('user-1\n'), 0xff]));
    expect(encodingOf(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 9, 9, 9]))).toBe(
      'binary',
    );
  });
});

describe('hide this everywhere', () => {
  const redactor = createRedactor({ known });
  const before = redactor.redact(
    'annika met Project Falcon; project falcon, word-1, PROJECT%20FALCON',
    'text/plain',
  );
  const hider = createHider(['project falcon', 'x'], redactor.privateMap());
  const after = hider.hide(before.text, 'text/plain', before.replacements);

  test('hides a word in all its spellings, and moves existing replacements', () => {
    expect(after.text).toBe('user-1 met word-2; word-2, word-1, word-2');
    expect(after.replacements.map(({ start, pseudonym }) => [start, pseudonym])).toEqual([
      [0, 'user-1'],
      [11, 'word-2'],
      [19, 'word-2'],
      [35, 'word-2'],
    ]);
    expect(hider.discovered).toEqual([
      { kind: 'word', pseudonym: 'word-2', value: 'project falcon' },
    ]);
    expect(hider.refused.map(({ rule }) => rule)).toEqual(['x']);
  });

  test('changes nothing the second time, and keeps JSON valid', () => {
    expect(hider.hide(after.text, 'text/plain', after.replacements)).toEqual(after);
    const json = hider.hide(
      '{"project falcon":1,"n":"a\\nproject falcon"}',
      'application/json',
      [],
    );
    expect(JSON.parse(json.text)).toEqual({ 'word-2': 1, n: 'a\nword-2' });
  });
});
