import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEventParser, longestEvent, type StreamEvent } from '#main/requests/event-stream.ts';
import { processorSeconds } from '#tests/fixtures/processor-time.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (...pieces: string[]): StreamEvent[] => {
  const parser = createEventParser();
  return pieces.flatMap((piece) => parser.push(bytes(piece)));
};

test('events, comments, several data lines and all three line ends', () => {
  expect(parse(': hello\n\nevent: request\ndata: {"a":\ndata: 1}\n\n')).toEqual([
    { name: 'request', data: '{"a":\n1}' },
  ]);
  expect(parse('event:request\r\ndata:1\r\n\r\ndata: 2\r\rretry: 1\nid: 9\n\n')).toEqual([
    { name: 'request', data: '1' },
    { name: 'message', data: '2' },
  ]);
});

test('what is cut anywhere on the way reads the same', () => {
  const text = 'event: request\r\ndata: {"né":"日本"}\r\n\r\n: ping\n\nevent: revoked\rdata: x\r\r';
  const whole = bytes(text);
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
      const parser = createEventParser();
      const events = places
        .slice(1)
        .flatMap((to, index) => parser.push(whole.subarray(places[index], to)));
      expect(events).toEqual(parse(text));
    }),
  );
});

test('removes one byte order mark, wherever it is cut, and no second one', () => {
  const mark = [0xef, 0xbb, 0xbf];
  const event = [...bytes('data: 1\n\n')];
  const parser = createEventParser();
  expect([...mark, ...event].flatMap((byte) => parser.push(Uint8Array.of(byte)))).toEqual([
    { name: 'message', data: '1' },
  ]);
  expect(createEventParser().push(Uint8Array.from([...mark, ...mark, ...event]))).toEqual([]);
});

test('delivers an event whose last line ends with CR without waiting for more bytes', () => {
  expect(parse('data: 1\r\r')).toEqual([{ name: 'message', data: '1' }]);
});

describe('memory stays bounded', () => {
  test.each([
    ['a line without an end', () => ['data: '.padEnd(longestEvent + 1, 'x')]],
    ['a whole event that is too long', () => [`data: ${'x'.repeat(longestEvent + 1)}\n\n`]],
    ['an event of a million short lines', () => ['data: x\n'.repeat(longestEvent)]],
    ['an event of empty lines', () => ['data\n'.repeat(longestEvent + 2)]],
    [
      'an event of many lines that arrive one by one',
      () => Array.from({ length: longestEvent }, () => 'data: x\n'),
    ],
    ['a name that is too long', () => [`event: ${'x'.repeat(longestEvent)}\ndata: x\n\n`]],
    ['a name without an end', () => [`event: ${'x'.repeat(longestEvent)}`]],
  ])('%s is refused', (_, pieces) =>
    expect(() => parse(...pieces())).toThrow('more than 65536 characters'),
  );

  test('a line that comes byte by byte is refused as soon as it is too long', () => {
    const parser = createEventParser();
    const start = bytes('data:');
    const one = bytes('x');
    parser.push(start);
    let read = start.length;
    expect(() => {
      for (; read <= longestEvent; read++) parser.push(one);
    }).toThrow('more than');
    expect(read).toBe(longestEvent);
  });

  test('a comment without an end is thrown away as it arrives, and the next event is read', () => {
    const parser = createEventParser();
    parser.push(bytes(': '));
    for (let piece = 0; piece < 100; piece++)
      expect(parser.push(bytes('x'.repeat(longestEvent)))).toEqual([]);
    expect(parser.push(bytes('\ndata: 1\n\n'))).toEqual([{ name: 'message', data: '1' }]);
  });

  test.each(['\r', '\n', '\r\n', ':\r', 'data:\r\r'])(
    'a flood of %j takes time that grows only with its length',
    (piece) => {
      // A search to the end of the text for every line would take half a minute.
      expect(processorSeconds(() => parse(piece.repeat(1_000_000)))).toBeLessThan(5);
    },
  );
});
