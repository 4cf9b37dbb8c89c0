import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleApi } from '#contract/http/console.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { createdToken, type TokenScope, tokenScopes } from '#contract/http/console-people.ts';
import { createdRequest } from '#contract/http/console-requests.ts';
import { answersHead, type Endpoint } from '#contract/http/define.ts';
import { deviceApi } from '#contract/http/device.ts';
import { type Role, roles } from '#contract/http/roles.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  password,
  registeredDevice,
  startTestDesk,
  strangerOf,
  type TestDesk,
} from './desk.ts';
import { callAs, decisionOf, send, type TestDevice } from './device.ts';
import { colleague } from './people.ts';

/**
 * Who may call what, once more and apart from the contracts: an endpoint that is new, gone, or declared otherwise fails
 * here, and somebody has to decide. `e l a u`: engineer, lead, administrator, auditor. `+scope`: also by a token that has it.
 */
const expected: Record<string, string> = {
  'GET /v1/desk': 'public',
  'PUT /v1/device': 'registration',
  'POST /v1/device/enrol': 'registration',
  'GET /v1/device/events': 'device',
  'GET /v1/device/requests': 'device',
  'POST /v1/device/requests/:jti/state': 'device',
  'POST /v1/device/requests/:jti/reveal': 'device',
  'POST /v1/device/codes': 'device',
  'GET /v1/submissions/:id': 'device',
  'DELETE /v1/submissions/:id': 'device',
  'GET /v1/incidents/:number': 'device',
  'POST /v1/incidents/:number/messages': 'device',
  'POST /v1/uploads': 'device',
  'HEAD /v1/uploads/:id': 'device',
  'PATCH /v1/uploads/:id': 'device',
  'DELETE /v1/uploads/:id': 'device',
  'GET /api/session': 'public',
  'POST /api/session': 'sign-in',
  'DELETE /api/session': 'e l a u',
  'POST /api/setup': 'sign-in',
  'POST /api/join': 'sign-in',
  'POST /api/reset': 'sign-in',
  'GET /api/oidc': 'public',
  'GET /api/oidc/callback': 'public',
  'GET /api/events': 'e l a u +requests',
  'GET /api/incidents': 'e l a',
  'GET /api/incidents/:number': 'e l a',
  'PATCH /api/incidents/:number': 'e l a',
  'PUT /api/incidents/:number/assignee': 'e l a',
  'POST /api/incidents/:number/messages': 'e l a',
  'POST /api/incidents/:number/deletion': 'l a',
  'GET /api/assignees': 'e l a',
  'GET /api/incidents/:number/items/*': 'e l a',
  'GET /api/requests': 'e l a +requests',
  'POST /api/requests': 'e l a +requests',
  'GET /api/requests/:jti': 'e l a +requests',
  'POST /api/requests/:jti/withdrawal': 'e l a +requests',
  'POST /api/requests/:jti/acknowledgement': 'l a',
  'GET /api/reports': 'l a',
  'GET /api/devices': 'e l a u +devices',
  'GET /api/devices/:id': 'e l a u +devices',
  'PATCH /api/devices/:id': 'l a',
  'POST /api/devices/:id/deletion': 'l a',
  'POST /api/devices/:id/revocation': 'l a',
  'DELETE /api/devices/:id/revocation': 'l a',
  'GET /api/enrolments': 'l a +enrolments',
  'POST /api/enrolments': 'l a +enrolments',
  'DELETE /api/enrolments/:id': 'l a +enrolments',
  'GET /api/people': 'l a u',
  'POST /api/people': 'a',
  'PATCH /api/people/:id': 'a',
  'POST /api/people/:id/password-reset': 'a',
  'GET /api/settings': 'l a',
  'PUT /api/settings': 'l a',
  'GET /api/audit': 'a u +audit',
  'GET /api/audit/export': 'a u +audit',
  'POST /api/audit/verification': 'a u +audit',
  'GET /api/account': 'e l a u',
  'DELETE /api/account/unfinished-sign-ins': 'e l a u',
  'POST /api/account/password': 'e l a u',
  'POST /api/account/second-factor': 'e l a u',
  'PUT /api/account/second-factor': 'e l a u',
  'DELETE /api/account/second-factor': 'e l a u',
  'POST /api/account/tokens': 'e l a u',
  'DELETE /api/account/tokens/:id': 'e l a u',
};

