import { describe, expect, test } from 'vitest';
import { formatText } from '#contract/text/text.ts';
import { clock } from '#diagnosis/clock.ts';
import { healthy } from './items.ts';

const [desk] = healthy['reachability/reachability.json'].endpoints;
function endpoint(clockOffsetSeconds: number | null, milliseconds = 0) {
  if (!desk) throw new Error('the healthy machine names its desk');
  return {
    ...desk,
    http: { ok: true, milliseconds, error: null, status: 200, clockOffsetSeconds },
  };
}
const findingsOf = (...endpoints: ReturnType<typeof endpoint>[]) =>
  clock.analyze({ 'reachability/reachability.json': { endpoints } });

describe('the clock against the desk', () => {
  test.each([
    [0, null],
    [30.9, null],
    [31, 'warning'],
    [-31, 'warning'],
    [300, 'warning'],
    [301, 'critical'],
    [-86_400, 'critical'],
  ])('%d s: %s', (offset, expected) => {
    expect(findingsOf(endpoint(offset))[0]?.severity ?? null).toBe(expected);
  });

  test('a slow answer does not make the clock wrong', () => {
    expect(findingsOf(endpoint(35, 5000))).toEqual([]);
  });

  test('is reported with direction and amount, in words', () => {
    const titles = [250, -86_400 * 400].map((offset) =>
      findingsOf(endpoint(offset)).map(({ title }) => formatText(title)),
    );
    expect(titles).toEqual([['The clock is 4 min 10 s ahead'], ['The clock is 400 d behind']]);
  });

  test('is right when it agrees with one server, whatever another says', () => {
    expect(findingsOf(endpoint(4000), endpoint(0.4))).toEqual([]);
  });

  test('evidence points at the measurement', () => {
    expect(findingsOf(endpoint(4000), endpoint(900))[0]?.evidence[0]?.pointer).toBe(
      '/endpoints/1/http/clockOffsetSeconds',
    );
  });

  test('cannot be judged when no server sent its time', () => {
    expect(() => findingsOf(endpoint(null))).toThrow(/no server sent its time/);
  });
});
