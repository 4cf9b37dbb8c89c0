import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consoleRoutes, consoleSession } from '#contract/http/console-api.ts';
import { auditPage, auditVerdict } from '#contract/http/console-people.ts';
import { firstEngineer, password, signInAs, startTestDesk, strangerOf } from './desk.ts';

const root = join(import.meta.dirname, '../../..');
const programs = {
  service: join(root, 'desk/service/index.ts'),
  'npm run desk': join(root, 'scripts/desk.ts'),
};
type Program = keyof typeof programs;
const all = Object.keys(programs) as Program[];
const children: ChildProcess[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-entry-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
});

function spawned(program: Program, words: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [programs[program], ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: root,
    env: { PATH: process.env.PATH, INIT_CWD: folder, ...environment },
  });
  children.push(child);
  return child;
}

/** Runs the program to its end. */
async function run(program: Program, words: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawned(program, words, environment);
  const ended = once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, out, err };
}

/** Starts the program and resolves with what it printed once `ready` was in it. */
async function started(
  program: Program,
  words: string[],
  ready: RegExp,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawned(program, words, environment);
  let printed = '';
  for await (const line of createInterface(child.stdout)) {
    printed += `${line}\n`;
    if (ready.test(printed)) return printed;
  }
  throw new Error(`the desk ended: ${printed}`);
}

describe.each(all)('%s', (program) => {
  const data = () => ['--data', join(folder, 'data')];

  test('refuses an unknown option by name, and makes no data folder', async () => {
    const { code, out, err } = await run(program, [...data(), '--bogus']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/There is no option --bogus\. See: .*--help/);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('prints every option and its variable for --help, and starts nothing', async () => {
    const { code, out } = await run(program, ['--help', ...data()]);
    expect(code).toBe(0);
    for (const name of ['data', 'host', 'port', 'address', 'organisation', 'oidc', 'console']) {
      expect(out).toMatch(new RegExp(`--${name} .*CANDOR_DESK_${name.toUpperCase()}`));
    }
    expect(out).toMatch(/--trust-proxy .*CANDOR_DESK_TRUST_PROXY/);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('does not start without the sign-in that was asked for: a missing file and one that others can read are errors', async () => {
    const missing = await run(program, [...data(), '--oidc', join(folder, 'oidc.json')]);
    expect(missing.code).toBeGreaterThan(0);
    expect(missing.err).toMatch(/sign-in in .*oidc\.json cannot be used[\s\S]*ENOENT/);
    // Windows has no modes to read.
    if (process.platform === 'win32') return;
    writeFileSync(join(folder, 'oidc.json'), '{}');
    chmodSync(join(folder, 'oidc.json'), 0o644);
    const open = await run(program, data(), { CANDOR_DESK_OIDC: join(folder, 'oidc.json') });
    expect(open.code).toBeGreaterThan(0);
    expect(open.err).toContain('chmod 600');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('refuses to serve other machines without an https address', async () => {
    const { code, err } = await run(program, [
      ...data(),
      '--host',
      '0.0.0.0',
      '--port',
      '0',
      '--console',
      folder,
    ]);
    expect(code).toBeGreaterThan(0);
    expect(err).toContain('--address https://');
  });

  test('takes its options from the environment, and the command line wins', async () => {
    const environment = {
      CANDOR_DESK_DATA: join(folder, 'data'),
      CANDOR_DESK_PORT: '0',
      CANDOR_DESK_ORGANISATION: 'Not this one',
      CANDOR_DESK_ADDRESS: 'https://desk.example',
      CANDOR_DESK_CONSOLE: folder,
    };
    await started(program, ['--organisation', 'Northwind'], /desk\.example/, environment);
    const policy = JSON.parse(
      readFileSync(join(folder, 'data/agent-policy.json'), 'utf8'),
    ) as unknown;
    expect(policy).toMatchObject({
      organisation: { name: 'Northwind' },
      desk: { address: 'https://desk.example' },
    });
  });
});

test('the desk in service says that it needs a data folder', async () => {
  const { code, err } = await run('service', []);
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('Name the data folder: --data FOLDER, or CANDOR_DESK_DATA.'),
  ]);
});

test('npm run desk takes relative paths from where the person is, and says which data and organisation it uses', async () => {
  const words = ['--data', 'mine', '--port', '0', '--organisation', 'Northwind', '--console', '.'];
  const printed = await started('npm run desk', words, /Ctrl\+C/);
  expect(printed).toContain(`The desk of Northwind; its data: ${join(folder, 'mine')}`);
});

test('npm run desk leaves the name of a desk that is not the development one alone', async () => {
  await using desk = await startTestDesk({ organisation: 'Northwind' });
  await desk.stop();
  const printed = await started(
    'npm run desk',
    ['--data', desk.dataFolder, '--port', '0', '--console', folder],
    /Ctrl\+C/,
  );
  expect(printed).toContain('The desk of Northwind;');
});

describe('reset-password on the desk’s machine', () => {
  const tokenIn = (link: string) => new URL(link.trim()).searchParams.get('token') ?? '';

  test.each(all)(
    'brings the only administrator back while the desk is running: %s',
    async (program) => {
      await using desk = await startTestDesk();
      const administrator = await firstEngineer(desk, 'Erika Example');
      const { code, out } = await run(program, [
        'reset-password',
        'ERIKA example',
        '--data',
        desk.dataFolder,
      ]);
      expect([code, out]).toEqual([0, expect.stringContaining(`${desk.address}/reset?token=`)]);
      expect((await administrator.call('GET', consoleRoutes.incidents)).status).toBe(401);
      const next = 'a new password, long enough';
      const reset = await strangerOf(desk).call('POST', consoleRoutes.reset, {
        token: tokenIn(out),
        password: next,
      });
      expect(reset.status).toBe(204);
      const back = await signInAs(desk, 'Erika Example', next);
      const { entries } = auditPage.parse(
        await (await back.call('GET', consoleRoutes.audit)).json(),
      );
      expect(entries.find(({ action }) => action === 'password-reset-offered')).toMatchObject({
        actor: { kind: 'desk' },
      });
      const verdict = await back.call('POST', `${consoleRoutes.audit}/verification`);
      expect(auditVerdict.parse(await verdict.json()).intact).toBe(true);
    },
  );

  test('turns the second factor off only when it is asked to', async () => {
    await using desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    const actions = async (...more: string[]) => {
      await run('service', ['reset-password', 'Erika', '--data', desk.dataFolder, ...more]);
      const browser = await signInAs(desk, 'Erika', password);
      const { entries } = auditPage.parse(
        await (await browser.call('GET', consoleRoutes.audit)).json(),
      );
      return entries
        .map(({ action }) => action)
        .filter((action) => action === 'second-factor-removed');
    };
    expect(await actions()).toEqual([]);
    expect(await actions('--second-factor')).toEqual(['second-factor-removed']);
  });

  test('names the accounts there are for one that is not known, and makes no desk where none is', async () => {
    await using desk = await startTestDesk();
    await firstEngineer(desk, 'Erika');
    const unknown = await run('service', ['reset-password', 'Eve', '--data', desk.dataFolder]);
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringContaining('no account named Eve with a password. There is: Erika'),
    ]);
    const nowhere = await run('service', [
      'reset-password',
      'Eve',
      '--data',
      join(folder, 'nothing'),
    ]);
    expect([nowhere.code, nowhere.err]).toEqual([
      1,
      expect.stringContaining('There is no desk in'),
    ]);
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
    expect(
      consoleSession.parse(await (await strangerOf(desk).call('GET', consoleRoutes.session)).json())
        .engineer,
    ).toBeNull();
  });
});