const letters: Record<Role, string> = {
  engineer: 'e',
  lead: 'l',
  administrator: 'a',
  auditor: 'u',
};
const order = ['engineer', 'lead', 'administrator', 'auditor'] as const;

/** Where nothing is: a call that the guard lets through does no harm, and does not answer 401 or 403. */
const nowhere = (url: string) =>
  url
    .replace(':number', 'INC-000099')
    .replace(':jti', randomUUID())
    .replace(/^(\/api\/devices\/):id/, `$1${'A'.repeat(43)}`)
    .replace(':id', randomUUID())
    .replace('*', 'x/y');
const withBody = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const guardRefuses = (status: number) => status === 401 || status === 403;

interface Everybody {
  desk: TestDesk;
  people: Record<Role, Browser>;
  disabled: Browser;
  device: TestDevice;
  revoked: TestDevice;
}
let all: Everybody;

beforeAll(async () => {
  const desk = await startTestDesk({
    limits: { streamsPerMinute: 10_000, deviceChangesPerMinute: 10_000 },
  });
  const administrator = await firstEngineer(desk);
  const people = {
    administrator,
    engineer: await colleague(desk, administrator, 'engineer'),
    lead: await colleague(desk, administrator, 'lead'),
    auditor: await colleague(desk, administrator, 'auditor'),
  };
  const disabled = await colleague(desk, administrator, 'administrator', 'Gone');
  const [device, revoked] = [await registeredDevice(desk), await registeredDevice(desk)];
  await administrator.call('POST', `${consoleRoutes.devices}/${revoked.id}/revocation`, {
    reason: 'stolen',
  });
  await administrator.call('PATCH', `${consoleRoutes.people}/${disabled.session.engineer?.id}`, {
    change: 'disable',
  });
  all = { desk, people, disabled, device, revoked };
}, 60_000);
afterAll(async () => {
  await all.desk[Symbol.asyncDispose]();
});

/** Asks and hangs up: a stream of events would otherwise stay open. */
async function statusOf(asked: Promise<Response>): Promise<number> {
  const response = await asked;
  await response.body?.cancel();
  return response.status;
}

const endpoints: Endpoint[] = [...Object.values(consoleApi), ...Object.values(deviceApi)];

/** Every call that the contracts allow, HEAD included. */
const routes = endpoints.flatMap((endpoint) => {
  const { method, path: url, access = 'engineer', roles: allowed = [], scope = null } = endpoint;
  const route = { url, access, roles: allowed, scope };
  return answersHead(endpoint)
    ? [
        { method, ...route },
        { method: 'HEAD', ...route },
      ]
    : [{ method, ...route }];
});

/** An engineer's own call; nobody signs out on the way. */
const engineersRoutes = routes.filter(
  ({ access, method, url }) =>
    access === 'engineer' && `${method} ${url}` !== 'DELETE /api/session',
);
const devicesRoutes = routes.filter(
  ({ access }) => access === 'device' || access === 'registration',
);

test('every endpoint of the contracts is in the table, and no other', () => {
  const declared = endpoints.map(
    ({ method, path, access, roles: allowed = [], scope }): [string, string] => [
      `${method} ${path}`,
      access ??
        [
          ...order.filter((each) => allowed.includes(each)).map((each) => letters[each]),
          ...(scope ? [`+${scope}`] : []),
        ].join(' '),
    ],
  );
  expect(Object.fromEntries(declared)).toEqual(expected);
});

test('the desk has the routes of its contracts, guarded as they say, and no other', () => {
  const inOrder = (all: readonly { method: string; url: string }[]) =>
    all.toSorted((a, b) => `${a.url} ${a.method}`.localeCompare(`${b.url} ${b.method}`));
  expect(inOrder(all.desk.routes)).toEqual(inOrder(routes));
});

