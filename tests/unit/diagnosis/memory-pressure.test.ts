import { describe, expect, test } from 'vitest';
import { formatText } from '#contract/text/text.ts';
import { memoryPressure } from '#diagnosis/memory-pressure.ts';

const gigabyte = 1e9;
const machine = {
  totalBytes: 16 * gigabyte,
  availableBytes: 8 * gigabyte,
  swapTotalBytes: 0,
  swapUsedBytes: 0,
  pressure: null,
};
type Memory = Parameters<typeof memoryPressure.analyze>[0]['memory/memory.json'];
const findingsOf = (change: Partial<Memory>) =>
  memoryPressure.analyze({ 'memory/memory.json': { ...machine, ...change } });
const severityOf = (change: Partial<Memory>) => findingsOf(change)[0]?.severity ?? null;

describe('available memory', () => {
  test.each([
    [1.6, null],
    [1.59, 'warning'],
    [0.8, 'warning'],
    [0.79, 'critical'],
    [0, 'critical'],
    [20, null],
  ])('%d of 16 GB without swap: %s', (available, expected) => {
    expect(severityOf({ availableBytes: available * gigabyte })).toBe(expected);
  });

  test.each([
    [8, 0, 'warning'],
    [8, 7, 'warning'],
    [8, 7.3, 'critical'],
    [null, null, 'warning'],
  ])('almost none, with %s GB of swap of which %s is used: %s', (total, used, expected) => {
    const swap = {
      swapTotalBytes: total && total * gigabyte,
      swapUsedBytes: used && used * gigabyte,
    };
    expect(severityOf({ availableBytes: 0.1 * gigabyte, ...swap })).toBe(expected);
  });
});

describe('pressure', () => {
  test.each([
    [9.99, 0, null],
    [10, 0, 'warning'],
    [60, 19.9, 'warning'],
    [60, 20, 'critical'],
  ])('some %d, full %d: %s', (someAvg60, fullAvg60, expected) => {
    expect(severityOf({ pressure: { someAvg60, fullAvg60 } })).toBe(expected);
  });

  test('is described in plain words, with its place', () => {
    const [finding] = findingsOf({ pressure: { someAvg60: 34.5, fullAvg60: 3 } });
    expect(finding && formatText(finding.explanation)).toBe(
      'In the last minute, programs spent 35 % of the time waiting for memory. 8 GB of 16 GB was available.',
    );
    expect(finding?.evidence.map(({ pointer }) => pointer)).toEqual([
      '/availableBytes',
      '/swapUsedBytes',
      '/pressure',
    ]);
  });
});

test('a machine without memory is a failure of the item', () => {
  expect(() => findingsOf({ totalBytes: 0 })).toThrow(/no memory/);
});
