import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsDocument } from '#contract/bundle/finding.ts';
import { type ShapedItemId, shapedItems } from '#contract/collector/item-shapes.ts';
import { glanceFact } from '#contract/http/console-api.ts';
import { formatText } from '#contract/text/text.ts';
import { analyze, analyzers } from '#diagnosis/analyze.ts';
import { glance } from '#diagnosis/glance.ts';
import { networkChecks } from './arbitrary-network-checks.ts';
import { performanceSample } from './arbitrary-performance.ts';
import { bundleOf, healthy } from './items.ts';

const sick = bundleOf({
  'disks/filesystems.json': {
    filesystems: [
      {
        mount: '/',
        type: 'ext4',
        sizeBytes: 50e9,
        usedBytes: 47e9,
        availableBytes: 2e9,
        readOnly: false,
      },
    ],
  },
  'dns/dns.json': {
    servers: [],
    lookups: [{ name: 'a.example', server: null, ok: false, milliseconds: 5, error: 'EAI_AGAIN' }],
  },
});

describe('analyze', () => {
  test('a healthy machine has no findings, and every analyzer ran', () => {
    expect(analyze(bundleOf())).toEqual({ findings: [], failed: [] });
  });

  test('findings are sorted by severity, in any order of the analyzers', () => {
    expect(analyze(sick).findings.map(({ analyzer, severity }) => [analyzer, severity])).toEqual([
      ['dns', 'critical'],
      ['disk-space', 'warning'],
    ]);
  });

  test.each(
    analyzers
      .filter(({ onlyWhenCollected }) => !onlyWhenCollected)
      .map(({ id, reads }) => [id, reads] as const),
  )('%s: a missing item is named, not passed over', (id, reads) => {
    const missing = reads[0] as ShapedItemId;
    expect(analyze(bundleOf({ [missing]: undefined })).failed).toContainEqual({
      analyzer: id,
      detail: `${missing} is not in the bundle`,
    });
  });

  test('a missing item of an optional preset is no failure, but a broken one is', () => {
    const id = 'network-checks/network-checks.json';
    expect(analyze(bundleOf({ [id]: undefined }))).toEqual({ findings: [], failed: [] });
    const read = bundleOf();
    const { failed } = analyze((one) => (one === id ? '{}' : read(one)));
    expect(failed.map(({ analyzer }) => analyzer)).toEqual([
      'organisation-services',
      'certificate',
    ]);
  });

  test.each([
    ['broken JSON', '{"totalBytes": '],
    ['another shape', '{"totalBytes": "many"}'],
    [
      'a number too large for a double',
      '{"totalBytes":1e999,"availableBytes":1,"swapTotalBytes":null,"swapUsedBytes":null,"pressure":null}',
    ],
    ['too many bytes', `"${'x'.repeat(5 * 1024 * 1024)}"`],
    ['deep nesting', '['.repeat(200_000)],
  ])('%s becomes a failure of that analyzer alone', (_name, text) => {
    const read = bundleOf();
    const { findings, failed } = analyze((id) => (id === 'memory/memory.json' ? text : read(id)));
    expect(findings).toEqual([]);
    expect(failed.map(({ analyzer }) => analyzer)).toEqual(['memory-pressure']);
  });

  test('a reader that throws is a failure', () => {
    const document = analyze(() => {
      throw new Error('the object is gone');
    });
    expect(document.failed).toHaveLength(analyzers.length);
    expect(document.failed[0]?.detail).toContain('the object is gone');
  });
});

