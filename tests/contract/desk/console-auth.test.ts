import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes, consoleSession } from '#contract/http/console-api.ts';
import { firstEngineer, password, signInAs, startTestDesk, strangerOf } from './desk.ts';

const tokenIn = (link: string | null) => new URL(link ?? '').searchParams.get('token') ?? '';

describe('the set-up link', () => {
  test('makes one account, once, and is gone for ever', async () => {
    await using desk = await startTestDesk();
    const stranger = strangerOf(desk);
    const setup = { token: tokenIn(desk.setupLink), name: 'Erika', password };
    const before = consoleSession.parse(
      await (await stranger.call('GET', consoleRoutes.session)).json(),
    );
    expect(before).toMatchObject({
      organisation: 'Example Ltd',
      setupNeeded: true,
      engineer: null,
      csrf: null,
    });

    expect(
      (await stranger.call('POST', consoleRoutes.setup, { ...setup, token: 'A'.repeat(43) }))
        .status,
    ).toBe(403);
    const made = await stranger.call('POST', consoleRoutes.setup, setup);
    expect(consoleSession.parse(await made.json())).toMatchObject({
      setupNeeded: false,
      engineer: { name: 'Erika' },
    });
    expect((await stranger.call('POST', consoleRoutes.setup, setup)).status).toBe(404);
    await desk.stop();

    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    expect(again.setupLink).toBeNull();
    expect((await strangerOf(again).call('POST', consoleRoutes.setup, setup)).status).toBe(404);
  });

  test('used by two at once, makes one account', async () => {
    await using desk = await startTestDesk();
    const token = tokenIn(desk.setupLink);
    const asked = ['one', 'two', 'three'].map((name) =>
      strangerOf(desk).call('POST', consoleRoutes.setup, { token, name, password }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 404, 404]);
  });

  test('that was never used is replaced at the next start', async () => {
    await using desk = await startTestDesk();
    const old = tokenIn(desk.setupLink);
    await desk.stop();
    await using again = await startTestDesk({ dataFolder: desk.dataFolder });
    const setup = { name: 'Erika', password };
    expect(
      (await strangerOf(again).call('POST', consoleRoutes.setup, { ...setup, token: old })).status,
    ).toBe(403);
    const fresh = { ...setup, token: tokenIn(again.setupLink) };
    expect((await strangerOf(again).call('POST', consoleRoutes.setup, fresh)).status).toBe(200);
  });

  test('asks for a password of twelve characters', async () => {
    await using desk = await startTestDesk();
    const setup = { token: tokenIn(desk.setupLink), name: 'Erika', password: 'too short' };
    expect((await strangerOf(desk).call('POST', consoleRoutes.setup, setup)).status).toBe(400);
  });

  test('cannot be used by a foreign page', async () => {
    await using desk = await startTestDesk();
    const setup = { token: tokenIn(desk.setupLink), name: 'Erika', password };
    const response = await strangerOf(desk).call('POST', consoleRoutes.setup, setup, {
      origin: 'https://evil.example',
    });
    expect(response.status).toBe(403);
  });
});

