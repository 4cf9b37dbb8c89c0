import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright';
import type { Role } from '#contract/http/roles.ts';
import { makeBundle } from '#tests/contract/desk/bundle.ts';
import {
  type Browser,
  firstEngineer,
  password,
  startTestDesk,
  type TestDesk,
} from '#tests/contract/desk/desk.ts';
import { decisionOf, send, type TestDevice } from '#tests/contract/desk/device.ts';
import { enrolledDevice } from '#tests/contract/desk/enrolled-device.ts';
import { colleague } from '#tests/contract/desk/people.ts';
import { type consoleBrowser, enter } from './browser.ts';

export interface RealVisit {
  page: Page;
  desk: TestDesk;
  administrator: Browser;
  device: TestDevice;
}

/** The built console at a real desk with one device, opened by an engineer with the role. */
export async function visitRealDesk(
  { openAt, site }: ReturnType<typeof consoleBrowser>,
  path: string,
  {
    role = 'administrator',
    context = {},
    expected = null,
  }: { role?: Role; context?: BrowserContextOptions; expected?: RegExp | null } = {},
): Promise<RealVisit & { [Symbol.asyncDispose](): Promise<void> }> {
  const desk = await startTestDesk({ consoleFolder: site() });
  const administrator = await firstEngineer(desk, 'Ada Lovelace');
  const device = await enrolledDevice(desk, administrator);
  const name = role === 'administrator' ? 'Ada Lovelace' : `A ${role}`;
  if (role !== 'administrator') await colleague(desk, administrator, role, name);
  const page = await openAt(
    `${desk.address}${path.replace(':device', device.id)}`,
    context,
    expected,
  );
  await enter(page, name, password);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return {
    page,
    desk,
    administrator,
    device,
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

/** Sends a bundle from the device. @returns the incident's number and the submission. */
export async function received(
  { desk, device }: Pick<RealVisit, 'desk' | 'device'>,
  options: Parameters<typeof makeBundle>[2] = {},
): Promise<{ number: string; submission: string }> {
  const submission = randomUUID();
  const { sealed } = await makeBundle(desk, device, options);
  await send(device, desk, sealed, { submission });
  const decision = await decisionOf(device, desk, submission);
  if (decision.state !== 'accepted') throw new Error(JSON.stringify(decision));
  return { number: decision.incident.number, submission };
}

export const receivedIncident = async (visit: RealVisit): Promise<string> =>
  (await received(visit)).number;
