import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { openKeys } from '#desk/service/keys.ts';
import { defaultLimits } from '#desk/service/limits.ts';
import { type Checker, makeChecker } from '#desk/service/runtime/checker.ts';
import { openFolders } from '#desk/service/store/folders.ts';
import { makeBundle } from './bundle.ts';
import { registeredDevice, startTestDesk } from './desk.ts';

let folder: string;
let checker: Checker;
/** The bundle's file: a pipe, at which the check waits until the test has killed it. */
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-checker-'));
  file = join(folder, 'bundle.age');
  execFileSync('mkfifo', [file]);
  checker = makeChecker(defaultLimits);
});
afterEach(async () => {
  await checker.close();
  rmSync(folder, { recursive: true, force: true });
});

async function makeTask() {
  await using desk = await startTestDesk({ dataFolder: join(folder, 'desk') });
  const device = await registeredDevice(desk);
  const { sealed, manifestHash } = await makeBundle(desk, device);
  const { identity, fingerprint } = await openKeys(await openFolders(desk.dataFolder));
  const at = new Date().toISOString();
  const sealedBytes = defaultLimits.sealedBytes;
  const task = {
    file,
    sha256: sha256Hex(sealed),
    identity,
    sealedBytes,
    device: device.id,
    fingerprint,
    at,
  };
  return { task, sealed, manifestHash };
}

/** Kills the check process that is reading the pipe, as the system does when memory runs out. */
async function killReader(before: () => void = () => {}): Promise<void> {
  // Opening the pipe for writing waits until somebody reads.
  const writer = await open(file, 'w');
  before();
  const pid = checkProcess();
  process.kill(pid, 'SIGKILL');
  // Until it has let go of the pipe, it would seem to be the next reader.
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  await writer.close();
}

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

function checkProcess(): number {
  const children = readdirSync('/proc/self/task').flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' '),
  );
  const found = children
    .map(Number)
    .find((pid) => pid > 0 && commandOf(pid).includes('check-process'));
  return found ?? expect.fail('there is no check process');
}

test.runIf(process.platform === 'linux')(
  'a check that is killed from outside is made once more, and the bundle is accepted',
  async () => {
    const { task, sealed, manifestHash } = await makeTask();
    const verdict = checker.check(task);
    await killReader(() => {
      // What is read the second time is the real file.
      writeFileSync(`${file}.real`, sealed);
      renameSync(`${file}.real`, file);
    });
    expect(await verdict).toMatchObject({ manifestHash });
  },
);

test.runIf(process.platform === 'linux')(
  'a check that is killed twice refuses the bundle, says why and lets the sender try again',
  async () => {
    const { task } = await makeTask();
    const verdict = checker.check(task);
    await killReader();
    await killReader();
    expect(await verdict).toMatchObject({
      problem: {
        code: 'desk-failed',
        message: { message: expect.stringContaining('interrupted twice') },
        detail: 'the check ended with SIGKILL',
      },
    });
  },
);
