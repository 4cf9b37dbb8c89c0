import { describe, expect, test } from 'vitest';
import { formatText } from '#contract/text/text.ts';
import { dns } from '#diagnosis/dns.ts';

const lookup = (change = {}) => ({
  name: 'desk.example.org',
  server: null as string | null,
  ok: true,
  milliseconds: 20,
  error: null as string | null,
  ...change,
});
const failed = { ok: false, milliseconds: 5000, error: 'ETIMEOUT' };
const findingsOf = (...lookups: ReturnType<typeof lookup>[]) =>
  dns.analyze({ 'dns/dns.json': { servers: ['ip-2'], lookups } });
const told = (...lookups: ReturnType<typeof lookup>[]) =>
  findingsOf(...lookups).map(({ severity, cause, title }) => [severity, cause, formatText(title)]);

describe('DNS', () => {
  test('that works is no finding', () => {
    expect(findingsOf(lookup(), lookup({ server: 'ip-2' }))).toEqual([]);
  });

  test('that fails altogether', () => {
    expect(told(lookup(failed), lookup({ server: 'ip-2', ...failed }))).toEqual([
      ['critical', 'unknown', 'Names of web sites and servers cannot be looked up'],
    ]);
  });

  test('of which one server is dead', () => {
    expect(
      told(lookup(), lookup({ server: 'ip-2' }), lookup({ server: 'ip-3', ...failed })),
    ).toEqual([['warning', 'infrastructure', 'The DNS server ip-3 does not answer']]);
  });

  test('that works when asked directly but not for the system itself', () => {
    expect(told(lookup(failed), lookup({ server: 'ip-2' }))).toEqual([
      [
        'critical',
        'client environment',
        'This computer cannot look up names with its own settings',
      ],
    ]);
  });

  test('that does not know one name', () => {
    const unknown = {
      name: 'intranet.example.org',
      ok: false,
      milliseconds: 20,
      error: 'ENOTFOUND',
    };
    expect(
      told(
        lookup(),
        lookup(unknown),
        lookup({ server: 'ip-2' }),
        lookup({ ...unknown, server: 'ip-2' }),
      ),
    ).toEqual([['warning', 'infrastructure', 'A name cannot be found: intranet.example.org']]);
  });

  test.each([
    [999, []],
    [1000, [['warning', 'infrastructure', 'Looking up names is slow: 1000 ms']]],
  ])('that takes %d ms', (milliseconds, expected) => {
    expect(told(lookup({ milliseconds }))).toEqual(expected);
  });

  test('with one slow lookup among quick ones is not slow', () => {
    expect(findingsOf(lookup({ milliseconds: 3000 }), lookup(), lookup())).toEqual([]);
  });

  test('evidence names the lookup, the server and the error', () => {
    expect(findingsOf(lookup(), lookup({ server: 'ip-3', ...failed }))[0]?.evidence).toEqual([
      {
        item: 'dns/dns.json',
        pointer: '/lookups/1',
        line: null,
        quote: 'desk.example.org · @ip-3 · 5000 ms · ETIMEOUT',
      },
    ]);
  });

  test('that rightly does not know a name which the office network knows is no finding', () => {
    expect(
      findingsOf(
        lookup(),
        lookup({ server: 'ip-9', ok: false, milliseconds: 20, error: 'ENOTFOUND' }),
      ),
    ).toEqual([]);
  });

  test('that is silent while the system says "no such name" has failed altogether', () => {
    const silent = { server: 'ip-2', ...failed };
    expect(told(lookup({ ...failed, error: 'ENOTFOUND' }), lookup(silent))).toEqual([
      ['critical', 'unknown', 'Names of web sites and servers cannot be looked up'],
    ]);
  });

  test('without a lookup cannot be judged', () => {
    expect(() => findingsOf()).toThrow(/no lookup/);
  });
});
