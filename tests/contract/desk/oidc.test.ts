import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import Provider from 'oidc-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consoleRoutes, consoleSession } from '#contract/http/console-api.ts';
import { auditPage, createdToken } from '#contract/http/console-people.ts';
import { roleOf } from '#desk/service/domain/auth/oidc.ts';
import type { DeskConfig } from '#desk/service/start.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  browserOf,
  firstEngineer,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { decisionOf, send } from './device.ts';
import { incidentsOf } from './lists.ts';

/** Who is known to the organisation's own sign-in; changed by tests. */
let groups: string[] = [];
let nameOf = (sub: string) => `Person ${sub}`;
let server: Server;
let issuer = '';
let callback = '';
const tokens = `${consoleRoutes.account}/tokens`;

async function startWithOidc(config: Partial<DeskConfig> = {}): Promise<TestDesk> {
  const roles = {
    support: 'engineer' as const,
    'support-leads': 'lead' as const,
    'support-audit': 'auditor' as const,
  };
  const desk = await startTestDesk({
    oidc: {
      name: 'Example ID',
      issuer,
      clientId: 'desk',
      clientSecret: 'a client secret',
      roleClaim: 'groups',
      roles,
    },
    ...config,
  });
  callback = `${desk.address}${consoleRoutes.oidc}/callback`;
  return desk;
}

/** A browser that follows redirects and keeps cookies by host, until `stop` says that it is there. */
function browser() {
  const jar = new Map<string, string>();
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  async function go(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: cookies() },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** @returns the first answer whose address is the desk's callback, not yet followed. */
  async function signIn(desk: TestDesk, login: string, query = ''): Promise<string> {
    let response = await go(`${desk.address}${consoleRoutes.oidc}${query}`);
    for (let step = 0; step < 20; step += 1) {
      const location = response.headers.get('location');
      if (location?.startsWith(callback)) return location;
      if (location) {
        response = await go(new URL(location, issuer).href);
        continue;
      }
      const page = await response.text();
      const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
      const prompt = page.includes('name="login"') ? 'login' : 'consent';
      response = await go(new URL(action, issuer).href, { prompt, login, password: 'any' });
    }
    throw new Error('the provider did not send the browser back');
  }
  return { go, signIn, jar };
}

const whoIs = async (desk: TestDesk, { go }: ReturnType<typeof browser>) =>
  consoleSession.parse(await (await go(`${desk.address}${consoleRoutes.session}`)).json()).engineer;

