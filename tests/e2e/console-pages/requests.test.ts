import { TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { strangerOf } from '#tests/contract/desk/desk.ts';
import { callAs } from '#tests/contract/desk/device.ts';
import { ask, report } from '#tests/contract/desk/requests.ts';
import { axeFaults, consoleBrowser, enter, tooWideWhenZoomed } from './browser.ts';
import { visitRealDesk } from './real-desk.ts';

const browser = consoleBrowser();

describe('a request to a machine', () => {
  test('is sent from the device page by keyboard, and each new state appears', async () => {
    await using visit = await visitRealDesk(browser, '/devices/:device');
    const { page, desk, device } = visit;
    await page.getByLabel('What to collect').selectOption('network');
    await page.getByLabel('Reason').focus();
    await page.keyboard.type('Your VPN drops every few minutes');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The request is on its way.').waitFor();
    await page.getByRole('link', { name: 'Network preset' }).click();
    await page.getByRole('heading', { name: 'Network preset' }).waitFor();
    const jti = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    for (const [state, words] of [
      ['seen', 'Seen'],
      ['collecting', 'Agreed, collecting'],
    ] as const) {
      await report(device, desk, jti, { state });
      await page.getByRole('listitem').getByText(words).waitFor();
    }
    await report(device, desk, jti, { state: 'declined', sentence: 'Not now, <b>please</b>.' });
    await page.getByText('Not now, <b>please</b>.').waitFor();
  });

  test('validates its fields before calling the desk and shows why the desk refuses', async () => {
    await using visit = await visitRealDesk(browser, '/devices/:device');
    const { page, administrator, device } = visit;
    await page.getByRole('button', { name: 'Send request', exact: true }).click();
    await page.getByText('Enter a reason of at least three characters.').waitFor();
    for (let turn = 0; turn < 20; turn += 1) await ask(administrator, device);
    await page.getByLabel('Reason').fill('One more');
    await page.getByRole('button', { name: 'Send request', exact: true }).click();
    await page.getByText('This device has 20 open requests.').waitFor();
  });

  test('is withdrawn only after a confirmation', async () => {
    await using visit = await visitRealDesk(browser, '/requests');
    const { page, administrator, device } = visit;
    await ask(administrator, device, { reason: 'The printer' });
    await page.getByRole('link', { name: 'Network preset' }).click();
    await page.getByRole('button', { name: 'Withdraw request' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw request' }).click();
    await page.getByRole('listitem').getByText('Withdrawn').waitFor();
    expect(await page.getByRole('button', { name: 'Withdraw request' }).count()).toBe(0);
  });
});

test('a request by phone shows the code and the number, then the device that entered the code', async () => {
  await using visit = await visitRealDesk(browser, '/requests', { role: 'engineer' });
  const { page, desk, device } = visit;
  await page.getByLabel('Reason').fill('As we said on the phone');
  await page.getByRole('button', { name: 'Create code' }).click();
  const spelled = await page
    .getByLabel('The code, character by character')
    .getAttribute('aria-label');
  const code = (spelled?.split(': ')[1] ?? '').replaceAll(' ', '');
  const redeemed = await callAs(device, desk, 'POST', deviceRoutes.codes, {
    body: { code, nonce: crypto.randomUUID() },
  });
  expect(redeemed.status).toBe(200);
  await page.getByText(/^Entered at/).waitFor();
  await page.getByRole('status').getByText(device.id.slice(0, 8)).waitFor();
});

test('a reported request shows a banner on every page of a lead until a lead acknowledges it', async () => {
  await using visit = await visitRealDesk(browser, '/incidents', { role: 'lead' });
  const { page, desk, administrator, device } = visit;
  await page.getByText('Live', { exact: true }).waitFor();
  const { jti } = await ask(administrator, device);
  await report(device, desk, jti, { state: 'reported', sentence: 'He wants my password.' });
  await page.getByText('A person says that a request looks wrong', { exact: true }).waitFor();
  await page.getByText('He wants my password.').waitFor();
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByRole('link', { name: 'Request by Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'I have looked into it' }).click();
  await page.getByText('A lead has looked into it.').waitFor();
  await page.getByText('A person says that a request looks wrong').waitFor({ state: 'detached' });
});

describe('devices', () => {
  test('an enrolment token is shown once and is gone after a reload', async () => {
    await using visit = await visitRealDesk(browser, '/devices');
    const { page } = visit;
    await page.getByLabel('Purpose').fill('Laptops in Berlin');
    await page.getByLabel('Number of computers').fill('25');
    await page.getByRole('button', { name: 'Create token' }).click();
    const token = await page.getByText(/^enrol_[\w-]{43}$/).textContent();
    await page.getByText('25 of 25').waitFor();
    await page.reload();
    await page.getByText('25 of 25').waitFor();
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke Laptops in Berlin' }).click();
    await page.getByRole('cell', { name: 'Revoked' }).waitFor();
  });

  test('can be searched, revoked with a reason, and restored', async () => {
    await using visit = await visitRealDesk(browser, '/devices');
    const { page, administrator, device } = visit;
    const name = '<img src=x onerror="window.pwned=1">';
    await administrator.call('PATCH', `${consoleRoutes.devices}/${device.id}`, {
      name,
      owner: 'Jo Doe',
    });
    await page.getByLabel('Search by name').fill('jo');
    await page.getByText('1 device', { exact: true }).waitFor();
    await page.getByLabel('Search by name').fill('nobody');
    await page.getByText('No matching devices').waitFor();
    await page.getByLabel('Search by name').fill('');
    await page.getByRole('link', { name }).click();
    await page.getByRole('button', { name: 'Revoke access' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke access' }).click();
    await page.getByText('Enter a reason of at least three characters.').waitFor();
    await page.getByRole('dialog').getByLabel('Reason').fill('The laptop was stolen');
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke access' }).click();
    await page.getByText('The laptop was stolen').waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
    expect(await page.getByRole('button', { name: 'Send request', exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Restore access' }).click();
    await page.getByRole('button', { name: 'Send request', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Revoke access' }).waitFor();
  });
});

describe('people', () => {
  test('are invited by a link that creates an account, and their role can be changed', async () => {
    await using visit = await visitRealDesk(browser, '/people');
    const { page } = visit;
    await page.getByLabel('Name', { exact: true }).fill('Grace Hopper');
    await page.getByLabel('Role', { exact: true }).selectOption('auditor');
    await page.getByRole('button', { name: 'Create link' }).click();
    const link = await page.getByText(/\/join\?token=/).textContent();
    await page.getByLabel('Role of Grace Hopper').selectOption('lead');
    await page.getByRole('row', { name: /Grace Hopper.*Invited/ }).waitFor();
    await page.getByRole('button', { name: 'Disable Ada Lovelace' }).click();
    await page.getByText('This is the last administrator.').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(link ?? '');
    for (const label of ['Password', 'Repeat password'])
      await page.getByLabel(label, { exact: true }).fill('a good long password');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Grace Hopper, Lead').waitFor();
    expect(page.url()).not.toContain('token');
  });

  test('see only the pages for their role', async () => {
    await using visit = await visitRealDesk(browser, '/incidents', { role: 'auditor' });
    const { page } = visit;
    await page.getByRole('heading', { name: 'Audit log' }).waitFor();
    const places = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link');
    expect(await places.allTextContents()).toEqual(['Devices', 'People', 'Audit log']);
    await page.getByRole('button', { name: 'Check the log now' }).click();
    await page.getByText('The log is intact').waitFor();
    await page.getByLabel('Action', { exact: true }).selectOption('person-invited');
    await page.getByRole('cell', { name: 'Person invited', exact: true }).waitFor();
  });
});

test('a token for the command line needs the password, and is shown once', async () => {
  await using visit = await visitRealDesk(browser, '/account');
  const { page } = visit;
  await page.getByLabel('Purpose').fill('My laptop');
  await page.getByRole('button', { name: 'Create token' }).click();
  await page.getByText('Enter your current password.').waitFor();
  await page.getByLabel('Current password').last().fill('a long enough password');
  await page.getByRole('button', { name: 'Create token' }).click();
  await page.getByText('Token created').waitFor();
  await page.getByRole('cell', { name: 'My laptop', exact: true }).waitFor();
});

test('a second factor is set up and required, and a recovery code replaces it', async () => {
  await using visit = await visitRealDesk(browser, '/account');
  const { page } = visit;
  await page.getByLabel('Current password').first().fill('a long enough password');
  await page.getByRole('button', { name: 'Set up second factor' }).click();
  const secret = (await page.locator('code').first().textContent())?.replaceAll(' ', '') ?? '';
  await page.getByLabel('Code from the app').fill(new TOTP({ secret }).generate());
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('Keep these recovery codes').waitFor();
  const recovery = await page
    .getByText(/^[A-Z0-9]{5}-[A-Z0-9]{5}$/)
    .first()
    .textContent();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await enter(page, 'Ada Lovelace', 'a long enough password');
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This code is not right, or it was used before.').waitFor();
  await page.getByLabel('Code').fill(recovery ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('9 recovery codes are left').waitFor();
});

test('the settings say which role may request what and apply at once', async () => {
  await using visit = await visitRealDesk(browser, '/settings', { role: 'lead' });
  const { page, desk } = visit;
  await page.getByRole('group', { name: 'Engineer' }).getByLabel('Full preset').check();
  await page.getByLabel('Security contact').fill('Sam, extension 4');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('status').getByText('Saved').waitFor();
  expect((await strangerOf(desk).call('GET', consoleRoutes.settings)).status).toBe(401);
  await page.reload();
  expect(await page.getByLabel('Security contact').inputValue()).toBe('Sam, extension 4');
  expect(
    await page.getByRole('group', { name: 'Engineer' }).getByLabel('Full preset').isChecked(),
  ).toBe(true);
});

test.each([
  '/requests',
  '/devices',
  '/devices/:device',
  '/people',
  '/settings',
  '/audit',
  '/account',
])(
  '%s: axe finds nothing in either theme, and 200 % zoom needs no sideways scrolling',
  async (path) => {
    await using visit = await visitRealDesk(browser, path);
    const { page, administrator, device, desk } = visit;
    const { jti } = await ask(administrator, device);
    await report(device, desk, jti, { state: 'reported', sentence: null });
    await page.getByText('A person says that a request looks wrong', { exact: true }).waitFor();
    await expect.poll(() => page.getByText('Loading').count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    expect(await tooWideWhenZoomed(page)).toBeLessThanOrEqual(0);
  },
);

test('a reported request has no axe violations in light or dark and does not scroll sideways at 200 % zoom', async () => {
  await using visit = await visitRealDesk(browser, '/requests');
  const { page, administrator, device, desk } = visit;
  const { jti } = await ask(administrator, device);
  await report(device, desk, jti, { state: 'reported', sentence: null });
  await page.getByRole('link', { name: 'Request by Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'I have looked into it' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(await tooWideWhenZoomed(page)).toBeLessThanOrEqual(0);
});
