import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyThumbprint } from '#bundle/receipt.ts';
import {
  type ConsoleSession,
  consoleRoutes,
  consoleSession,
  csrfHeader,
} from '#contract/http/console-api.ts';
import { type Desk, type DeskConfig, startDesk } from '#desk/service/start.ts';
import { declared } from './declared-errors.ts';
import { makeDevice, register, type TestDevice } from './device.ts';

export interface TestDesk extends Desk {
  fingerprint: string;
  dataFolder: string;
  lines: string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A desk on a free port with its data in a folder of its own. `await using` stops it and deletes the folder. */
export async function startTestDesk(config: Partial<DeskConfig> = {}): Promise<TestDesk> {
  const dataFolder = config.dataFolder ?? mkdtempSync(join(tmpdir(), 'candor-desk-'));
  const lines: string[] = [];
  const desk = await startDesk({
    host: '127.0.0.1',
    port: 0,
    organisation: 'Example Ltd',
    log: { write: (line) => void lines.push(line) },
    ...config,
    dataFolder,
  });
  await desk.upkeep;
  return {
    ...desk,
    fingerprint: await keyThumbprint(desk.policy().organisation.publicKey),
    dataFolder,
    lines,
    async [Symbol.asyncDispose]() {
      await desk.stop();
      if (config.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

export async function registeredDevice(desk: TestDesk): Promise<TestDevice> {
  const device = await makeDevice();
  const response = await register(device, desk);
  if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`);
  return device;
}

export const password = 'a long enough password';

export interface Browser {
  session: ConsoleSession;
  cookie: string;
  /** A call as the console's own page makes it; `headers` replace what it would send. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string | null>,
  ): Promise<Response>;
}

/** What a browser keeps and sends by itself: the cookie, and the headers that say where a call comes from. */
export function browserOf(desk: Desk, cookie: string, session: ConsoleSession): Browser {
  return {
    session,
    cookie,
    call(method, path, body, headers = {}) {
      const all: Record<string, string | null> = {
        cookie,
        origin: desk.address,
        'sec-fetch-site': 'same-origin',
        [csrfHeader]: session.csrf,
        'content-type': body === undefined ? null : 'application/json',
        ...headers,
      };
      const sent = Object.entries(all).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      );
      const asked = fetch(`${desk.address}${path}`, {
        method,
        headers: Object.fromEntries(sent),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return declared(method, path, asked);
    },
  };
}

const nobody: ConsoleSession = {
  organisation: '',
  setupNeeded: false,
  engineer: null,
  csrf: null,
  mayAsk: null,
  oidc: null,
  unfinishedSignIns: [],
};
export const strangerOf = (desk: Desk): Browser => browserOf(desk, '', nobody);

/** Makes the first account by the set-up link, as a browser does. */
export async function firstEngineer(desk: Desk, name = 'Erika Example'): Promise<Browser> {
  const token = new URL(desk.setupLink ?? '').searchParams.get('token');
  return opened(
    desk,
    await strangerOf(desk).call('POST', consoleRoutes.setup, { token, name, password }),
  );
}

export async function signInAs(desk: Desk, name: string, secret = password): Promise<Browser> {
  return opened(
    desk,
    await strangerOf(desk).call('POST', consoleRoutes.session, { name, password: secret }),
  );
}

export async function opened(desk: Desk, response: Response): Promise<Browser> {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const cookie =
    response.headers
      .getSetCookie()
      .find((line) => line.includes('candor-session='))
      ?.split(';')[0] ?? '';
  return browserOf(desk, cookie, consoleSession.parse(await response.json()));
}
