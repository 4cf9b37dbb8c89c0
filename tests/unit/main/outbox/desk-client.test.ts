import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { type AppError, CandorError } from '#contract/errors/result.ts';
import { answerSignature, answerType, deviceRoutes } from '#contract/http/device-api.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { createDeskClient, type DeskClient } from '#main/outbox/desk-client.ts';
import type { TransportRequest, TransportResponse } from '#main/outbox/transport.ts';
import { loadDeviceKey } from '#main/trust/device-key.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';

const organisation = await makeOrganisation('https://desk.example', 'Northwind');
const other = await makeOrganisation('https://other.example', 'Elsewhere');
const never = new AbortController().signal;
const submission = '11111111-1111-4111-8111-111111111111';
/** The agent's clock. */
const now = Date.parse('2026-01-01T12:00:00Z');
const identity = {
  product: 'candor-desk',
  version: '0.1.0',
  organisation: 'Northwind',
  fingerprint: organisation.fingerprint,
};

const tooLarge = { code: 'too-large', message: { message: 'That is too much.' }, detail: null };

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  unsigned?: true;
  body?: string | Uint8Array;
}

let folder: string;
let policy: Policy | null;
/** `METHOD path` of every request. */
let requests: string[];
let sent: TransportRequest[];
/** Replaces the usual answer of the desk. */
let instead: (request: TransportRequest) => Answer | null;
let standings: [string, string | null, boolean][];
let versions: string[];
let client: DeskClient;
let device: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-desk-client-'));
  [policy, requests, sent, instead, standings, versions] = [
    organisation.policy,
    [],
    [],
    () => null,
    [],
    [],
  ];
  client = await start();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Answers as the organisation's desk, which signs what has to be signed. */
async function answerTo(request: TransportRequest): Promise<TransportResponse> {
  const { pathname, searchParams } = new URL(request.url);
  requests.push(`${request.method} ${pathname}`);
  sent.push(request);
  const special = instead(request);
  const nonce = searchParams.get('nonce');
  const greeting = nonce === null ? {} : { greeting: await organisation.greet(nonce, now + 5000) };
  const usual: Record<string, unknown> = {
    [deviceRoutes.desk]: { ...identity, ...greeting },
    [deviceRoutes.enrol]: { device, verified: true },
    [`${deviceRoutes.submissions}/${submission}`]: { state: 'unknown' },
  };
  const content = special?.body ?? JSON.stringify(special?.json ?? usual[pathname] ?? {});
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  const signature = await organisation.sign(
    { request: sha256Hex(Buffer.from(request.headers.authorization ?? '')), body: sha256Hex(body) },
    { typ: answerType },
  );
  const headers = {
    date: new Date(now).toUTCString(),
    ...(!special?.unsigned && { [answerSignature]: signature }),
    ...special?.headers,
  };
  return { status: special?.status ?? 200, headers, body };
}

async function start(): Promise<DeskClient> {
  const keyring = {
    isEncryptionAvailable: () => false,
    encryptString: () => Buffer.of(),
    decryptString: () => '',
  };
  const key = await loadDeviceKey({
    folder,
    protection: 'file',
    keyring,
    platform: process.platform,
  });
  device = key.id;
  return createDeskClient({
    transport: { request: answerTo },
    policy: () => policy,
    deviceKey: async () => key,
    agentVersion: '0.1.0',
    platform: 'linux',
    clock: { now: () => now, after: () => () => {}, random: () => 0 },
    registrationFile: join(folder, 'registration.json'),
    onStanding: (standing, problem, news) =>
      void standings.push([standing, problem?.code ?? null, news]),
    onVersion: (version) => void versions.push(version),
  });
}

const meet = () => client.meet(recipientOf(organisation.policy), never);
const problemOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.fail('the call did not fail'),
    (thrown: unknown) =>
      thrown instanceof CandorError ? thrown.error : expect.fail(String(thrown)),
  );
