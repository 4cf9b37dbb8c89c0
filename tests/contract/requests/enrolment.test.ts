import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { createdEnrolment } from '#contract/http/console-requests.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { type Browser, firstEngineer, startTestDesk } from '../desk/desk.ts';
import { devicesOf } from '../desk/lists.ts';
import { startRequestAgent } from './agent.ts';

const tokenOf = async (engineer: Browser) =>
  createdEnrolment.parse(
    await (
      await engineer.call('POST', consoleRoutes.enrolments, { label: 'Ward 3', uses: 1, days: 1 })
    ).json(),
  ).token;
const withToken = (policy: Policy, token: string): Policy => ({
  ...policy,
  enrolment: { token, name: 'ward-3-reception', owner: 'Erika Example' },
});

test('a token of IT enrols the device by itself, once, and over a restart; the token is not kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-asked-'));
  await using desk = await startTestDesk();
  const engineer = await firstEngineer(desk);
  const policy = withToken(desk.policy(), await tokenOf(engineer));
  for (const _ of ['first start', 'restart']) {
    await using agent = await startRequestAgent({ policy, folder });
    await agent.until(({ device }) => device.listening && device.standing === 'verified');
    expect(await devicesOf(engineer)).toEqual([
      expect.objectContaining({
        id: agent.device,
        name: 'ward-3-reception',
        owner: 'Erika Example',
        verified: true,
      }),
    ]);
    expect(await agent.kinds()).toEqual(['enrolled']);
  }
  rmSync(folder, { recursive: true, force: true });
});

test('a token that is spent is said to be so, and the device goes on unverified', async () => {
  await using desk = await startTestDesk();
  const engineer = await firstEngineer(desk);
  const policy = withToken(desk.policy(), await tokenOf(engineer));
  await using first = await startRequestAgent({ policy });
  await first.until(({ device }) => device.standing === 'verified');
  await using second = await startRequestAgent({ policy });
  const { device } = await second.until(
    (asked) => asked.device.standing === 'unverified' && asked.device.listening,
  );
  expect(device.problem?.code).toBe('enrolment-invalid');
  expect(await second.kinds()).toEqual(['enrolment-refused']);
  expect((await devicesOf(engineer)).map(({ verified }) => verified).toSorted()).toEqual([
    false,
    true,
  ]);
});

test('without a token and without ever having sent anything, a device says nothing to the desk', async () => {
  await using desk = await startTestDesk();
  const engineer = await firstEngineer(desk);
  await using agent = await startRequestAgent({ policy: desk.policy() });
  expect(await devicesOf(engineer)).toEqual([]);
  expect(agent.requests.view().device).toEqual({
    standing: 'unknown',
    problem: null,
    listening: false,
  });
});
