import { describe, expect, test } from 'vitest';
import { collectOn } from '../../../tests/harness/collect-context.ts';
import { pressureOf } from '../../toolkit/proc.ts';
import { processor } from './collector.ts';
import { loadBetween } from './load.ts';

describe('how busy the computer is', () => {
  const looked = (user: number, idle: number) => ({ times: { user, nice: 0, sys: 0, idle, irq: 0 } });
  const own = { microseconds: 60_000, milliseconds: 300 };
  test('is told of all processors, of the busiest, and of Candor itself', () => {
    expect(loadBetween([looked(0, 0), looked(100, 100)], [looked(300, 0), looked(100, 400)], own)).toEqual({
      busyPercent: 50,
      busiestPercent: 100,
      ownPercent: 10,
      sampledMilliseconds: 300,
    });
  });
  test('is unknown where nothing moved or a processor came or went', () => {
    expect(loadBetween([looked(1, 1)], [looked(1, 1)], own)).toBeNull();
    expect(loadBetween([looked(1, 1)], [looked(1, 1), looked(2, 2)], own)).toBeNull();
    expect(loadBetween([], [], own)).toBeNull();
  });
  test('is told by a kernel that knows no time in which all programs waited for the processor', () => {
    expect(pressureOf('some avg10=87.17 avg60=51.12 avg300=31.41 total=13255428103\n')).toEqual({
      someAvg60: 51.12,
      fullAvg60: null,
    });
    expect(pressureOf('')).toBeNull();
  });
  test('is what the system noted over the last minutes', async () => {
    const files = { '/proc/pressure/cpu': 'some avg10=1.00 avg60=2.00 avg300=3.00 total=4\n' };
    const found = await collectOn({ platform: 'linux', files }, processor);
    expect(found.content('processor.json')).toMatchObject({
      load: null,
      loadAverage: [expect.any(Number), expect.any(Number), expect.any(Number)],
      pressure: { someAvg60: 2, fullAvg60: null },
    });
  });
  test('is measured where the system notes nothing', async () => {
    const found = await collectOn({ platform: 'win32' }, processor);
    expect(found.content('processor.json')).toMatchObject({
      load: { busyPercent: expect.any(Number), sampledMilliseconds: expect.any(Number) },
      loadAverage: null,
    });
  });
});