const registered = async () =>
  JSON.parse(await readFile(join(folder, 'registration.json'), 'utf8')) as object;
/** Seconds between the newest token's time and the agent's clock. */
const tokenSkew = () =>
  (decodeJwt(sent.at(-1)?.headers.authorization?.slice('Bearer '.length) ?? '').iat ?? 0) -
  now / 1000;

const token = 't'.repeat(30);
const withToken = (policy: Policy, value = token): Policy => ({
  ...policy,
  enrolment: { token: value, name: 'ward-3' },
});

describe('meeting the desk', () => {
  test('asks for its identity without identifying this device, and registers this device once', async () => {
    await meet();
    await meet();
    expect(requests).toEqual(['GET /v1/desk', 'PUT /v1/device', 'GET /v1/desk']);
    expect(sent[0]?.headers).toEqual({ accept: 'application/json' });
    expect(sent[1]?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
    });
    expect(JSON.parse(Buffer.from(sent[1]?.body ?? '').toString())).toMatchObject({
      platform: 'linux',
      agentVersion: '0.1.0',
    });
    expect(standings).toEqual([['unverified', null, true]]);
    expect(await registered()).toMatchObject({ device, standing: 'unverified', enrolment: null });
  });

  test('sends nothing to the desk when the person agreed to another organisation', async () => {
    policy = other.policy;
    expect(await problemOf(meet())).toMatchObject({
      code: 'desk-untrusted',
      message: { values: { organisation: 'Northwind' } },
    });
    expect(requests).toEqual([]);
  });

  test('stops at a desk with another fingerprint, and names both fingerprints', async () => {
    instead = () => ({ json: { ...identity, fingerprint: other.fingerprint } });
    expect(await problemOf(meet())).toMatchObject({
      code: 'desk-untrusted',
      message: { values: { address: 'https://desk.example', organisation: 'Northwind' } },
      detail: `expected ${organisation.fingerprint}, found ${other.fingerprint}`,
    });
    expect(requests).toEqual(['GET /v1/desk']);
  });

  test.each([400, 404, 407, 409, 428, 430, 499])(
    'takes an answer %i for what another server says',
    async (status) => {
      instead = () => ({ status, json: tooLarge });
      expect(await problemOf(meet())).toMatchObject({ code: 'desk-address-wrong' });
      expect(requests).toEqual(['GET /v1/desk']);
    },
  );

  test.each([408, 429, 500, 503])(
    'takes an answer %i for what the desk itself says',
    async (status) => {
      instead = () => ({ status, json: tooLarge });
      expect(await problemOf(meet())).toMatchObject({ code: 'too-large' });
      expect(requests).toEqual(['GET /v1/desk']);
    },
  );

  test('fails without an organisation', async () => {
    policy = null;
    expect(await problemOf(meet())).toMatchObject({ code: 'no-organisation' });
    expect(await client.isExpected()).toBe(false);
  });
});

