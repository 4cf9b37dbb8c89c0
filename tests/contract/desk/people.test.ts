import { TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes, consoleSession } from '#contract/http/console-api.ts';
import {
  createdToken,
  offeredFactor,
  person,
  recoveryCodes,
} from '#contract/http/console-people.ts';
import {
  type Browser,
  browserOf,
  firstEngineer,
  password,
  signInAs,
  startTestDesk,
  strangerOf,
  type TestDesk,
} from './desk.ts';
import { colleague } from './people.ts';

const idOf = (browser: Browser) => browser.session.engineer?.id ?? '';
const change = (by: Browser, whom: Browser, body: unknown) =>
  by.call('PATCH', `${consoleRoutes.people}/${idOf(whom)}`, body);

describe('an invitation', () => {
  test('makes an account with the role that the administrator chose, once', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk);
    const response = await administrator.call('POST', consoleRoutes.people, {
      name: 'Lea',
      role: 'lead',
    });
    const token = new URL(((await response.json()) as { link: string }).link).searchParams.get(
      'token',
    );
    const join = () => strangerOf(desk).call('POST', consoleRoutes.join, { token, password });
    expect(consoleSession.parse(await (await join()).json()).engineer).toMatchObject({
      name: 'Lea',
      role: 'lead',
    });
    expect((await join()).status).toBe(403);
    expect((await signInAs(desk, 'lea')).session.engineer?.role).toBe('lead');
  });

  test('ends after three days, and an account without a password opens to none', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({ now: () => new Date(now) });
    const administrator = await firstEngineer(desk);
    const response = await administrator.call('POST', consoleRoutes.people, {
      name: 'Lea',
      role: 'lead',
    });
    const token = new URL(((await response.json()) as { link: string }).link).searchParams.get(
      'token',
    );
    for (const guess of ['x', ' '])
      await expect(signInAs(desk, 'Lea', guess)).rejects.toThrow('401');
    now += 3 * 24 * 3_600_000;
    expect(
      (await strangerOf(desk).call('POST', consoleRoutes.join, { token, password })).status,
    ).toBe(403);
  });

  test('cannot take a colleague’s name', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk, 'Erika Example');
    expect(
      (
        await administrator.call('POST', consoleRoutes.people, {
          name: 'ERIKA example',
          role: 'lead',
        })
      ).status,
    ).toBe(409);
  });
});