test('a route that does not say who may call it stops the desk from starting', async () => {
  const { guard } = await import('#desk/service/http/access.ts');
  const { default: fastify } = await import('fastify');
  for (const config of [
    {},
    { access: 'engineer' as const },
    { access: 'device' as const, roles: ['lead' as const] },
  ]) {
    const app = fastify();
    // biome-ignore lint/suspicious/noExplicitAny: the guard asks nothing of the desk before the first call.
    guard(app, {} as any);
    expect(() => app.get('/new', { config }, async () => 'secret')).toThrow(
      'does not say who may call it',
    );
  }
});

describe('on every route of the engineers', () => {
  test.each(order)(
    'a role is let in where the table says so, and nowhere else: %s',
    async (role) => {
      const { people } = all;
      for (const { method, url, roles: allowed } of engineersRoutes) {
        const body = withBody.has(method) ? {} : undefined;
        const response = await people[role].call(method, nowhere(url), body);
        const let_in = !guardRefuses(response.status);
        expect([`${method} ${url}`, let_in]).toEqual([`${method} ${url}`, allowed.includes(role)]);
        if (!let_in && method !== 'HEAD')
          expect(appError.parse(await response.json()).code).toBe('forbidden');
        else await response.body?.cancel();
      }
      expect(engineersRoutes.length).toBeGreaterThan(50);
    },
  );

  test('a stranger, a disabled engineer, a device and a revoked device are let in nowhere', async () => {
    const { desk, disabled, device, revoked } = all;
    for (const { method, url } of engineersRoutes) {
      const body = withBody.has(method) ? {} : undefined;
      const statuses = [
        await statusOf(strangerOf(desk).call(method, nowhere(url), body)),
        await statusOf(disabled.call(method, nowhere(url), body)),
        await statusOf(callAs(device, desk, method, nowhere(url), { body })),
        await statusOf(callAs(revoked, desk, method, nowhere(url), { body })),
      ];
      expect([`${method} ${url}`, ...statuses]).toEqual([`${method} ${url}`, 401, 401, 401, 401]);
    }
  });

  test('a token opens only the routes that name its scope, and only as far as its owner’s role', async () => {
    const { desk, people } = all;
    for (const role of roles) {
      for (const scope of tokenScopes) {
        const bearer = await bearerOf(people[role], [scope]);
        for (const { method, url, roles: allowed, scope: needed } of engineersRoutes) {
          const body = withBody.has(method) ? '{}' : undefined;
          const status = await statusOf(
            fetch(`${desk.address}${nowhere(url)}`, {
              method,
              headers: {
                authorization: bearer,
                ...(body && { 'content-type': 'application/json' }),
              },
              ...(body && { body }),
            }),
          );
          const opens = needed === scope && allowed.includes(role);
          expect([role, scope, `${method} ${url}`, !guardRefuses(status)]).toEqual([
            role,
            scope,
            `${method} ${url}`,
            opens,
          ]);
        }
      }
    }
    // Some nine hundred calls.
  }, 120_000);
});

describe('on every route of the devices', () => {
  test('a known device is let in; a stranger and an engineer are not', async () => {
    const { desk, device, people } = all;
    for (const { method, url, access } of devicesRoutes) {
      const body = withBody.has(method) ? {} : undefined;
      const byDevice = await statusOf(callAs(device, desk, method, nowhere(url), { body }));
      const byStranger = await statusOf(strangerOf(desk).call(method, nowhere(url), body));
      const byEngineer = await statusOf(people.administrator.call(method, nowhere(url), body));
      const route = `${method} ${url}`;
      expect([route, guardRefuses(byDevice), byStranger, byEngineer]).toEqual([
        route,
        false,
        401,
        401,
      ]);
      expect(['device', 'registration']).toContain(access);
    }
  });

  test('a revoked device is told so, whatever it asks', async () => {
    const { desk, revoked } = all;
    for (const { method, url, access } of devicesRoutes) {
      const registration = {
        publicKey: revoked.publicKey,
        platform: 'linux',
        agentVersion: '0.1.0',
      };
      const enrolment = { ...registration, token: 'x'.repeat(43), name: null, owner: null };
      const body =
        access === 'registration'
          ? url.endsWith('enrol')
            ? enrolment
            : registration
          : withBody.has(method)
            ? {}
            : undefined;
      const response = await callAs(revoked, desk, method, nowhere(url), { body });
      expect([`${method} ${url}`, response.status]).toEqual([`${method} ${url}`, 403]);
      if (method !== 'HEAD')
        expect(appError.parse(await response.json()).code).toBe('device-revoked');
    }
  });
});

