import { describe, expect, test } from 'vitest';
import { consoleApi } from '#contract/http/console.ts';
import type { Endpoint, HttpContract } from '#contract/http/define.ts';
import { deviceApi } from '#contract/http/device.ts';

const apis: Record<string, HttpContract> = { console: consoleApi, device: deviceApi };
const all: [string, Endpoint][] = Object.values(apis).flatMap((api) => Object.entries(api));

test('no two endpoints have the same method and path', () => {
  const seen = all.map(([, { method, path }]) => `${method} ${path}`);
  expect(seen.filter((one, index) => seen.indexOf(one) !== index)).toEqual([]);
});

test('the groups of the console’s contract share no name, because one row would silently replace another', async () => {
  const groups = await Promise.all([
    import('#contract/http/entry-endpoints.ts'),
    import('#contract/http/incident-endpoints.ts'),
    import('#contract/http/request-endpoints.ts'),
    import('#contract/http/desk-endpoints.ts'),
  ]);
  const names = groups.flatMap((module) =>
    Object.values(module).flatMap((group) => Object.keys(group as object)),
  );
  expect(names.toSorted()).toEqual(Object.keys(consoleApi).toSorted());
});

describe.each(all)('%s', (_name, endpoint) => {
  test('has a schema for each parameter of its path, and for no other', () => {
    const holes = [...endpoint.path.matchAll(/:(\w+)|\*/g)].map(([hole, name]) => name ?? hole);
    expect(Object.keys(endpoint.params?.shape ?? {}).toSorted()).toEqual(holes.toSorted());
  });

  test('reads no body where HTTP gives it none, and has one way to answer', () => {
    const { method, body, response, events, raw } = endpoint;
    if (method === 'GET' || method === 'HEAD')
      expect([body, raw?.body]).toEqual([undefined, undefined]);
    expect([response, events, raw].filter((way) => way !== undefined).length).toBeLessThanOrEqual(
      1,
    );
  });

  test('has a one-sentence summary', () => {
    expect(endpoint.summary).toMatch(/^[A-Z].*\.$/);
  });
});
