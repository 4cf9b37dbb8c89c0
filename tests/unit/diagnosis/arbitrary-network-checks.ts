import fc from 'fast-check';

interface Parts {
  hostile: fc.Arbitrary<string>;
  count: fc.Arbitrary<number>;
  maybe: <T>(value: fc.Arbitrary<T>) => fc.Arbitrary<T | null>;
  step: {
    ok: fc.Arbitrary<boolean>;
    milliseconds: fc.Arbitrary<number>;
    error: fc.Arbitrary<string | null>;
  };
}

/** The item of the network checks in its right shape, with any values. */
export function networkChecks({ hostile, count, maybe, step }: Parts): fc.Arbitrary<unknown> {
  const whole = fc.integer({ min: 0, max: 70_000 });
  const when = maybe(
    fc.oneof(hostile, fc.constantFrom('2026-01-02T00:00:00.000Z', '1970-01-01T00:00:00.000Z')),
  );
  const tls = maybe(
    fc.record({
      ...{
        ...step,
        protocol: maybe(hostile),
        cipher: maybe(hostile),
        trusted: maybe(fc.boolean()),
        namesHost: maybe(fc.boolean()),
      },
      intercepted: fc.constantFrom('no', 'possible', 'unknown'),
      chain: fc.array(
        fc.record({
          ...{ subject: maybe(hostile), issuer: maybe(hostile), validFrom: when, validTo: when },
          fingerprint: maybe(hostile),
        }),
        { maxLength: 3 },
      ),
    }),
  );
  const http = maybe(
    fc.record({
      ...{
        ...step,
        status: maybe(fc.integer()),
        firstByteMilliseconds: maybe(count),
        contentType: maybe(hostile),
      },
      ...{
        redirectHost: maybe(hostile),
        clockOffsetSeconds: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
      },
    }),
  );
  const family = fc.constantFrom('IPv4', 'IPv6');
  const proxy = fc.record({
    ...{
      answer: hostile,
      address: maybe(hostile),
      tcp: maybe(fc.record(step)),
      untested: maybe(hostile),
    },
    tunnel: maybe(fc.record({ ...step, status: maybe(fc.integer()) })),
    ...{ tls, http },
  });
  const endpoint = fc.record({
    ...{
      id: fc.oneof(hostile, fc.constant('desk')),
      name: maybe(hostile),
      address: hostile,
      reachable: fc.boolean(),
    },
    failedAt: maybe(fc.constantFrom('address', 'dns', 'tcp', 'tls', 'http', 'portal', 'proxy')),
    totalMilliseconds: maybe(count),
    dns: fc.array(
      fc.record({
        ...{ ...step, server: maybe(hostile), type: fc.constantFrom('A', 'AAAA') },
        addresses: fc.array(hostile, { maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
    tcp: fc.array(fc.record({ ...step, family, address: hostile }), { maxLength: 3 }),
    chosen: maybe(fc.record({ family, address: hostile })),
    ...{ tls, http, proxy: maybe(proxy) },
    portal: maybe(fc.constantFrom('sign-in-required', 'redirect', 'html', 'other-certificate')),
    latency: maybe(
      fc.record({
        ...{ attempts: whole, failed: whole, resent: whole, minimumMilliseconds: maybe(count) },
        ...{ medianMilliseconds: maybe(count), maximumMilliseconds: maybe(count) },
      }),
    ),
    pathMtu: fc.record({
      bytes: maybe(whole),
      tool: maybe(fc.constantFrom('ping', 'tracepath')),
      unavailable: maybe(hostile),
    }),
  });
  return fc.record({
    checkedAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '1970-01-01T00:00:00Z'),
    servers: fc.array(hostile, { maxLength: 3 }),
    endpoints: fc.array(endpoint, { maxLength: 10 }),
  });
}