describe('a device that the desk knows', () => {
  test('is remembered after a restart, and reported with the remembered standing', async () => {
    await meet();
    client = await start();
    await meet();
    await meet();
    expect(requests.filter((request) => request === 'PUT /v1/device')).toHaveLength(1);
    expect(standings).toEqual([
      ['unverified', null, true],
      ['unverified', null, false],
    ]);
  });

  test.each([
    ['another fingerprint', { fingerprint: other.fingerprint }],
    ['another address', { desk: 'https://elsewhere.example' }],
    ['another device', { device: other.fingerprint }],
  ])('registers again when the stored registration names %s', async (_what, change) => {
    await meet();
    await writeFile(
      join(folder, 'registration.json'),
      JSON.stringify({ ...(await registered()), ...change }),
    );
    client = await start();
    expect(await client.isExpected()).toBe(!('fingerprint' in change || 'desk' in change));
    await meet();
    expect(requests.filter((request) => request === 'PUT /v1/device')).toHaveLength(2);
    expect(await registered()).toMatchObject({
      fingerprint: organisation.fingerprint,
      desk: 'https://desk.example',
      device,
    });
  });

  test('registers again when the stored registration cannot be read', async () => {
    await writeFile(join(folder, 'registration.json'), 'nothing');
    expect(await client.isExpected()).toBe(false);
    await meet();
    expect(requests).toContain('PUT /v1/device');
    expect(await client.isExpected()).toBe(true);
    client = await start();
    expect(await client.isExpected()).toBe(true);
  });

  test('is expected by the desk as soon as the policy holds an enrolment token', async () => {
    policy = withToken(organisation.policy);
    expect(await client.isExpected()).toBe(true);
  });

  test('registers again when the desk has forgotten it, and repeats the call', async () => {
    await meet();
    let forgotten = true;
    instead = ({ method, url }) => {
      if (method === 'PUT') forgotten = false;
      return forgotten && url.includes('/v1/submissions') ? { status: 401 } : null;
    };
    expect(await client.submission(submission, never)).toEqual({ state: 'unknown' });
    expect(requests.slice(2)).toEqual([
      `GET ${deviceRoutes.submissions}/${submission}`,
      'PUT /v1/device',
      `GET ${deviceRoutes.submissions}/${submission}`,
    ]);
    client.forgetRegistration();
    await meet();
    expect(requests.filter((request) => request === 'PUT /v1/device')).toHaveLength(3);
  });

  test('repeats a call only once when the desk still refuses it', async () => {
    await meet();
    instead = ({ url }) => (url.includes('/v1/submissions') ? { status: 401 } : null);
    expect(await problemOf(client.submission(submission, never))).toMatchObject({
      code: 'unauthorized',
    });
    expect(requests.slice(2)).toHaveLength(3);
  });

  test('is reported as revoked once, and learns at the next call whether it was readmitted', async () => {
    await meet();
    const problem = {
      code: 'device-revoked',
      message: { message: 'This device was revoked.' },
      detail: null,
    };
    instead = ({ url }) =>
      url.includes('/v1/submissions') ? { status: 403, json: problem } : null;
    for (const _ of ['first', 'second']) {
      expect(await problemOf(client.submission(submission, never))).toMatchObject({
        code: 'device-revoked',
      });
    }
    expect(standings.slice(1)).toEqual([['revoked', 'device-revoked', true]]);
    instead = () => null;
    await meet();
    expect(standings.slice(2)).toEqual([['unverified', null, true]]);
    // When it is revoked a second time, that is reported again.
    instead = ({ url }) =>
      url.includes('/v1/submissions') ? { status: 403, json: problem } : null;
    await problemOf(client.submission(submission, never));
    expect(standings.slice(3)).toEqual([['revoked', 'device-revoked', true]]);
  });
});

