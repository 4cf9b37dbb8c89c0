import type { BrowserContextOptions, Page } from 'playwright';
import type { Role } from '../../../contract/roles.ts';
import {
  type Browser,
  firstEngineer,
  password,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from '../../contract/desk/desk.ts';
import type { TestDevice } from '../../contract/desk/device.ts';
import { colleague } from '../../contract/desk/people.ts';
import { type consoleBrowser, enter } from './browser.ts';

export interface RealVisit {
  page: Page;
  desk: TestDesk;
  administrator: Browser;
  device: TestDevice;
}

/** The built console at a real desk, with one device, opened by a person of the role. */
export async function visitRealDesk(
  { openAt, site }: ReturnType<typeof consoleBrowser>,
  path: string,
  { role = 'administrator', context = {} }: { role?: Role; context?: BrowserContextOptions } = {},
): Promise<RealVisit & { [Symbol.asyncDispose](): Promise<void> }> {
  const desk = await startTestDesk({ consoleFolder: site() });
  const administrator = await firstEngineer(desk, 'Ada Lovelace');
  const device = await registeredDevice(desk);
  const name = role === 'administrator' ? 'Ada Lovelace' : `A ${role}`;
  if (role !== 'administrator') await colleague(desk, administrator, role, name);
  const page = await openAt(`${desk.address}${path.replace(':device', device.id)}`, context);
  await enter(page, name, password);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return { page, desk, administrator, device, [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose]() };
}