describe('a session', () => {
  test('begins by name and password, and ends when signed out', async () => {
    await using desk = await startTestDesk();
    await firstEngineer(desk, 'Erika Example');
    const engineer = await signInAs(desk, 'ERIKA example');
    expect((await engineer.call('GET', consoleRoutes.incidents)).status).toBe(200);
    expect((await engineer.call('DELETE', consoleRoutes.session)).status).toBe(204);
    expect((await engineer.call('GET', consoleRoutes.incidents)).status).toBe(401);
  });

  test("has a cookie that scripts and foreign pages cannot use, and whose value the desk's disk does not hold", async () => {
    await using desk = await startTestDesk();
    const token = tokenIn(desk.setupLink);
    const response = await strangerOf(desk).call('POST', consoleRoutes.setup, {
      token,
      name: 'Erika',
      password,
    });
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^candor-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  test('over https has a cookie that no other host can plant', async () => {
    await using desk = await startTestDesk({ address: 'https://desk.example' });
    expect(desk.policy().desk.address).toBe('https://desk.example');
    const token = tokenIn(desk.setupLink);
    const port = desk.lines.join('').match(/http:\/\/127\.0\.0\.1:(\d+)/)?.[1];
    const response = await fetch(`http://127.0.0.1:${port}${consoleRoutes.setup}`, {
      method: 'POST',
      headers: { origin: 'https://desk.example', 'content-type': 'application/json' },
      body: JSON.stringify({ token, name: 'Erika', password }),
    });
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^__Host-candor-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(response.headers.get('strict-transport-security')).toMatch(/max-age/);
  });

  test('ends after eight idle hours, and after a day in any case', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({ now: () => new Date(now) });
    const engineer = await firstEngineer(desk);
    const hours = async (count: number) => {
      now += count * 3_600_000;
      return (await engineer.call('GET', consoleRoutes.incidents)).status;
    };
    expect(await hours(7)).toBe(200);
    expect(await hours(7)).toBe(200);
    expect(await hours(7)).toBe(200);
    expect(await hours(7)).toBe(401);
    const second = await signInAs(desk, 'Erika Example');
    now += 9 * 3_600_000;
    expect((await second.call('GET', consoleRoutes.incidents)).status).toBe(401);
  });

  test("cannot use another session's token", async () => {
    await using desk = await startTestDesk();
    const one = await firstEngineer(desk);
    const two = await signInAs(desk, 'Erika Example');
    const headers = { 'x-candor-csrf': two.session.csrf };
    expect((await one.call('DELETE', consoleRoutes.session, undefined, headers)).status).toBe(403);
  });
});

describe('signing in', () => {
  const attempt = (desk: Parameters<typeof strangerOf>[0], name: string, secret: string) =>
    strangerOf(desk).call('POST', consoleRoutes.session, { name, password: secret });

  test('with a wrong password says the same as with an unknown name', async () => {
    await using desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    const [wrong, unknown] = [
      await attempt(desk, 'Erika', 'wrong'),
      await attempt(desk, 'Nobody', 'wrong'),
    ];
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
  });

  test('slows down after five failures, longer with each, and works again after the wait', async () => {
    let now = Date.now();
    await using desk = await startTestDesk({ now: () => new Date(now) });
    await firstEngineer(desk, 'Erika');
    for (let failure = 0; failure < 5; failure += 1)
      expect((await attempt(desk, 'Erika', 'wrong')).status).toBe(401);
    const refused = await attempt(desk, 'Erika', password);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(appError.parse(await refused.json()).code).toBe('too-many-attempts');
    now += 1000;
    expect((await attempt(desk, 'Erika', 'wrong')).status).toBe(401);
    expect((await attempt(desk, 'Erika', password)).headers.get('retry-after')).toBe('2');
    now += 2000;
    expect((await attempt(desk, 'Erika', password)).status).toBe(200);
    expect((await attempt(desk, 'Erika', 'wrong')).status).toBe(401);
  });

  test('with many names from one address slows down too', async () => {
    await using desk = await startTestDesk();
    const attempts = await Promise.all(
      Array.from({ length: 25 }, (_, index) => attempt(desk, `name ${index}`, 'wrong')),
    );
    expect(attempts.filter(({ status }) => status === 429)).toHaveLength(5);
  });

  test('from a foreign page is refused', async () => {
    await using desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    const headers = { origin: 'https://evil.example' };
    const response = await strangerOf(desk).call(
      'POST',
      consoleRoutes.session,
      { name: 'Erika', password },
      headers,
    );
    expect(response.status).toBe(403);
  });
});

test('a desk that others can reach must have an https address', async () => {
  await expect(startTestDesk({ host: '0.0.0.0' })).rejects.toMatchObject({
    error: { code: 'invalid-arguments' },
  });
  await expect(startTestDesk({ address: 'http://desk.example' })).rejects.toMatchObject({
    error: { code: 'invalid-arguments' },
  });
});

test('two desks cannot share a data folder', async () => {
  await using desk = await startTestDesk();
  await expect(startTestDesk({ dataFolder: desk.dataFolder })).rejects.toMatchObject({
    error: { code: 'conflict' },
  });
});
