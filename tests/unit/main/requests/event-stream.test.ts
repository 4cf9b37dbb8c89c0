import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEventParser, longestData, longestLine, type StreamEvent } from '../../../../main/requests/event-stream.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (...pieces: string[]): StreamEvent[] => {
  const parser = createEventParser();
  return pieces.flatMap((piece) => parser.push(bytes(piece)));
};

test('events, comments, several data lines and all three line ends', () => {
  expect(parse(': hello\n\nevent: request\ndata: {"a":\ndata: 1}\n\n')).toEqual([{ name: 'request', data: '{"a":\n1}' }]);
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
      const events = places.slice(1).flatMap((to, index) => parser.push(whole.subarray(places[index], to)));
      expect(events).toEqual(parse(text));
    }),
  );
});

describe('memory stays bounded', () => {
  test.each([
    ['a line without an end', () => 'data: '.padEnd(longestLine + 1, 'x')],
    ['an event of a million short lines', () => 'data: x\n'.repeat(longestData)],
    ['an event of empty lines', () => 'data\n'.repeat(longestData + 1)],
    ['a long name', () => `event: ${'x'.repeat(longestLine)}\n`],
  ])('%s is not read further', (_, make) => expect(() => parse(make())).toThrow('more than'));

  test('nor when it comes byte by byte, and that takes no time of its own', () => {
    const parser = createEventParser();
    const one = bytes('x');
    let read = 0;
    expect(() => {
      for (; read <= longestLine; read++) parser.push(one);
    }).toThrow('more than');
    expect(read).toBe(longestLine);
  });
});