describe('a device that IT enrols', () => {
  beforeEach(async () => {
    policy = withToken(organisation.policy);
    client = await start();
  });

  test('sends its token only to a desk that proved to hold the organisation’s key, and only once, even after a restart', async () => {
    await meet();
    expect(requests).toEqual(['GET /v1/desk', 'GET /v1/desk', 'POST /v1/device/enrol']);
    expect(JSON.parse(Buffer.from(sent[2]?.body ?? '').toString())).toMatchObject({
      token,
      name: 'ward-3',
      owner: null,
    });
    expect(standings).toEqual([['verified', null, true]]);
    expect(await registered()).toMatchObject({
      standing: 'verified',
      enrolment: sha256Hex(Buffer.from(token)),
    });
    client = await start();
    await meet();
    expect(requests.slice(3)).toEqual(['GET /v1/desk']);
    expect(standings.slice(1)).toEqual([['verified', null, false]]);
  });

  test('does not send its token to a server that only repeats the public fingerprint', async () => {
    instead = ({ url }) =>
      url.includes('nonce') ? { json: { ...identity, greeting: 'not.signed.here' } } : null;
    expect(await problemOf(meet())).toMatchObject({ code: 'desk-untrusted' });
    instead = ({ url }) => (url.includes('nonce') ? { json: identity } : null);
    expect(await problemOf(meet())).toMatchObject({
      code: 'desk-failed',
      detail: expect.stringContaining('sign its greeting'),
    });
    expect(requests).not.toContain('POST /v1/device/enrol');
  });

  test('sends a new token from IT, and stays verified meanwhile', async () => {
    await meet();
    policy = withToken(organisation.policy, 'u'.repeat(30));
    await meet();
    expect(requests.filter((request) => request === 'POST /v1/device/enrol')).toHaveLength(2);
    client.forgetRegistration();
    policy = organisation.policy;
    await meet();
    expect(requests.at(-1)).toBe('PUT /v1/device');
    expect(await registered()).toMatchObject({
      standing: 'verified',
      enrolment: sha256Hex(Buffer.from('u'.repeat(30))),
    });
  });

  test('continues without a used token, reports that once, and does not send it again in this run', async () => {
    const problem = {
      code: 'enrolment-invalid',
      message: { message: 'This token was used already.' },
      detail: null,
    };
    instead = ({ method }) => (method === 'POST' ? { status: 403, json: problem } : null);
    await meet();
    await meet();
    client.forgetRegistration();
    await meet();
    expect(requests.filter((request) => request === 'POST /v1/device/enrol')).toHaveLength(1);
    expect(requests.filter((request) => request === 'PUT /v1/device')).toHaveLength(2);
    expect(standings).toEqual([['unverified', 'enrolment-invalid', true]]);
    expect(await registered()).toMatchObject({ standing: 'unverified', enrolment: null });
    // The next run sends it again.
    client = await start();
    await meet();
    expect(requests.filter((request) => request === 'POST /v1/device/enrol')).toHaveLength(2);
  });

  test.each([
    [403, { code: 'forbidden', message: { message: 'no' }, detail: null }],
    [500, { code: 'enrolment-invalid', message: { message: 'no' }, detail: null }],
  ])('tries again later when the desk says %i for another reason', async (status, json) => {
    instead = ({ method }) => (method === 'POST' ? { status, json } : null);
    await problemOf(meet());
    await problemOf(meet());
    expect(requests.filter((request) => request === 'POST /v1/device/enrol')).toHaveLength(2);
    expect(requests).not.toContain('PUT /v1/device');
  });

  test('is not called verified when the desk does not verify it', async () => {
    instead = ({ method }) => (method === 'POST' ? { json: { device, verified: false } } : null);
    await meet();
    expect(standings).toEqual([['unverified', null, true]]);
  });
});

describe('the desk’s clock', () => {
  const at = (milliseconds: number) => ({ date: new Date(now + milliseconds).toUTCString() });
  const hour = 3_600_000;

  test.each([
    ['half a minute ahead is the way and not the clock', 30_000, 0],
    ['a second more counts', 31_000, 31],
    ['behind counts too', -2 * hour, -7200],
    ['two days ahead counts', 48 * hour, 172_800],
    ['more than that does not, because the clock has to be put right', 48 * hour + 1000, 0],
  ])('%s', async (_what, ahead, seconds) => {
    instead = () => ({ headers: at(ahead) });
    await meet();
    await client.submission(submission, never).catch(() => {});
    expect(tokenSkew()).toBe(seconds);
  });

  test('is also learned from a refusal, and counts as correct after an answer without a date', async () => {
    await meet();
    let first = true;
    instead = ({ url }) => {
      if (!url.includes('/v1/submissions') || !first) return null;
      first = false;
      return { status: 401, headers: at(hour) };
    };
    await client.submission(submission, never);
    expect(tokenSkew()).toBe(3600);
    instead = () => ({ headers: { date: 'some time' } });
    await meet();
    await client.submission(submission, never);
    expect(tokenSkew()).toBe(0);
  });

  test('is signed in the greeting, which also names the newest version', async () => {
    expect(await client.greet(never)).toBe(now + 5000);
    expect(versions).toEqual(['0.1.0']);
  });
});

