import { describe, expect, test } from 'vitest';
import { axeFaults, consoleBrowser, enter } from './browser.ts';
import { goodPassword, setupToken } from './fake-desk.ts';
import { incidentOf } from './incidents.ts';

const { open, openSignedIn } = consoleBrowser();

describe('set-up', () => {
  test('makes the first account by keyboard alone, and ends at the list', async () => {
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

  test('says what a name and a password need before it asks the desk', async () => {
    const { page, desk } = await open(`/setup?token=${setupToken}`, { account: false });
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByLabel('Password again').fill('other');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await expect
      .poll(() => page.getByRole('alert').allTextContents())
      .toEqual([
        'Enter your name.',
        '7 more characters are needed.',
        'The two passwords are not the same.',
      ]);
    expect(desk.account).toBe(false);
  });

  test('says that the link is used up, before and while somebody else is quicker', async () => {
    const { page, desk } = await open(`/setup?token=${setupToken}`, { account: false });
    await page.getByLabel('Your name').fill('Eve');
    await page.getByLabel('Password', { exact: true }).fill(goodPassword);
    await page.getByLabel('Password again').fill(goodPassword);
    desk.account = true;
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('heading', { name: 'This link is used up' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('a wrong link is refused in the desk’s words', async () => {
    const { page } = await open('/setup?token=guessed', { account: false });
    await page.getByLabel('Your name').fill('Eve');
    await page.getByLabel('Password', { exact: true }).fill(goodPassword);
    await page.getByLabel('Password again').fill(goodPassword);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page
      .getByText('This set-up link is not valid. Start the desk again; it prints a new one.')
      .waitFor();
  });

  test('a desk without an account tells how to get one', async () => {
    const { page } = await open('/incidents', { account: false });
    await page.getByRole('heading', { name: 'This desk has no account yet' }).waitFor();
  });
});

describe('sign-in', () => {
  test('a wrong password is said, and the name stays', async () => {
    const { page } = await open('/incidents');
    await enter(page, 'Ada Lovelace', 'wrong');
    await page.getByText('The name or the password is wrong.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');
  });

  test('leads to the page that was asked for', async () => {
    const { page } = await openSignedIn('/incidents/INC-000004', { incidents: [incidentOf(4)] });
    await page.getByRole('heading', { name: /^INC-000004/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/incidents/INC-000004');
  });

  test('after the session ended comes back to the same page with the unsent words', async () => {
    const { page, desk } = await openSignedIn('/incidents/INC-000004', {
      incidents: [incidentOf(4)],
    });
    await page.getByLabel('Message to the person').fill('Please restart.');
    desk.endSessions();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Your session has ended. Sign in again to go on where you were').waitFor();
    await enter(page);
    expect(await page.getByLabel('Message to the person').inputValue()).toBe('Please restart.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Sent', { exact: true }).waitFor();
    expect(desk.incidents.get('INC-000004')?.timeline.at(-1)).toMatchObject({
      text: 'Please restart.',
    });
  });

  test('signing out forgets what was on the screen', async () => {
    const { page } = await openSignedIn('/incidents', { incidents: [incidentOf(4)] });
    await page.getByText('Outlook freezes').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goBack();
    expect(await page.getByText('Outlook freezes').count()).toBe(0);
  });

  test('a desk that is down is a sentence and a button, and the button works', async () => {
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

describe('axe finds nothing in either theme', () => {
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
