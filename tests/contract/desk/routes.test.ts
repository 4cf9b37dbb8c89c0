import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { csrfHeader } from '#contract/http/console-api.ts';
import { firstEngineer, registeredDevice, startTestDesk } from './desk.ts';
import { callAs } from './device.ts';

const filled = (url: string) =>
  url.replace(':number', 'INC-000001').replace(':id', randomUUID()).replace('*', 'x/y');
const withBody = new Set(['POST', 'PUT', 'PATCH']);

describe('every route there is', () => {
  test('says who may call it, and there are no surprises among the public ones', async () => {
    await using desk = await startTestDesk();
    const open = desk.routes
      .filter(({ access }) => access === 'public')
      .map(({ method, url }) => `${method} ${url}`);
    expect(open.toSorted()).toEqual([
      'GET /api/oidc',
      'GET /api/oidc/callback',
      'GET /api/session',
      'GET /v1/desk',
      'HEAD /api/session',
      'HEAD /v1/desk',
    ]);
    const signIn = desk.routes
      .filter(({ access }) => access === 'sign-in')
      .map(({ method, url }) => `${method} ${url}`);
    expect(signIn.toSorted()).toEqual([
      'POST /api/join',
      'POST /api/reset',
      'POST /api/session',
      'POST /api/setup',
    ]);
    expect(desk.routes.length).toBeGreaterThan(20);
  });

  test('refuses a stranger', async () => {
    await using desk = await startTestDesk();
    const guarded = desk.routes.filter(({ access }) => access !== 'public' && access !== 'sign-in');
    for (const { method, url } of guarded) {
      const response = await fetch(`${desk.address}${filled(url)}`, {
        method,
        headers: {
          origin: desk.address,
          ...(withBody.has(method) && { 'content-type': 'application/json' }),
        },
        ...(withBody.has(method) && { body: '{}' }),
      });
      expect([response.status, `${method} ${url}`]).toEqual([401, `${method} ${url}`]);
      if (method !== 'HEAD')
        expect(appError.parse(await response.json()).code).toBe('unauthorized');
    }
  });

  test("of the console's refuses a device, and of the devices' an engineer", async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    for (const { method, url, access } of desk.routes) {
      if (access !== 'engineer' && access !== 'device' && access !== 'registration') continue;
      const body = withBody.has(method) ? {} : undefined;
      const response =
        access === 'engineer'
          ? await callAs(device, desk, method, filled(url), { body })
          : await engineer.call(method, filled(url), body);
      expect([response.status, `${method} ${url}`]).toEqual([401, `${method} ${url}`]);
    }
  });

  test("that changes something refuses an engineer's session without its token, or from a foreign page", async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const changes = desk.routes.filter(
      ({ method, access }) => access === 'engineer' && !/^(GET|HEAD)$/.test(method),
    );
    expect(changes.length).toBeGreaterThan(2);
    for (const { method, url } of changes) {
      const body = withBody.has(method) ? {} : undefined;
      for (const headers of [
        { [csrfHeader]: null },
        { [csrfHeader]: 'A'.repeat(43) },
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: null, 'sec-fetch-site': null },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const response = await engineer.call(method, filled(url), body, headers);
        expect([response.status, `${method} ${url} ${JSON.stringify(headers)}`]).toEqual([
          403,
          `${method} ${url} ${JSON.stringify(headers)}`,
        ]);
      }
    }
  });
});

describe('an answer', () => {
  test('is an error in words, whatever is wrong', async () => {
    await using desk = await startTestDesk({ limits: { jsonBodyBytes: 1000 } });
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const wrong: [string, Promise<Response>, number][] = [
      ['no such page', fetch(`${desk.address}/nothing`), 404],
      ['no such call', fetch(`${desk.address}/api/nothing`), 404],
      ['no such method', fetch(`${desk.address}/v1/desk`, { method: 'POST' }), 404],
      ['a broken address', fetch(`${desk.address}/v1/incidents/%zz`), 400],
      [
        'no JSON',
        engineer.call('PATCH', '/api/incidents/INC-000001', undefined, {
          'content-type': 'application/json',
        }),
        400,
      ],
      [
        'another type',
        engineer.call('PATCH', '/api/incidents/INC-000001', 'x', { 'content-type': 'text/xml' }),
        415,
      ],
      [
        'a wrong shape',
        engineer.call('PATCH', '/api/incidents/INC-000001', { status: 'gone' }),
        400,
      ],
      [
        'too much',
        engineer.call('PATCH', '/api/incidents/INC-000001', { status: 'x'.repeat(2000) }),
        413,
      ],
      ['no such incident', engineer.call('GET', '/api/incidents/INC-000009'), 404],
      ['no incident at all', engineer.call('GET', '/api/incidents/9'), 404],
      ['no UUID', callAs(device, desk, 'GET', '/v1/submissions/7'), 400],
      [
        'an upload without metadata',
        callAs(device, desk, 'POST', '/v1/uploads', { headers: { 'tus-resumable': '1.0.0' } }),
        400,
      ],
      [
        'an upload that is not there',
        callAs(device, desk, 'HEAD', '/v1/uploads/7', { headers: { 'tus-resumable': '1.0.0' } }),
        404,
      ],
    ];
    for (const [what, asked, status] of wrong) {
      const response = await asked;
      expect([what, response.status]).toEqual([what, status]);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      if (response.headers.get('content-length') === '0' || what === 'an upload that is not there')
        continue;
      expect(appError.parse(await response.json()).message.message).toMatch(/\.$/);
    }
  });
});

test('the log holds no token, cookie, password, query or message', async () => {
  await using desk = await startTestDesk();
  const token = new URL(desk.setupLink ?? '').searchParams.get('token') ?? '';
  const engineer = await firstEngineer(desk, 'Secret Name');
  await engineer.call('GET', '/api/incidents/INC-000001/items/a/b?download=1');
  await engineer.call('POST', '/api/incidents/INC-000001/messages', { text: 'confidential words' });
  const device = await registeredDevice(desk);
  await callAs(device, desk, 'GET', `/v1/submissions/${randomUUID()}`);
  const log = desk.lines.join('');
  expect(log).toContain('"route":"/api/incidents/:number/messages"');
  for (const secret of [
    token,
    engineer.cookie.split('=')[1] ?? '',
    'Bearer',
    'Secret Name',
    'confidential',
    'download=1',
  ]) {
    expect(log).not.toContain(secret);
  }
});