describe('any item', () => {
  const anyJson = fc.oneof(fc.json(), fc.string(), fc.constant(undefined));
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3000 }),
    fc.constantFrom('__proto__', '{mount}', '<img src=x onerror=alert(1)>'),
  );
  const count = fc.oneof(
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 1, Number.MAX_VALUE, 5e-324),
  );
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const step = { ok: fc.boolean(), milliseconds: count, error: maybe(hostile) };
  const shaped: Record<ShapedItemId, fc.Arbitrary<unknown>> = {
    'system/system.json': fc.constant(healthy['system/system.json']),
    'operating-system/operating-system.json': fc.record({
      ...{
        name: hostile,
        version: maybe(hostile),
        kernel: hostile,
        architecture: hostile,
        uptimeSeconds: count,
      },
      ...{ bootedAt: hostile, locale: maybe(hostile), timeZone: maybe(hostile) },
    }),
    'processor/processor.json': fc.record({
      model: hostile,
      logicalProcessors: fc.integer({ min: 1 }),
      loadAverage: maybe(fc.tuple(count, count, count)),
    }),
    'memory/memory.json': fc.record({
      ...{
        totalBytes: count,
        availableBytes: count,
        swapTotalBytes: maybe(count),
        swapUsedBytes: maybe(count),
      },
      pressure: maybe(fc.record({ someAvg60: count, fullAvg60: count })),
    }),
    'disks/filesystems.json': fc.record({
      filesystems: fc.array(
        fc.record({
          mount: hostile,
          type: hostile,
          sizeBytes: count,
          usedBytes: count,
          availableBytes: count,
          readOnly: maybe(fc.boolean()),
        }),
        { maxLength: 40 },
      ),
    }),
    'reachability/reachability.json': fc.record({
      endpoints: fc.array(
        fc.record({
          id: hostile,
          address: hostile,
          dns: maybe(fc.record({ ...step, addresses: fc.array(hostile, { maxLength: 3 }) })),
          tcp: maybe(fc.record(step)),
          tls: maybe(
            fc.record({
              ...step,
              protocol: maybe(hostile),
              issuer: maybe(hostile),
              validTo: maybe(hostile),
              trusted: maybe(fc.boolean()),
            }),
          ),
          http: maybe(
            fc.record({
              ...step,
              status: maybe(fc.integer()),
              clockOffsetSeconds: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
            }),
          ),
        }),
        { maxLength: 25 },
      ),
    }),
    'dns/dns.json': fc.record({
      servers: fc.array(hostile, { maxLength: 10 }),
      lookups: fc.array(fc.record({ ...step, name: hostile, server: maybe(hostile) }), {
        maxLength: 80,
      }),
    }),
    'network-checks/network-checks.json': networkChecks({ hostile, count, maybe, step }),
    'performance/performance.json': performanceSample(hostile),
  };

  test('arbitrary text never throws, and the result matches the contract', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(shapedItems)), anyJson), (items) => {
        expect(() => findingsDocument.parse(analyze((id) => items[id]))).not.toThrow();
        expect(() => glanceFact.array().parse(glance((id) => items[id]))).not.toThrow();
      }),
    );
  });

  test('the right shape with hostile values never throws, matches the contract, and leaves no placeholder unfilled', () => {
    fc.assert(
      fc.property(fc.record(shaped), (items: Record<string, unknown>) => {
        const read = (id: string) =>
          items[id] === undefined ? undefined : JSON.stringify(items[id]);
        const document = findingsDocument.parse(analyze(read));
        for (const { title, explanation, nextStep } of document.findings) {
          for (const said of [title, explanation, nextStep]) {
            const names = [...said.message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
            expect(Object.keys(said.values ?? {})).toEqual(expect.arrayContaining(names));
            expect(formatText(said).length).toBeGreaterThan(0);
          }
        }
        glanceFact.array().parse(glance(read));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the machine summary', () => {
  test('lists a healthy machine in the order in which engineers ask', () => {
    expect(glance(bundleOf()).map(({ label, value }) => [formatText(label), value])).toEqual([
      ['Computer', 'LENOVO ThinkPad T14 · LENOVO N3BET60W'],
      ['Operating system', 'Debian GNU/Linux 12 (bookworm) · 6.1.0-18-amd64 · x64'],
      ['Processor', 'AMD Ryzen 7 PRO × 16'],
      ['Load over 1, 5 and 15 minutes', '0.50  0.25  0.13'],
      ['Memory available', '9 GB / 16 GB (56 %)'],
      ['Free space on /', '275 GB / 475 GB (58 %)'],
      ['Running for', '3 d 4 h'],
      ['Language and time zone', 'en-GB · Europe/Berlin'],
      ['DNS servers', 'ip-2'],
      ['Connection to the desk', 'HTTP 200 · 102 ms · TLSv1.3'],
    ]);
  });

  test('leaves out what is missing, and names the step that failed', () => {
    const facts = glance(
      bundleOf({
        'system/system.json': undefined,
        'reachability/reachability.json': {
          endpoints: [
            {
              id: 'desk',
              address: 'https://desk.example.org',
              dns: { ok: true, milliseconds: 1, error: null, addresses: [] },
              tcp: { ok: false, milliseconds: 3, error: 'ECONNREFUSED' },
              tls: null,
              http: null,
            },
          ],
        },
      }),
    );
    expect(facts.map(({ label }) => label.message)).not.toContain('Computer');
    expect(facts.at(-1)?.value).toBe('TCP ✗ · ECONNREFUSED');
  });
});
