import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { createdToken } from '#contract/http/console-people.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { run } from '#desk/cli/run.ts';
import {
  type Browser,
  firstEngineer,
  password,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { callAs, type TestDevice } from './device.ts';
import { report } from './requests.ts';

async function accessFile(
  desk: TestDesk,
  engineer: Browser,
  scopes = ['requests', 'devices'],
): Promise<string> {
  const made = await engineer.call('POST', `${consoleRoutes.account}/tokens`, {
    label: 'cli',
    scopes,
    days: 1,
    password,
  });
  const file = join(desk.dataFolder, 'access.json');
  writeFileSync(
    file,
    JSON.stringify({ desk: desk.address, token: createdToken.parse(await made.json()).token }),
    {
      mode: 0o600,
    },
  );
  return file;
}

function start(args: string[]) {
  const lines: string[] = [];
  const done = run(args, {
    out: (line) => void lines.push(line),
    err: (line) => void lines.push(line),
  });
  return { lines, done };
}

const openJti = async (device: TestDevice, desk: TestDesk): Promise<string | undefined> => {
  const { requests } = (await (
    await callAs(device, desk, 'GET', deviceRoutes.requests)
  ).json()) as { requests: string[] };
  const claims = requests[0]?.split('.')[1];
  return (
    claims && (JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { jti: string }).jti
  );
};

describe('candor request', () => {
  test('asks a computer by its name and shows each state as it comes, to the end', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    await engineer.call('PATCH', `${consoleRoutes.devices}/${device.id}`, {
      name: 'Laptop-7',
      owner: null,
    });
    const access = await accessFile(desk, engineer);
    const { lines, done } = start([
      'request',
      'laptop-7',
      '--preset',
      'network',
      '--reason',
      'The VPN',
      '--access',
      access,
    ]);
    await expect.poll(() => openJti(device, desk)).toBeDefined();
    const jti = (await openJti(device, desk)) ?? '';
    await report(device, desk, jti, { state: 'seen' });
    await expect.poll(() => lines.join('\n')).toContain('seen by the person');
    await report(device, desk, jti, { state: 'declined', sentence: 'Not\u001b[2Jnow' });
    expect(await done).toBe(1);
    expect(lines.at(-1)).toMatch(/declined: “Not\\u001b\[2Jnow”$/);
  });

  test('says when the desk has gone away and when it is back, and goes on', async () => {
    const desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const access = await accessFile(desk, engineer);
    const { lines, done } = start([
      'request',
      device.id,
      '--preset',
      'network',
      '--reason',
      'The VPN',
      '--access',
      access,
    ]);
    await expect.poll(() => lines.join('\n')).toContain('Ctrl+C');
    await desk.stop();
    await expect.poll(() => lines.join('\n')).toContain('The desk does not answer. Trying again');
    await using again = await startTestDesk({
      dataFolder: desk.dataFolder,
      port: Number(new URL(desk.address).port),
    });
    await expect.poll(() => lines.join('\n')).toContain('The desk answers again.');
    const jti = (await openJti(device, again)) ?? '';
    await report(device, again, jti, { state: 'declined', sentence: null });
    expect(await done).toBe(1);
    expect(lines.filter((line) => line.includes('does not answer'))).toHaveLength(1);
    await again.stop();
    rmSync(desk.dataFolder, { recursive: true, force: true });
  });

  test('is withdrawn', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const access = await accessFile(desk, engineer);
    const asked = start([
      'request',
      device.id,
      '--collectors',
      'disks,memory',
      '--reason',
      'Disk',
      '--no-wait',
      '--json',
      '--access',
      access,
    ]);
    expect(await asked.done).toBe(0);
    const { jti } = JSON.parse(asked.lines.join('\n')) as { jti: string };
    expect(await start(['withdraw', jti, '--access', access]).done).toBe(0);
    expect(await openJti(device, desk)).toBeUndefined();
  });

  test('names what it was told when that is wrong', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const access = await accessFile(desk, engineer, ['requests']);
    const rest = ['--reason', 'Why not', '--access', access];
    const preset = start(['request', device.id, '--preset', 'quik', ...rest]);
    expect([await preset.done, preset.lines.join('')]).toEqual([
      2,
      expect.stringContaining('may not ask for “quik”'),
    ]);
    const named = start(['request', 'laptop-7', '--preset', 'quick', ...rest]);
    expect([await named.done, named.lines.join('')]).toEqual([
      2,
      expect.stringContaining('“List devices” ticked'),
    ]);
    writeFileSync(access, JSON.stringify({ desk: desk.address, token: 'candor_cut-off' }));
    const cut = start(['request', device.id, '--preset', 'quick', ...rest]);
    expect([await cut.done, cut.lines.join('')]).toEqual([
      2,
      expect.stringMatching(/token is not valid.*Your account/),
    ]);
  });

  test('says in words why it cannot', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const access = await accessFile(desk, engineer, ['audit']);
    const wish = [
      'request',
      device.id,
      '--preset',
      'quick',
      '--reason',
      'Why not',
      '--access',
      access,
    ];
    const refused = start(wish);
    expect([await refused.done, refused.lines.join('')]).toEqual([
      2,
      expect.stringContaining('“Create and follow requests” ticked'),
    ]);
    // Windows has no modes to read.
    if (process.platform !== 'win32') {
      chmodSync(access, 0o644);
      const open = start(wish);
      expect([await open.done, open.lines.join('')]).toEqual([
        2,
        expect.stringContaining('other users can read it'),
      ]);
    }
    const nowhere = start([...wish.slice(0, -2), '--desk', 'http://desk.example']);
    expect([await nowhere.done, nowhere.lines.join('')]).toEqual([
      2,
      expect.stringMatching(/"http:\/\/desk\.example" is not a valid desk address.*Set the desk/),
    ]);
  });
});

test('an id that begins with a hyphen is an id, not an option', async () => {
  const { readArguments } = await import('#desk/cli/arguments.ts');
  const id = `-${'a'.repeat(42)}`;
  expect(readArguments(['request', id, '--preset', 'quick', '--reason', 'why'])).toMatchObject({
    parsed: { device: id },
  });
  expect(readArguments(['audit', 'verify', 'x', '--fingerprint', id])).toMatchObject({
    parsed: { fingerprint: id },
  });
});

test.each([
  [['request'], 'Name the computer'],
  [['request', 'x', '--reason', 'why'], 'either --preset or --collectors'],
  [['request', 'x', '--preset', 'Every', '--reason', 'why'], '"Every" is not a valid preset'],
  [['request', 'x', '--preset', 'quick'], 'Give the person a reason'],
  [['request', 'x', '--preset', 'quick', '--reason', 'why', '--expires', '31d'], '--expires takes'],
  [
    ['request', 'x', '--preset', 'quick', '--reason', 'why', '--incident', '7'],
    'is not an incident number',
  ],
  [['withdraw', 'x'], 'Name one request'],
  [['audit', 'delete', 'x'], 'Name one exported log'],
])('%j is refused with the way on', async (args, problem) => {
  const { lines, done } = start(args);
  expect([await done, lines.join('')]).toEqual([2, expect.stringContaining(problem)]);
});