describe('somebody else’s', () => {
  test('bundle, incident and request are as unknown to a device as ones that do not exist', async () => {
    const { desk, device: owner, people } = all;
    const other = await registeredDevice(desk);
    const submission = randomUUID();
    await send(owner, desk, (await makeBundle(desk, owner)).sealed, { submission });
    const decided = await decisionOf(owner, desk, submission);
    const number = decided.state === 'accepted' ? decided.incident.number : '';
    const jti = await requestTo(people.engineer, owner);
    const foreign: [string, string, unknown?][] = [
      ['GET', `/v1/incidents/${number}`],
      ['POST', `/v1/incidents/${number}/messages`, { id: randomUUID(), text: 'hello' }],
      ['DELETE', `/v1/submissions/${submission}`],
      ['POST', `/v1/device/requests/${jti}/state`, { state: 'seen' }],
      ['POST', `/v1/device/requests/${jti}/reveal`, { jws: 'a.b.c' }],
    ];
    for (const [method, path, body] of foreign) {
      expect([path, (await callAs(other, desk, method, path, { body })).status]).toEqual([
        path,
        404,
      ]);
    }
    const asked = await callAs(other, desk, 'GET', '/v1/device/requests');
    expect(await asked.json()).toEqual({ requests: [] });
    const answer = await callAs(other, desk, 'GET', `/v1/submissions/${submission}`);
    expect(await answer.json()).toEqual({ state: 'unknown' });
    expect((await callAs(owner, desk, 'GET', `/v1/incidents/${number}`)).status).toBe(200);
    expect(
      (
        await callAs(owner, desk, 'POST', `/v1/device/requests/${jti}/state`, {
          body: { state: 'seen' },
        })
      ).status,
    ).toBe(200);
  });

  test('request is withdrawn by its engineer or a lead, not by a colleague', async () => {
    const { desk, people, device } = all;
    const second = await colleague(desk, people.administrator, 'engineer', 'Another engineer');
    const path = (jti: string) => `${consoleRoutes.requests}/${jti}/withdrawal`;
    const body = { sentence: null };
    const jti = await requestTo(people.engineer, device);
    expect((await second.call('POST', path(jti), body)).status).toBe(403);
    expect((await people.engineer.call('POST', path(jti), body)).status).toBe(200);
    expect(
      (await people.lead.call('POST', path(await requestTo(people.engineer, device)), body)).status,
    ).toBe(200);
  });

  test('token cannot be revoked, and is not listed', async () => {
    const { people } = all;
    const wish = { label: 'mine', scopes: ['requests'], days: 1, password };
    const made = await people.engineer.call('POST', `${consoleRoutes.account}/tokens`, wish);
    const { apiToken } = createdToken.parse(await made.json());
    const path = `${consoleRoutes.account}/tokens/${apiToken.id}`;
    expect((await people.administrator.call('DELETE', path)).status).toBe(404);
    expect(
      await (await people.administrator.call('GET', consoleRoutes.account)).text(),
    ).not.toContain(apiToken.id);
    expect((await people.engineer.call('DELETE', path)).status).toBe(204);
  });
});

async function requestTo(engineer: Browser, device: TestDevice): Promise<string> {
  const wish = {
    kind: 'machine',
    device: device.id,
    scope: { preset: 'quick' },
    minutes: 60,
    reason: 'A test',
    incident: null,
  };
  const response = await engineer.call('POST', consoleRoutes.requests, wish);
  return createdRequest.parse(await response.json()).request.jti;
}

async function bearerOf(owner: Browser, scopes: TokenScope[]): Promise<string> {
  const response = await owner.call('POST', `${consoleRoutes.account}/tokens`, {
    label: 'test',
    scopes,
    days: 1,
    password,
  });
  return `Bearer ${createdToken.parse(await response.json()).token}`;
}
