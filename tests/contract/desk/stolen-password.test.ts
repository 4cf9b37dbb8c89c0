import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { consoleRoutes, consoleSession } from '#contract/http/console-api.ts';
import { auditPage, offeredFactor } from '#contract/http/console-people.ts';
import {
  type Browser,
  firstEngineer,
  opened,
  password,
  startTestDesk,
  strangerOf,
} from './desk.ts';

const factor = `${consoleRoutes.account}/second-factor`;

async function deskWithFactor() {
  const clock = { now: Date.now() };
  const desk = await startTestDesk({ now: () => new Date(clock.now) });
  const engineer = await firstEngineer(desk, 'Erika');
  const { secret } = offeredFactor.parse(
    await (await engineer.call('POST', factor, { password })).json(),
  );
  const code = () =>
    new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate({
      timestamp: clock.now,
    });
  await engineer.call('PUT', factor, { code: code() });
  clock.now += 60_000;
  /** One call of the sign-in page; `cookie` is what the browser kept of the call before. */
  const enter = (given: { password?: string; code?: string }, cookie = '') =>
    strangerOf(desk).call(
      'POST',
      consoleRoutes.session,
      { name: 'Erika', password, ...given },
      { cookie },
    );
  return { desk, code, enter, clock };
}

const attemptOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .find((line) => line.startsWith('candor-attempt='))
    ?.split(';')[0] ?? '';
const warnings = async (browser: Browser) =>
  consoleSession.parse(await (await browser.call('GET', consoleRoutes.session)).json())
    .unfinishedSignIns;

test('the right password without the second factor is in the audit log, and a wrong password is not called so', async () => {
  const { desk, enter, code } = await deskWithFactor();
  await using _ = desk;
  await enter({});
  await enter({ password: 'wrong' });
  const owner = await opened(desk, await enter({ code: code() }));
  const { entries } = auditPage.parse(
    await (await owner.call('GET', `${consoleRoutes.audit}?action=second-factor-asked`)).json(),
  );
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({
    actor: { kind: 'stranger', id: '127.0.0.1' },
    object: owner.session.engineer?.id,
  });
});

test('the owner is told of it at the next sign-in, until they say that they have read it', async () => {
  const { desk, enter, code, clock } = await deskWithFactor();
  await using _ = desk;
  await enter({});
  const at = new Date(clock.now).toISOString();
  await enter({ code: '000000' });
  clock.now += 60_000;
  const asked = await enter({});
  const owner = await opened(desk, await enter({ code: code() }, attemptOf(asked)));
  expect(owner.session.unfinishedSignIns).toEqual([
    { at, address: '127.0.0.1' },
    { at, address: '127.0.0.1' },
  ]);
  expect(await warnings(owner)).toHaveLength(2);
  expect((await owner.call('DELETE', `${consoleRoutes.account}/unfinished-sign-ins`)).status).toBe(
    204,
  );
  expect(await warnings(owner)).toEqual([]);
});

test('an own sign-in in two steps, with a mistyped code in between, warns of nothing', async () => {
  const { desk, enter, code } = await deskWithFactor();
  await using _ = desk;
  const cookie = attemptOf(await enter({}));
  expect(cookie).not.toBe('');
  await enter({ code: '000000' }, cookie);
  const owner = await opened(desk, await enter({ code: code() }, cookie));
  expect(owner.session.unfinishedSignIns).toEqual([]);
});

test('thirty attempts leave the newest twenty warnings', async () => {
  const { desk, enter, code, clock } = await deskWithFactor();
  await using _ = desk;
  for (let turn = 0; turn < 30; turn += 1) {
    await enter({});
    clock.now += 16 * 60_000;
  }
  const owner = await opened(desk, await enter({ code: code() }));
  expect(owner.session.unfinishedSignIns).toHaveLength(20);
});
