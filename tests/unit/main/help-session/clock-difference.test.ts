import { expect, test } from 'vitest';
import { clockDifferenceIn } from '#main/help-session/clock-difference.ts';

const now = '2083-01-01T09:00:00.000Z';

/** The connection check's item when this computer's clock is so many seconds ahead of the desk's. */
function measured(clockOffsetSeconds: number | null, id = 'desk'): ReadonlyMap<string, string> {
  const step = { ok: true, milliseconds: 20, error: null };
  const http = { ...step, status: 200, clockOffsetSeconds };
  const endpoint = { id, address: 'desk.example:443', dns: null, tcp: null, tls: null, http };
  return new Map([['reachability/reachability.json', JSON.stringify({ endpoints: [endpoint] })]]);
}

test('reports a clock that is decades ahead with both dates, and blocks sending', () => {
  const seconds = (Date.parse(now) - Date.parse('2026-12-01T09:00:00.000Z')) / 1000;
  expect(clockDifferenceIn(measured(seconds), now)).toEqual({
    here: now,
    desk: '2026-12-01T09:00:00.000Z',
    blocksSending: true,
  });
});

test('reports a clock that is an hour behind, and does not block sending', () => {
  expect(clockDifferenceIn(measured(-3600), now)).toEqual({
    here: now,
    desk: '2083-01-01T10:00:00.000Z',
    blocksSending: false,
  });
});

test.each([
  ['agrees within five minutes', measured(299)],
  ['could not be compared', measured(null)],
  ['was compared with another service only', measured(1e6, 'mail')],
  ['was not looked at', new Map<string, string>()],
  [
    'was compared in an item that is not valid',
    new Map([['reachability/reachability.json', '{"endpoints": 7}']]),
  ],
  ['differs by more than any date can tell', measured(1e300)],
])('nothing is said of a clock that %s', (_what, texts) => {
  expect(clockDifferenceIn(texts, now)).toBeNull();
});