describe('a call', () => {
  const jti = '22222222-2222-4222-8222-222222222222';
  const view = { number: 'INC-000001', status: 'new', timeline: [] };
  const standing = { jti, state: 'sent', at: new Date(now).toISOString() };

  test.each<[string, string, unknown, unknown, () => Promise<unknown>, unknown]>([
    [
      'for an incident',
      'GET /v1/incidents/INC-000001',
      undefined,
      view,
      () => client.incident('INC-000001', never),
      view,
    ],
    [
      'that brings a message',
      'POST /v1/incidents/INC-000001/messages',
      { id: submission, text: 'Hello' },
      view,
      () => client.send('INC-000001', { id: submission, text: 'Hello' }, never),
      view,
    ],
    [
      'that requests a deletion',
      `DELETE ${deviceRoutes.submissions}/${submission}`,
      undefined,
      { withdrawal: 'a.b.c' },
      () => client.requestDeletion(submission, never),
      'a.b.c',
    ],
    [
      'that answers a question',
      `POST ${deviceRoutes.requests}/${jti}/reveal`,
      { jws: 'a.b.c' },
      standing,
      () => client.answerReveal(jti, 'a.b.c', never),
      standing,
    ],
  ])('%s has its own method, path and body', async (_what, request, body, json, call, result) => {
    instead = () => ({ json });
    expect(await call()).toEqual(result);
    expect(requests).toEqual([request]);
    const brought = sent[0]?.body;
    expect(brought === undefined ? undefined : JSON.parse(Buffer.from(brought).toString())).toEqual(
      body,
    );
    expect(sent[0]?.headers['content-type']).toBe(
      body === undefined ? undefined : 'application/json',
    );
    const { htm, htu, aud } = decodeJwt(
      sent[0]?.headers.authorization?.slice('Bearer '.length) ?? '',
    );
    expect([`${htm} ${htu}`, aud]).toEqual([request, organisation.fingerprint]);
  });
});

describe('an answer', () => {
  const asked = () => client.submission(submission, never);

  test('counts when the organisation signed it', async () => {
    expect(await asked()).toEqual({ state: 'unknown' });
  });

  test('does not count without a signature', async () => {
    instead = () => ({ unsigned: true });
    expect(await problemOf(asked())).toMatchObject({
      code: 'desk-failed',
      detail: expect.stringContaining('does not sign its answers'),
    });
    instead = () => ({ headers: { [answerSignature]: 'not.signed.here' } });
    expect(await problemOf(asked())).toMatchObject({ code: 'desk-untrusted' });
  });

  test.each([
    ['not JSON', { body: '<html>Log in</html>' }, 'desk-address-wrong'],
    ['not UTF-8', { body: Uint8Array.of(0x22, 0xff, 0x22) }, 'desk-address-wrong'],
    ['of another shape', { json: { state: 'elsewhere' } }, 'desk-failed'],
    ['a redirect', { status: 302 }, 'desk-address-wrong'],
    ['just below success', { status: 199 }, 'desk-address-wrong'],
    ['just above success', { status: 300 }, 'desk-address-wrong'],
  ])('does not count when it is %s', async (_what, answer, code) => {
    instead = () => answer;
    expect(await problemOf(asked())).toMatchObject({ code });
  });

  test('counts with any status that means success', async () => {
    for (const status of [200, 299]) {
      instead = () => ({ status });
      expect(await asked()).toEqual({ state: 'unknown' });
    }
  });

  test('comes from the desk of the policy, whatever the path looks like', () => {
    expect(client.urlOf('//elsewhere.example/x')).toBe('https://desk.example//elsewhere.example/x');
  });
});
