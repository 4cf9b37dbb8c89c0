import type { Page } from 'playwright';

/** For accounts that exist only on a desk made for a demo or a test. */
export const demoEngineer = { name: 'Kim Rivera', password: 'a calm sentence with words' };

/** What an engineer does in the desk's console, by the names that they read. */
export function engineer(page: Page) {
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  return {
    page,

    async openSetUp(setupLink: string): Promise<void> {
      await page.goto(setupLink);
      await page.getByRole('heading', { name: 'Set up this desk' }).waitFor();
    },

    async makeAccount({
      name,
      password,
    }: {
      name: string;
      password: string;
    } = demoEngineer): Promise<void> {
      await page.getByRole('textbox', { name: 'Your name' }).fill(name);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByLabel('Repeat password', { exact: true }).fill(password);
      await button('Create account').click();
      await page.getByRole('heading', { name: 'Incidents' }).waitFor();
    },

    /** One of the pages in the console's head. */
    async openPage(name: string): Promise<void> {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
    },

    async signOut(): Promise<void> {
      await button('Sign out').click();
      await page.getByLabel('Password', { exact: true }).waitFor();
    },

    /** Also what computers without an enrolment sent, which the usual view leaves out. */
    async listAll(): Promise<void> {
      await page.getByRole('radio', { name: /^All/ }).check();
    },

    async openIncident(number: string): Promise<void> {
      await this.listAll();
      await page
        .getByRole('link', { name: new RegExp(number) })
        .first()
        .click();
      await page.getByRole('heading', { level: 1, name: new RegExp(number) }).waitFor();
    },

    async openItem(address: string, number: string, item: string): Promise<void> {
      await page.goto(`${address}/incidents/${number}/items/${item}`);
      await page.getByText('Exactly the bytes the person reviewed').waitFor();
    },

    async setStatus(status: string): Promise<void> {
      await page.getByLabel('Status').selectOption(status);
      await button('Change status').click();
    },

    async answer(text: string): Promise<void> {
      await page.getByRole('textbox', { name: 'Message to the person' }).fill(text);
      await button('Send').click();
      await page.getByText(text).first().waitFor();
    },
  };
}
