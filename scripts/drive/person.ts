import type { Page } from 'playwright';
import { CandorError, type Result } from '#contract/errors/result.ts';
import type { Bridge } from '#contract/ipc/bridge.ts';
import type { Session } from '#contract/ipc/session.ts';
import type { Submission } from '#contract/ipc/submission.ts';

declare global {
  interface Window {
    candor: Bridge;
  }
}

/** What a person does in the agent's window, by the names that they read. */
export function person(page: Page) {
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  return {
    page,

    async describe(happened: string, began = '', severity: string | null = null): Promise<void> {
      await button('Get help').click();
      await page.getByRole('textbox', { name: /What happened/ }).fill(happened);
      if (began) await page.getByRole('textbox', { name: /When did it start/ }).fill(began);
      // By keyboard: the bar at the bottom may cover it until it is scrolled to.
      if (severity) await page.getByRole('radio', { name: severity }).press('Space');
    },

    async home(): Promise<void> {
      await button('Home').click();
      await button('Get help').waitFor();
    },

    async choosePreset(name: string): Promise<void> {
      await page.getByText(/^What Candor checks: /).click();
      await page.getByRole('radio', { name }).press('Space');
    },

    async look(): Promise<void> {
      await button('Check this computer').click();
    },

    async untilReview(): Promise<void> {
      await heading('Check what will be sent').waitFor();
    },

    async agreeAndSend(): Promise<void> {
      await button(/^Send to /).click();
      await button('Agree and send').click();
    },

    /** Resolves to the incident number that the person reads. */
    async untilSent(): Promise<string> {
      await heading(/^Sent to /).waitFor();
      const number = page.getByText(/^INC-\d{6,}$/).first();
      return (await number.textContent()) ?? '';
    },

    /** What the main process says, asked over the same bridge that the window uses. */
    session: async (): Promise<Session> =>
      unwrap(await page.evaluate(() => window.candor.call('session.get'))),
    submissions: async (): Promise<Submission[]> =>
      unwrap(await page.evaluate(() => window.candor.call('submissions.list'))),
  };
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CandorError(result.error);
}

export type Person = ReturnType<typeof person>;
