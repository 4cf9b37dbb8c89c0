import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import {
  auditPage,
  createdToken,
  offeredFactor,
  offeredReset,
} from '#contract/http/console-people.ts';
import {
  type Browser,
  firstEngineer,
  password,
  signInAs,
  startTestDesk,
  strangerOf,
  type TestDesk,
} from './desk.ts';
import { colleague } from './people.ts';

const next = 'a new password, long enough';
const resetPath = (whom: Browser) =>
  `${consoleRoutes.people}/${whom.session.engineer?.id}/password-reset`;

async function offered(administrator: Browser, whom: Browser): Promise<string> {
  const response = await administrator.call('POST', resetPath(whom));
  const { link } = offeredReset.parse(await response.json());
  expect(new URL(link).pathname).toBe('/reset');
  return new URL(link).searchParams.get('token') ?? '';
}

const follow = (desk: TestDesk, token: string, chosen = next) =>
  strangerOf(desk).call('POST', consoleRoutes.reset, { token, password: chosen });

test('an administrator’s reset link sets a new password once, and both steps are in the audit log', async () => {
  await using desk = await startTestDesk();
  const administrator = await firstEngineer(desk, 'Erika');
  const eve = await colleague(desk, administrator, 'engineer', 'Eve');
  const token = await offered(administrator, eve);
  expect((await follow(desk, token)).status).toBe(204);
  expect((await follow(desk, token, 'another password, long enough')).status).toBe(403);
  await expect(signInAs(desk, 'Eve', password)).rejects.toThrow('401');
  await signInAs(desk, 'Eve', next);
  const { entries } = auditPage.parse(
    await (await administrator.call('GET', consoleRoutes.audit)).json(),
  );
  const steps = entries.filter(({ action }) => action.startsWith('password-reset'));
  expect(steps.map(({ action, actor }) => [action, actor.name])).toEqual([
    ['password-reset', 'Eve'],
    ['password-reset-offered', 'Erika'],
  ]);
  expect(JSON.stringify(entries)).not.toContain(token);
});

test('a reset ends the sessions when the link is made, and sessions and tokens when it is used', async () => {
  await using desk = await startTestDesk();
  const administrator = await firstEngineer(desk);
  const eve = await colleague(desk, administrator, 'engineer', 'Eve');
  const wish = { label: 'x', scopes: ['requests'], days: 1, password };
  const made = await eve.call('POST', `${consoleRoutes.account}/tokens`, wish);
  const headers = { authorization: `Bearer ${createdToken.parse(await made.json()).token}` };
  const byToken = async () =>
    (await fetch(`${desk.address}${consoleRoutes.requests}`, { headers })).status;
  const token = await offered(administrator, eve);
  expect((await eve.call('GET', consoleRoutes.incidents)).status).toBe(401);
  const stranger = await signInAs(desk, 'Eve', password);
  expect(await byToken()).toBe(200);
  await follow(desk, token);
  expect((await stranger.call('GET', consoleRoutes.incidents)).status).toBe(401);
  expect(await byToken()).toBe(401);
});

test('a reset leaves the second factor in force and signs nobody in', async () => {
  await using desk = await startTestDesk();
  const administrator = await firstEngineer(desk);
  const eve = await colleague(desk, administrator, 'engineer', 'Eve');
  const factor = `${consoleRoutes.account}/second-factor`;
  const { secret } = offeredFactor.parse(
    await (await eve.call('POST', factor, { password })).json(),
  );
  await eve.call('PUT', factor, {
    code: new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate(),
  });
  const response = await follow(desk, await offered(administrator, eve));
  expect([response.status, response.headers.getSetCookie()]).toEqual([204, []]);
  await expect(signInAs(desk, 'Eve', next)).rejects.toThrow('second-factor-needed');
});

test('a reset link expires after a day, and a newer one replaces it', async () => {
  let now = Date.now();
  await using desk = await startTestDesk({ now: () => new Date(now) });
  const administrator = await firstEngineer(desk);
  const eve = await colleague(desk, administrator, 'engineer', 'Eve');
  const first = await offered(administrator, eve);
  const second = await offered(administrator, eve);
  expect((await follow(desk, first)).status).toBe(403);
  now += 24 * 3_600_000;
  expect((await follow(desk, second)).status).toBe(403);
});

test('a reset link that is used by two at once sets one password', async () => {
  await using desk = await startTestDesk();
  const administrator = await firstEngineer(desk);
  const eve = await colleague(desk, administrator, 'engineer', 'Eve');
  const token = await offered(administrator, eve);
  const answers = await Promise.all([
    follow(desk, token),
    follow(desk, token, 'another password, long enough'),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 403]);
});

test('disabling an account ends its reset link, and enabling it does not bring the link back', async () => {
  await using desk = await startTestDesk();
  const administrator = await firstEngineer(desk);
  const eve = await colleague(desk, administrator, 'engineer', 'Eve');
  const token = await offered(administrator, eve);
  for (const change of ['disable', 'enable']) {
    await administrator.call('PATCH', `${consoleRoutes.people}/${eve.session.engineer?.id}`, {
      change,
    });
    expect((await follow(desk, token)).status).toBe(403);
  }
});

test('no reset link is made for a disabled account, an unused invitation or oneself', async () => {
  await using desk = await startTestDesk();
  const administrator = await firstEngineer(desk);
  const eve = await colleague(desk, administrator, 'engineer', 'Eve');
  await administrator.call('PATCH', `${consoleRoutes.people}/${eve.session.engineer?.id}`, {
    change: 'disable',
  });
  const invited = (await (
    await administrator.call('POST', consoleRoutes.people, { name: 'New', role: 'lead' })
  ).json()) as {
    person: { id: string };
  };
  const refusal = async (path: string) => {
    const response = await administrator.call('POST', path);
    return [response.status, appError.parse(await response.json()).message.message];
  };
  expect(await refusal(resetPath(eve))).toEqual([
    409,
    expect.stringContaining('Enable it, then reset'),
  ]);
  expect(await refusal(`${consoleRoutes.people}/${invited.person.id}/password-reset`)).toEqual([
    409,
    expect.stringContaining('Invite them again'),
  ]);
  expect(await refusal(resetPath(administrator))).toEqual([
    409,
    expect.stringContaining('under Your account'),
  ]);
});

test('an invitation under the name of a disabled account says how the same person gets back in', async () => {
  await using desk = await startTestDesk();
  const administrator = await firstEngineer(desk);
  const eve = await colleague(desk, administrator, 'engineer', 'Eve');
  await administrator.call('PATCH', `${consoleRoutes.people}/${eve.session.engineer?.id}`, {
    change: 'disable',
  });
  const response = await administrator.call('POST', consoleRoutes.people, {
    name: 'eve',
    role: 'engineer',
  });
  const { message } = appError.parse(await response.json());
  expect([response.status, message.message]).toEqual([
    409,
    expect.stringContaining('disabled account named {name}'),
  ]);
});

test('guessing at reset links waits as guessing at passwords does', async () => {
  const now = new Date();
  await using desk = await startTestDesk({ now: () => now });
  await firstEngineer(desk);
  const statuses: number[] = [];
  for (let turn = 0; turn < 21; turn += 1)
    statuses.push((await follow(desk, 'x'.repeat(43))).status);
  expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 403));
  expect(statuses.at(-1)).toBe(429);
});
