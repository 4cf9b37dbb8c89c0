import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fragmentOf, pathOf, placeOf, routeOf } from '#desk/console/base/routing/routes.ts';

describe('addresses of the console', () => {
  test.each([
    ['/', { page: 'incidents' }],
    ['/incidents', { page: 'incidents' }],
    ['/incidents/', { page: 'incidents' }],
    ['/incidents/INC-000001', { page: 'incident', number: 'INC-000001' }],
    [
      '/incidents/INC-000001/items/memory/memory.json',
      { page: 'item', number: 'INC-000001', item: 'memory/memory.json' },
    ],
    ['/setup', { page: 'set-up' }],
    ['/incidents/INC-1', { page: 'unknown' }],
    ['/incidents/INC-000001/items/../../etc/passwd', { page: 'unknown' }],
    ['/incidents/INC-000001/items/memory', { page: 'unknown' }],
    ['/incidents/%E0%A4%A', { page: 'unknown' }],
    ['/elsewhere', { page: 'unknown' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });

  test('a path built from a route parses to the same route', () => {
    const item = { page: 'item', number: 'INC-000042', item: 'system-log/system.log' } as const;
    expect(routeOf(pathOf(item))).toEqual(item);
  });

  test('any path parses to a route or to unknown, never to an error', () => {
    fc.assert(fc.property(fc.webPath(), (path) => routeOf(path).page.length > 0));
  });
});

describe('a place in an item', () => {
  test.each([
    ['#L12', { pointer: null, line: 12 }],
    ['#L0', { pointer: null, line: 1 }],
    ['#/a/0', { pointer: '/a/0', line: null }],
    ['#/a%20b/%C3%A9', { pointer: '/a b/é', line: null }],
    ['#/%ZZ', { pointer: '/%ZZ', line: null }],
    ['', { pointer: null, line: null }],
    ['#L99999999999999999999', { pointer: null, line: null }],
  ])('%s', (fragment, place) => {
    expect(placeOf(fragment)).toEqual(place);
  });

  test('any pointer survives a round trip through a link', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (keys) => {
        const pointer = keys
          .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
          .join('');
        expect(placeOf(fragmentOf({ pointer, line: null }))).toEqual({ pointer, line: null });
      }),
    );
  });
});
