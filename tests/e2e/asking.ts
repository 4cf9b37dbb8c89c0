import { expect } from '@playwright/test';
import { consoleRoutes } from '#contract/http/console-api.ts';
import {
  type CreatedRequest,
  createdRequest,
  type DeskRequest,
  deskRequest,
} from '#contract/http/console-requests.ts';
import { codeAlphabet, codeLength } from '#contract/http/request.ts';
import type { Desk } from '#desk/service/start.ts';
import { type Browser, firstEngineer } from '../contract/desk/desk.ts';
import { devicesOf } from '../contract/desk/lists.ts';
import type { Agent } from './fixtures.ts';

/** An engineer with an account, who sends requests through the desk's API like the console. */
export async function askingEngineer(desk: Desk, name = 'Kim Keeper') {
  const browser = await firstEngineer(desk, name);
  const devices = () => devicesOf(browser);
  const shown = async (jti: string): Promise<DeskRequest> =>
    deskRequest.parse(await (await browser.call('GET', `${consoleRoutes.requests}/${jti}`)).json());
  return {
    browser,
    shown,
    states: async (jti: string) => (await shown(jti)).events.map(({ state }) => state),
    ask: (wish: object): Promise<CreatedRequest> => made(browser, wish),
    /** Asks the one device of this desk. */
    async askDevice(wish: object = {}): Promise<DeskRequest> {
      await expect
        .poll(async () => (await devices()).map(({ connected }) => connected))
        .toEqual([true]);
      const [device] = await devices();
      const usual = { kind: 'machine', scope: { preset: 'network' }, minutes: 60, incident: null };
      const { request } = await made(browser, {
        ...usual,
        device: device?.id,
        reason: 'The VPN of your ward is slow',
        ...wish,
      });
      return request;
    },
  };
}

async function made(browser: Browser, wish: object): Promise<CreatedRequest> {
  const response = await browser.call('POST', consoleRoutes.requests, wish);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return createdRequest.parse(await response.json());
}

/** A desk knows a device after its first call; redeeming a wrong code is the smallest one. */
export async function introduce({ page }: Agent): Promise<void> {
  const code = codeAlphabet.slice(0, 1).repeat(codeLength);
  const result = await page.evaluate(
    (typed) => window.candor.call('requests.redeem', { code: typed }),
    code,
  );
  if (result.ok || result.error.code !== 'code-wrong') throw new Error(JSON.stringify(result));
}