describe('sign-in by the organisation', () => {
  /** A real provider on this machine. Its address has to be known before the desk's, and the other way round. */
  beforeEach(async () => {
    groups = ['support'];
    nameOf = (sub) => `Person ${sub}`;
    server = createServer((request, response) => void handler(request, response));
    let handler: (...pair: Parameters<ReturnType<Provider['callback']>>) => unknown = () => {};
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'desk',
          client_secret: 'a client secret',
          redirect_uris: [`${issuer}/placeholder`],
        },
      ],
      claims: { openid: ['sub'], profile: ['name', 'groups'] },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: () => ({ sub, name: nameOf(sub), groups }),
      }),
      pkce: { required: () => true },
      cookies: { keys: ['test'] },
    });
    // The desk's port is free only once it runs: the client's one address is filled in then.
    const find = provider.Client.find.bind(provider.Client);
    provider.Client.find = async (id: string) => {
      const client = await find(id);
      if (client) client.redirectUris = [callback];
      return client;
    };
    handler = provider.callback();
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  test('makes an account with the role of the claim, and each later one takes today’s role', async () => {
    await using desk = await startWithOidc();
    const first = browser();
    const back = await first.signIn(desk, 'jo');
    const ended = await first.go(back);
    expect([ended.status, ended.headers.get('location')]).toEqual([303, '/']);
    expect(await whoIs(desk, first)).toMatchObject({ name: 'Person jo', role: 'engineer' });
    groups = ['support', 'support-leads', 'other'];
    const second = browser();
    await second.go(await second.signIn(desk, 'jo'));
    expect(await whoIs(desk, second)).toMatchObject({ name: 'Person jo', role: 'lead' });
    // With another role the old session has ended.
    expect(await whoIs(desk, first)).toBeNull();
  });

  test('leaves a person their incidents when they are called otherwise, and takes them from an auditor', async () => {
    await using desk = await startWithOidc();
    const administrator = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const submission = randomUUID();
    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission });
    expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
    const jo = browser();
    await jo.go(await jo.signIn(desk, 'jo'));
    const engineer = (await whoIs(desk, jo))?.id;
    const incident = `${consoleRoutes.incidents}/INC-000001`;
    expect(
      (await administrator.call('PUT', `${incident}/assignee`, { engineer, instead: null })).status,
    ).toBe(200);
    const assignee = async () =>
      (await incidentsOf(administrator, { view: 'all' })).incidents.map((row) => row.assignee);
    expect(await assignee()).toEqual(['Person jo']);
    nameOf = () => 'Jo Newname';
    const later = browser();
    await later.go(await later.signIn(desk, 'jo'));
    expect(await assignee()).toEqual(['Jo Newname']);
    // Another account with the old name, and then with the new one, has none of them.
    for (const name of ['Person jo', 'Jo Newname']) {
      nameOf = (sub) => (sub === 'jo' ? 'Jo Newname' : name);
      const namesake = browser();
      await namesake.go(await namesake.signIn(desk, 'not-jo'));
      const mine = await (
        await namesake.go(`${desk.address}${consoleRoutes.incidents}?view=mine`)
      ).json();
      expect(mine).toMatchObject({ total: 0, counts: { mine: 0 } });
    }
    expect(await assignee()).toEqual(['Jo Newname']);
    groups = ['support-audit'];
    const last = browser();
    await last.go(await last.signIn(desk, 'jo'));
    expect(await assignee()).toEqual([null]);
  });

  test('refuses a person without a role here, and one who is disabled here', async () => {
    await using desk = await startWithOidc();
    const administrator = await firstEngineer(desk);
    groups = ['canteen'];
    const stranger = browser();
    const refused = await stranger.go(await stranger.signIn(desk, 'jo'));
    expect(refused.headers.get('location')).toBe('/?sign-in=refused');
    expect(await whoIs(desk, stranger)).toBeNull();
    groups = ['support'];
    const known = browser();
    await known.go(await known.signIn(desk, 'jo'));
    const id = (await whoIs(desk, known))?.id;
    await administrator.call('PATCH', `${consoleRoutes.people}/${id}`, { change: 'disable' });
    const again = browser();
    expect((await again.go(await again.signIn(desk, 'jo'))).headers.get('location')).toBe(
      '/?sign-in=refused',
    );
    expect(await whoIs(desk, again)).toBeNull();
    const { entries } = auditPage.parse(
      await (await administrator.call('GET', consoleRoutes.audit)).json(),
    );
    expect(
      entries.filter(({ action }) => action === 'sign-in-failed').length,
    ).toBeGreaterThanOrEqual(2);
  });

  test('an answer works once, only in the browser that began, and only unaltered', async () => {
    await using desk = await startWithOidc();
    const victim = browser();
    const back = await victim.signIn(desk, 'jo');
    // Somebody else's browser with the victim's link, and an attacker's link in the victim's browser.
    const other = browser();
    expect((await other.go(back)).headers.get('location')).toBe('/?sign-in=refused');
    const altered = back.replace(/state=[^&]+/, 'state=another');
    expect((await victim.go(altered)).headers.get('location')).toBe('/?sign-in=refused');
    // The try has spent what was begun.
    expect((await victim.go(back)).headers.get('location')).toBe('/?sign-in=refused');
    expect(await whoIs(desk, victim)).toBeNull();
  });

  test('a thousand sign-ins begun by a stranger end nobody else’s', async () => {
    await using desk = await startWithOidc();
    const person = browser();
    const back = await person.signIn(desk, 'jo');
    for (let turn = 0; turn < 1_001; turn += 1) {
      await (
        await fetch(`${desk.address}${consoleRoutes.oidc}`, { redirect: 'manual' })
      ).body?.cancel();
    }
    await person.go(back);
    expect(await whoIs(desk, person)).toMatchObject({ name: 'Person jo' });
  });

  test('callbacks of strangers are counted in one entry of the audit log, however many there are', async () => {
    const desk = await startWithOidc();
    await firstEngineer(desk);
    const entriesOf = (folder: string) => {
      const sqlite = new SqliteDatabase(join(folder, 'desk.sqlite'), { readonly: true });
      const rows = sqlite
        .prepare("select detail from audit where action = 'sign-in-failed'")
        .all() as { detail: string }[];
      sqlite.close();
      return rows.map(({ detail }) => JSON.parse(detail) as unknown);
    };
    for (let turn = 0; turn < 50; turn += 1) {
      const headers = turn % 2 === 0 ? {} : { cookie: 'candor-sign-in=made-up' };
      const response = await fetch(`${callback}?code=x&state=y`, { redirect: 'manual', headers });
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        '/?sign-in=refused',
      ]);
    }
    expect(entriesOf(desk.dataFolder)).toEqual([]);
    await desk.stop();
    expect(entriesOf(desk.dataFolder)).toEqual([{ why: 'oidc', count: 50 }]);
    await desk[Symbol.asyncDispose]();
  });

  test('a stranger who begins sign-ins and answers them wrongly has to wait; a browser known to the desk has not', async () => {
    const now = new Date();
    await using desk = await startWithOidc({ now: () => now });
    const administrator = await firstEngineer(desk);
    const known = browser();
    await known.go(await known.signIn(desk, 'jo'));
    for (let turn = 0; turn < 25; turn += 1) {
      const stranger = browser();
      await stranger.go(`${desk.address}${consoleRoutes.oidc}`);
      await stranger.go(`${callback}?code=x&state=y`);
    }
    const { entries } = auditPage.parse(
      await (
        await administrator.call('GET', `${consoleRoutes.audit}?action=sign-in-failed`)
      ).json(),
    );
    expect(entries).toHaveLength(20);
    const fresh = browser();
    await fresh.go(await fresh.signIn(desk, 'ann'));
    expect(await whoIs(desk, fresh)).toBeNull();
    await known.go(await known.signIn(desk, 'jo'));
    expect(await whoIs(desk, known)).toMatchObject({ name: 'Person jo' });
  });

  test('never opens an account that has a password, however the person is called', async () => {
    await using desk = await startWithOidc();
    const administrator = await firstEngineer(desk, 'Person jo');
    const person = browser();
    await person.go(await person.signIn(desk, 'jo'));
    const engineer = await whoIs(desk, person);
    expect(engineer?.id).not.toBe(administrator.session.engineer?.id);
    expect(engineer?.role).toBe('engineer');
  });

  describe('a token of somebody who signs in by the organisation', () => {
    const wish = { label: 'x', scopes: ['requests'], days: 30, password: null };

    /** A signed-in person's calls, as the console makes them. */
    async function consoleOf(desk: TestDesk, person: ReturnType<typeof browser>): Promise<Browser> {
      const session = consoleSession.parse(
        await (await person.go(`${desk.address}${consoleRoutes.session}`)).json(),
      );
      return browserOf(desk, `candor-session=${person.jar.get('candor-session')}`, session);
    }

    test('needs proof of who they are at the organisation’s sign-in, and lives for thirty days at most', async () => {
      await using desk = await startWithOidc();
      const person = browser();
      await person.go(await person.signIn(desk, 'jo'));
      const before = await consoleOf(desk, person);
      expect((await before.call('POST', tokens, wish)).status).toBe(403);
      const back = await person.signIn(desk, 'jo', '?confirm');
      expect((await person.go(back)).headers.get('location')).toBe('/account');
      // The session that the browser had is over: the new one takes its place.
      expect((await before.call('GET', consoleRoutes.account)).status).toBe(401);
      const confirmed = await consoleOf(desk, person);
      expect((await confirmed.call('POST', tokens, { ...wish, days: 31 })).status).toBe(400);
      expect((await confirmed.call('POST', tokens, wish)).status).toBe(200);
    });

    test('is not made by a session at the provider alone: the credentials are asked for again', async () => {
      await using desk = await startWithOidc();
      const person = browser();
      await person.go(await person.signIn(desk, 'jo'));
      // With a session at the provider, an ordinary sign-in asks for nothing.
      const silent = await person.go(`${desk.address}${consoleRoutes.oidc}?confirm`);
      const asked = new URL(silent.headers.get('location') ?? '');
      expect([asked.searchParams.get('prompt'), asked.searchParams.get('max_age')]).toEqual([
        'login',
        '0',
      ]);
      // A browser that takes both demands out comes back without having proven anything.
      for (const name of ['prompt', 'max_age']) asked.searchParams.delete(name);
      let response = await person.go(asked.href);
      while (!response.headers.get('location')?.startsWith(callback)) {
        response = await person.go(new URL(response.headers.get('location') ?? '', issuer).href);
      }
      const ended = await person.go(response.headers.get('location') ?? '');
      expect(ended.headers.get('location')).toBe('/?sign-in=refused');
    });

    test('is not made when a colleague confirms', async () => {
      await using desk = await startWithOidc();
      const person = browser();
      await person.go(await person.signIn(desk, 'jo'));
      const colleague = browser();
      await colleague.go(await colleague.signIn(desk, 'ann'));
      // The colleague signed the person out at the provider and is signed in there now.
      for (const name of [...person.jar.keys()])
        if (!name.startsWith('candor-')) person.jar.delete(name);
      const back = await person.signIn(desk, 'ann', '?confirm');
      expect((await person.go(back)).headers.get('location')).toBe('/?sign-in=refused');
      expect((await (await consoleOf(desk, person)).call('POST', tokens, wish)).status).toBe(403);
    });

    test('ends when they have not signed in for two weeks, and after thirty days in any case', async () => {
      const clock = { ahead: 0 };
      const days = 24 * 3_600_000;
      await using desk = await startWithOidc({ now: () => new Date(Date.now() + clock.ahead) });
      const person = browser();
      await person.go(await person.signIn(desk, 'jo'));
      await person.go(await person.signIn(desk, 'jo', '?confirm'));
      const made = await (await consoleOf(desk, person)).call('POST', tokens, wish);
      const headers = { authorization: `Bearer ${createdToken.parse(await made.json()).token}` };
      const status = async () =>
        (await fetch(`${desk.address}${consoleRoutes.requests}`, { headers })).status;
      clock.ahead = 13 * days;
      expect(await status()).toBe(200);
      clock.ahead = 15 * days;
      expect(await status()).toBe(401);
      const sqlite = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
      const signedIn = (ahead: number) =>
        sqlite
          .prepare('update engineers set signed_in_at = ?')
          .run(new Date(Date.now() + ahead).toISOString());
      signedIn(15 * days);
      expect(await status()).toBe(200);
      clock.ahead = 31 * days;
      signedIn(31 * days);
      // As an older desk made it.
      sqlite
        .prepare('update api_tokens set expires_at = ?')
        .run(new Date(Date.now() + 365 * days).toISOString());
      expect(await status()).toBe(401);
      sqlite.close();
    });
  });

  test('is not there where it is not set up; the page is told its name where it is', async () => {
    await using desk = await startTestDesk();
    expect(
      (await fetch(`${desk.address}${consoleRoutes.oidc}`, { redirect: 'manual' })).status,
    ).toBe(404);
    await using withOidc = await startWithOidc();
    const session = await fetch(`${withOidc.address}${consoleRoutes.session}`);
    expect(consoleSession.parse(await session.json()).oidc).toBe('Example ID');
  });
});

test.each([
  [['a', 'b'], 'administrator'],
  ['b', 'administrator'],
  [['c', 'a'], 'engineer'],
  [['toString', '__proto__'], null],
  [undefined, null],
  [42, null],
])('the claim %j gives the role %s', (claim, role) => {
  expect(roleOf({ roles: { a: 'engineer', b: 'administrator' } }, claim)).toBe(role);
});