describe('a changed person', () => {
  test('is signed out at once, and comes back with the new role', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk);
    const engineer = await colleague(desk, administrator, 'engineer', 'Eve');
    await change(administrator, engineer, { change: 'role', role: 'auditor' });
    expect((await engineer.call('GET', consoleRoutes.incidents)).status).toBe(401);
    const again = await signInAs(desk, 'Eve');
    expect((await again.call('GET', consoleRoutes.incidents)).status).toBe(403);
    expect((await again.call('GET', consoleRoutes.audit)).status).toBe(200);
  });

  test('that is disabled can do nothing, by session, password or token', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk);
    const engineer = await colleague(desk, administrator, 'engineer', 'Eve');
    const made = await engineer.call('POST', `${consoleRoutes.account}/tokens`, {
      label: 'x',
      scopes: ['requests'],
      days: 1,
      password,
    });
    const { token } = createdToken.parse(await made.json());
    const byToken = () =>
      fetch(`${desk.address}${consoleRoutes.requests}`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await byToken()).status).toBe(200);
    await change(administrator, engineer, { change: 'disable' });
    expect((await byToken()).status).toBe(401);
    expect((await engineer.call('GET', consoleRoutes.incidents)).status).toBe(401);
    await expect(signInAs(desk, 'Eve')).rejects.toThrow('401');
    await change(administrator, engineer, { change: 'enable' });
    expect((await byToken()).status).toBe(401);
    expect((await signInAs(desk, 'Eve')).session.engineer?.role).toBe('engineer');
  });

  test('is not the last administrator', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk);
    for (const body of [{ change: 'disable' }, { change: 'role', role: 'lead' }]) {
      expect((await change(administrator, administrator, body)).status).toBe(409);
    }
    await administrator.call('POST', consoleRoutes.people, {
      name: 'Invited',
      role: 'administrator',
    });
    expect((await change(administrator, administrator, { change: 'disable' })).status).toBe(409);
    const second = await colleague(desk, administrator, 'administrator', 'Second');
    expect((await change(administrator, second, { change: 'role', role: 'lead' })).status).toBe(
      200,
    );
    expect((await change(administrator, administrator, { change: 'disable' })).status).toBe(409);
  });

  test('makes a token only with the password: an open browser is not enough', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk, 'Erika');
    const wish = { label: 'x', scopes: ['requests'], days: 1 };
    for (const wrong of [null, 'not the password at all']) {
      const refused = await engineer.call('POST', `${consoleRoutes.account}/tokens`, {
        ...wish,
        password: wrong,
      });
      expect(refused.status).toBe(403);
    }
    expect(
      (await engineer.call('POST', `${consoleRoutes.account}/tokens`, { ...wish, password }))
        .status,
    ).toBe(200);
  });

  test('has a new password, and every other session and every token of theirs ends', async () => {
    await using desk = await startTestDesk();
    const one = await firstEngineer(desk, 'Erika');
    const two = await signInAs(desk, 'Erika');
    const made = await one.call('POST', `${consoleRoutes.account}/tokens`, {
      label: 'x',
      scopes: ['requests'],
      days: 1,
      password,
    });
    const { token } = createdToken.parse(await made.json());
    const body = { current: password, next: 'another long enough one' };
    expect(
      (await one.call('POST', `${consoleRoutes.account}/password`, { ...body, current: 'wrong' }))
        .status,
    ).toBe(403);
    const changed = await one.call('POST', `${consoleRoutes.account}/password`, body);
    expect(changed.headers.getSetCookie()[0]).not.toContain(one.cookie);
    for (const old of [one, two])
      expect((await old.call('GET', consoleRoutes.incidents)).status).toBe(401);
    const byToken = await fetch(`${desk.address}${consoleRoutes.requests}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(byToken.status).toBe(401);
    await expect(signInAs(desk, 'Erika')).rejects.toThrow('401');
    await signInAs(desk, 'Erika', body.next);
  });
});

describe('a second factor', () => {
  const factor = `${consoleRoutes.account}/second-factor`;
  const codeOf = (secret: string, now: number) =>
    new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate({ timestamp: now });
  const enter = (desk: TestDesk, code?: string) =>
    strangerOf(desk).call('POST', consoleRoutes.session, {
      name: 'Erika',
      password,
      ...(code !== undefined && { code }),
    });

  async function withFactor(clock: { now: number }) {
    const desk = await startTestDesk({ now: () => new Date(clock.now) });
    const engineer = await firstEngineer(desk, 'Erika');
    const offered = offeredFactor.parse(
      await (await engineer.call('POST', factor, { password })).json(),
    );
    const proof = await engineer.call('PUT', factor, { code: codeOf(offered.secret, clock.now) });
    return { desk, engineer, offered, codes: recoveryCodes.parse(await proof.json()).codes };
  }

  test('is asked for after the password, and a code of it opens once', async () => {
    const clock = { now: Date.now() };
    const { desk, offered } = await withFactor(clock);
    await using _ = desk;
    expect(offered.uri).toMatch(/^otpauth:\/\/totp\/Example%20Ltd%20Candor%20desk:Erika\?/);
    expect(appError.parse(await (await enter(desk)).json()).code).toBe('second-factor-needed');
    // The code with which it was set up is used as well.
    expect((await enter(desk, codeOf(offered.secret, clock.now))).status).toBe(401);
    clock.now += 60_000;
    const code = codeOf(offered.secret, clock.now);
    const both = await Promise.all([enter(desk, code), enter(desk, code)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect((await enter(desk, code)).status).toBe(401);
    clock.now += 60_000;
    expect((await enter(desk, codeOf(offered.secret, clock.now - 300_000))).status).toBe(401);
  });

  test('is replaced once by each recovery code', async () => {
    const clock = { now: Date.now() };
    const { desk, codes } = await withFactor(clock);
    await using _ = desk;
    expect(codes).toHaveLength(10);
    const [first = ''] = codes;
    expect((await enter(desk, first.toLowerCase())).status).toBe(200);
    expect((await enter(desk, first)).status).toBe(401);
    expect((await enter(desk, codes[1])).status).toBe(200);
  });

  test('cannot be guessed: wrong codes wait as wrong passwords do, also when the password is said in between', async () => {
    const clock = { now: Date.now() };
    const { desk } = await withFactor(clock);
    await using _ = desk;
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn += 1)
      statuses.push((await enter(desk, '000000')).status, (await enter(desk)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  });

  test('is removed with the password, or by an administrator; its secret is nowhere in the clear', async () => {
    const clock = { now: Date.now() };
    const { desk, engineer, offered } = await withFactor(clock);
    await using _ = desk;
    const { readFileSync } = await import('node:fs');
    for (const file of ['desk.sqlite', 'desk.sqlite-wal']) {
      expect(readFileSync(`${desk.dataFolder}/${file}`).toString('latin1')).not.toContain(
        offered.secret,
      );
    }
    expect((await engineer.call('DELETE', factor, { password: 'wrong' })).status).toBe(403);
    expect((await engineer.call('DELETE', factor, { password })).status).toBe(200);
    expect((await enter(desk)).status).toBe(200);
  });

  test('of a colleague is reset by an administrator', async () => {
    await using desk = await startTestDesk();
    const administrator = await firstEngineer(desk);
    const eve = await colleague(desk, administrator, 'engineer', 'Eve');
    const { secret } = offeredFactor.parse(
      await (await eve.call('POST', factor, { password })).json(),
    );
    await eve.call('PUT', factor, { code: codeOf(secret, Date.now()) });
    await expect(signInAs(desk, 'Eve')).rejects.toThrow('second-factor-needed');
    const reset = await change(administrator, eve, { change: 'reset-second-factor' });
    expect(person.parse(await reset.json()).secondFactor).toBe(false);
    await signInAs(desk, 'Eve');
  });
});

describe('a token of the command line', () => {
  test('is no cookie: with it no CSRF token is needed, and a session’s cookie beside it counts for nothing', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const made = await engineer.call('POST', `${consoleRoutes.account}/tokens`, {
      label: 'x',
      scopes: ['devices'],
      days: 1,
      password,
    });
    const { token } = createdToken.parse(await made.json());
    const withToken = browserOf(desk, engineer.cookie, engineer.session);
    const headers = { authorization: `Bearer ${token}` };
    expect((await withToken.call('GET', consoleRoutes.devices, undefined, headers)).status).toBe(
      200,
    );
    const withoutScope = await withToken.call('GET', consoleRoutes.people, undefined, headers);
    expect([
      withoutScope.status,
      appError.parse(await withoutScope.json()).message.message,
    ]).toEqual([403, expect.stringContaining('No token may do that')]);
    expect((await withToken.call('GET', consoleRoutes.requests, undefined, headers)).status).toBe(
      403,
    );
  });

  test('ends when its days are over', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({ now: () => new Date(now) });
    const engineer = await firstEngineer(desk);
    const made = await engineer.call('POST', `${consoleRoutes.account}/tokens`, {
      label: 'x',
      scopes: ['devices'],
      days: 1,
      password,
    });
    const headers = { authorization: `Bearer ${createdToken.parse(await made.json()).token}` };
    now += 24 * 3_600_000;
    expect((await fetch(`${desk.address}${consoleRoutes.devices}`, { headers })).status).toBe(401);
  });
});
