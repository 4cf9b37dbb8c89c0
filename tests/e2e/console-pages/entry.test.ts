import { describe, expect, test } from 'vitest';
import { axeFaults, consoleBrowser, enter } from './browser.ts';
import { goodPassword, setupToken } from './fake-desk.ts';
import { incidentOf } from './incidents.ts';

const { open, openSignedIn } = consoleBrowser();

describe('set-up', () => {
  test('creates the first account by keyboard alone and opens the incident list', async () => {
    const { page, desk } = await open(`/setup?token=${setupToken}`, { account: false });
    await page.getByLabel('Your name').focus();
    for (const text of ['Ada Lovelace', goodPassword, goodPassword]) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Incidents' }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/incidents');
    expect(desk.account).toBe(true);
  });

  test('validates the name and the password before it calls the desk', async () => {
    const { page, desk } = await open(`/setup?token=${setupToken}`, { account: false });
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByLabel('Repeat password').fill('other');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect
      .poll(() => page.getByRole('alert').allTextContents())
      .toEqual(['Enter your name.', 'Add 7 more characters.', 'The two passwords do not match.']);
    expect(desk.account).toBe(false);
  });

  test('says that the link was used, both on opening it and when someone else submits first', async () => {
    const { page, desk } = await open(`/setup?token=${setupToken}`, { account: false });
    await page.getByLabel('Your name').fill('Eve');
    await page.getByLabel('Password', { exact: true }).fill(goodPassword);
    await page.getByLabel('Repeat password').fill(goodPassword);
    desk.account = true;
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'This link has already been used' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('shows the desk’s message for an invalid link', async () => {
    const { page } = await open('/setup?token=guessed', { account: false });
    await page.getByLabel('Your name').fill('Eve');
    await page.getByLabel('Password', { exact: true }).fill(goodPassword);
    await page.getByLabel('Repeat password').fill(goodPassword);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page
      .getByText('This set-up link is not valid. Start the desk again; it prints a new one.')
      .waitFor();
  });

  test('a desk without an account says how to create one', async () => {
    const { page } = await open('/incidents', { account: false });
    await page.getByRole('heading', { name: 'This desk has no account yet' }).waitFor();
  });
});

describe('sign-in', () => {
  test('reports a wrong password and keeps the name', async () => {
    const { page } = await open('/incidents');
    await enter(page, 'Ada Lovelace', 'wrong');
    await page.getByText('The name or the password is wrong.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');
  });

  test('opens the page from the address after the sign-in', async () => {
    const { page } = await openSignedIn('/incidents/INC-000004', { incidents: [incidentOf(4)] });
    await page.getByRole('heading', { name: /^INC-000004/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/incidents/INC-000004');
  });

  test('returns to the same page with the unsent message after the session ended', async () => {
    const { page, desk } = await openSignedIn('/incidents/INC-000004', {
      incidents: [incidentOf(4)],
    });
    await page.getByLabel('Message to the person').fill('Please restart.');
    desk.endSessions();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .getByText('Your session has ended. Sign in again to continue where you were')
      .waitFor();
    await enter(page);
    expect(await page.getByLabel('Message to the person').inputValue()).toBe('Please restart.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Sent', { exact: true }).waitFor();
    expect(desk.incidents.get('INC-000004')?.timeline.at(-1)).toMatchObject({
      text: 'Please restart.',
    });
  });

  test('signing out clears the data that was on screen', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: [incidentOf(4)] });
    await page.getByText('Outlook freezes').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goBack();
    expect(await page.getByText('Outlook freezes').count()).toBe(0);
  });

  test('shows a message and a working Try again button when the desk is down', async () => {
    const { page, desk } = await open('/incidents');
    await page.getByLabel('Name').waitFor();
    await page.route('**/api/session', (route) => route.abort());
    await page.reload();
    await page.getByRole('heading', { name: 'The desk cannot be reached' }).waitFor();
    await page.unroute('**/api/session');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(desk.account).toBe(true);
  });
});

describe('axe reports no violations in light or dark', () => {
  test.each([
    ['set-up', `/setup?token=${setupToken}`, false],
    ['no account yet', '/incidents', false],
    ['link used up', `/setup?token=${setupToken}`, true],
    ['sign-in', '/incidents', true],
  ])('%s', async (_name, path, account) => {
    const { page } = await open(path, { account });
    await page.getByRole('heading', { level: 1 }).waitFor();
    const submit = page.locator('button[type=submit]');
    if (await submit.count()) await submit.click();
    expect(await axeFaults(page)).toEqual([]);
  });
});
