import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient, type Exchange, type HttpRequest, pathOf } from '#contract/http/client.ts';
import type { HttpContract } from '#contract/http/define.ts';

const api = {
  'things.list': {
    summary: 'Lists things.',
    method: 'GET',
    path: '/things',
    query: z.object({ find: z.string().default(''), before: z.string().optional() }),
    response: z.strictObject({ names: z.array(z.string()) }),
    access: 'public',
  },
  'things.rename': {
    summary: 'Renames a thing.',
    method: 'POST',
    path: '/things/:id/name',
    params: z.object({ id: z.string() }),
    body: z.strictObject({ name: z.string() }),
    access: 'public',
  },
  'things.file': {
    summary: 'A file of a thing.',
    method: 'GET',
    path: '/things/:id/files/*',
    params: z.object({ id: z.string(), '*': z.string() }),
    raw: { status: 200 },
    access: 'public',
  },
} as const satisfies HttpContract;

/** Answers every request with `document`, and remembers the requests. */
function deskWith(document: unknown) {
  const requests: Omit<HttpRequest, 'endpoint'>[] = [];
  const exchange: Exchange<undefined> = {
    async send({ path, body }) {
      requests.push({ path, body });
      return document;
    },
    misunderstood: ({ path }, detail) => new Error(`${path} was misunderstood: ${detail}`),
  };
  return { requests, call: createClient(api, exchange) };
}

describe('a call', () => {
  test('fills in the path, and writes the body as JSON', async () => {
    const { requests, call } = deskWith('anything');
    expect(
      await call('things.rename', { params: { id: 'a b' }, body: { name: 'Bob' } }),
    ).toBeNull();
    expect(requests).toEqual([{ path: '/things/a%20b/name', body: '{"name":"Bob"}' }]);
  });

  test('leaves unset values out of the query', async () => {
    const { requests, call } = deskWith({ names: [] });
    await call('things.list');
    await call('things.list', { query: { find: '', before: undefined } });
    await call('things.list', { query: { find: 'a&b=c', before: '7' } });
    expect(requests.map(({ path }) => path)).toEqual([
      '/things',
      '/things',
      '/things?find=a%26b%3Dc&before=7',
    ]);
  });

  test('returns the response as parsed by the contract’s schema', async () => {
    expect(await deskWith({ names: ['x'] }).call('things.list')).toEqual({ names: ['x'] });
  });

  test.each([[null], [{}], [{ names: [7] }], [{ names: [], more: true }]])(
    'fails when the response is not what the contract says: %j',
    async (document) => {
      await expect(deskWith(document).call('things.list')).rejects.toThrow(
        '/things was misunderstood',
      );
    },
  );
});

describe('an address', () => {
  test('keeps the slashes of a rest parameter and refuses everything else that could leave its place', () => {
    const path = (id: string, rest: string) =>
      pathOf(api, 'things.file', { params: { id, '*': rest } });
    expect(path('1', 'logs/system.log')).toBe('/things/1/files/logs/system.log');
    expect(path('../2', 'a?b#c')).toBe('/things/..%2F2/files/a%3Fb%23c');
  });

  test.each(['..', '.', 'logs/../..'])(
    'is not made with a parameter that leads elsewhere: %s',
    (rest) => {
      expect(() => pathOf(api, 'things.file', { params: { id: '1', '*': rest } })).toThrow(
        `* is “${rest}”`,
      );
    },
  );

  test('is not made with an empty parameter', () => {
    expect(() => pathOf(api, 'things.file', { params: { id: '', '*': 'x' } })).toThrow(
      'GET /things/:id/files/*: :id is not filled in',
    );
  });
});
