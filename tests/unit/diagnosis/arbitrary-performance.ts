import fc from 'fast-check';

/** The sample in its right shape, with any values that its limits allow. */
export function performanceSample(hostile: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const name = hostile.map((text) => text.slice(0, 200));
  const share = fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(0, 95, 100));
  const rate = fc.oneof(
    fc.double({ min: 0, max: 1e15, noNaN: true }),
    fc.constantFrom(0, 5e-324, 1e15),
  );
  const size = fc.oneof(fc.double({ min: 0, max: 1e18, noNaN: true }), fc.constantFrom(0, 1e18));
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const point = fc.record({
    at: fc.integer({ min: 0, max: 3_600_000 }),
    cpu: maybe(
      fc.record({
        percent: share,
        cores: fc.array(share, { maxLength: 3 }),
        waitPercent: maybe(share),
        stealPercent: maybe(share),
      }),
    ),
    memory: maybe(
      fc.record({
        ...{ usedBytes: size, availableBytes: size, swapUsedBytes: maybe(size) },
        ...{ swapInBytesPerSecond: maybe(rate), swapOutBytesPerSecond: maybe(rate) },
      }),
    ),
    disks: fc.array(
      fc.record({
        name,
        readBytesPerSecond: rate,
        writeBytesPerSecond: rate,
        busyPercent: maybe(share),
      }),
      {
        maxLength: 4,
      },
    ),
    network: fc.array(fc.record({ name, receivedBytesPerSecond: rate, sentBytesPerSecond: rate }), {
      maxLength: 4,
    }),
  });
  const program = { name, processes: fc.integer({ min: 1, max: 9 }) };
  return fc.record({
    ...{
      startedAt: fc.constant('2025-01-02T08:00:00.000Z'),
      intervalMilliseconds: fc.integer({ min: 1, max: 60_000 }),
    },
    ...{
      intendedPoints: fc.integer({ min: 1, max: 600 }),
      logicalProcessors: fc.integer({ min: 1, max: 4096 }),
    },
    ...{
      memoryTotalBytes: size,
      swapTotalBytes: maybe(size),
      points: fc.array(point, { maxLength: 14 }),
    },
    programs: maybe(
      fc.record({
        byCpu: fc.array(fc.record({ ...program, cpuPercent: share }), { maxLength: 3 }),
        byMemory: fc.array(fc.record({ ...program, memoryBytes: size }), { maxLength: 3 }),
      }),
    ),
  });
}
