import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  makeCollectFolder,
  placeFault,
  refuseUnsafePlace,
  sweepCollectFolders,
} from '#main/help-session/collect-place.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-place-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ext4 = 0xef53;

describe('a bundle is not collected into', () => {
  test.each([
    '\\\\evil.example\\share\\x.zip',
    '//evil.example/share/x.zip',
    '\\\\?\\UNC\\evil\\share\\x.zip',
    '\\/evil/x.zip',
  ])('a folder of another computer: %s', (file) => {
    expect(placeFault(file, { platform: 'win32', mode: 0, fileSystem: 0 })).toMatch(
      /another computer/,
    );
  });

  test.each([0x6969, 0x517b, 0xff534d42, 0xff534d42 | 0, 0xfe534d42 | 0, 0x65735546])(
    'a network file system: %i',
    (fileSystem) => {
      expect(placeFault('/mnt/x.zip', { platform: 'linux', mode: 0o40700, fileSystem })).toMatch(
        /network file system/,
      );
    },
  );

  test('a folder in which others could replace the file', () => {
    expect(
      placeFault('/srv/x.zip', { platform: 'linux', mode: 0o40777, fileSystem: ext4 }),
    ).toMatch(/others can write.*777/);
    expect(
      placeFault('/srv/x.zip', { platform: 'linux', mode: 0o40775, fileSystem: ext4 }),
    ).toMatch(/others can write/);
  });

  test.skipIf(process.platform === 'win32')(
    'such a folder on this computer, and nothing is written',
    async () => {
      await chmod(folder, 0o777);
      const refused = refuseUnsafePlace(join(folder, 'x.zip'));
      await expect(refused).rejects.toMatchObject({
        error: { code: 'invalid-arguments', message: { values: { fault: /777/ } } },
      });
    },
  );
});

test('a bundle may be collected into a folder of one’s own, and into one where only the owner removes a file', async () => {
  expect(
    placeFault('/home/ann/x.zip', { platform: 'linux', mode: 0o40755, fileSystem: ext4 }),
  ).toBeNull();
  expect(
    placeFault('/tmp/x.zip', { platform: 'linux', mode: 0o41777, fileSystem: ext4 }),
  ).toBeNull();
  expect(
    placeFault('C:\\Users\\ann\\x.zip', { platform: 'win32', mode: 0, fileSystem: 0 }),
  ).toBeNull();
  await expect(refuseUnsafePlace(join(folder, 'x.zip'))).resolves.toBeUndefined();
});

describe('the folder for what is collected until the file is written', () => {
  test('can be read by its owner only', async () => {
    const made = await makeCollectFolder(join(folder, 'collecting'));
    if (process.platform !== 'win32') expect((await stat(made)).mode & 0o777).toBe(0o700);
  });

  test('is removed at the next start if its process was killed, and left alone while it runs', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const parent = join(folder, 'collecting');
    await mkdir(join(parent, `${pid}-0123456789ab`, 'items'), { recursive: true });
    await mkdir(join(parent, 'somebody-elses'));
    const running = await makeCollectFolder(parent);
    await sweepCollectFolders(parent);
    expect((await readdir(parent)).map((name) => join(parent, name)).sort()).toEqual(
      [running, join(parent, 'somebody-elses')].sort(),
    );
  });
});
