import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPseudonymMapStore } from '#main/requests/pseudonym-map-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-maps-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Stands for the system's keyring, of which there is none here. */
const keyring = (key = 0x5a) => ({
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString: (plain: string) => Buffer.from(Buffer.from(plain).map((byte) => byte ^ key)),
  decryptString: (sealed: Buffer) => Buffer.from(sealed.map((byte) => byte ^ key)).toString(),
});
const noKeyring = { ...keyring(), isEncryptionAvailable: () => false };

const texts: Record<string, string> = {
  'interfaces/interfaces.json': '{"address":"ip-1"}\n{"host":"host-2"}\n',
  'logs/system.log': 'nothing here\nconnected to ip-1 from zip-3, ip-3.2 and host-4.2024\n',
};
const privateMap = [
  { pseudonym: 'ip-1', value: '10.20.30.40', kind: 'ip' },
  { pseudonym: 'host-2', value: 'reception-7', kind: 'host' },
  { pseudonym: 'ip-3', value: '10.20.31.1', kind: 'ip' },
  { pseudonym: 'ip-3.2', value: '10.20.31.2', kind: 'ip' },
  { pseudonym: 'host-4', value: 'ward-3', kind: 'host' },
  { pseudonym: 'user-9', value: 'erika', kind: 'user' },
] as never;
const manifestHash = 'a'.repeat(64);

async function kept(options: Partial<Parameters<typeof openPseudonymMapStore>[0]> = {}) {
  const maps = openPseudonymMapStore({
    folder,
    protection: 'file',
    keyring: noKeyring,
    platform: 'linux',
    ...options,
  });
  const submission = randomUUID();
  await maps.keep({
    ...{
      submission,
      manifestHash,
      agreedAt: '2026-03-01T12:00:00.000Z',
      retentionDays: 30,
      privateMap,
    },
    items: Object.keys(texts),
    async *read(item) {
      yield new TextEncoder().encode(texts[item]);
    },
  });
  const find = (item: string, pseudonym: string, hash = manifestHash) =>
    maps.find({ submission, manifestHash: hash, item, pseudonym });
  return { maps, submission, find };
}

describe('a reveal', () => {
  test('finds the value with the line in which the engineer read its stand-in', async () => {
    const { find } = await kept();
    expect(await find('logs/system.log', 'ip-1')).toEqual({
      ...{
        value: '10.20.30.40',
        line: 'connected to ip-1 from zip-3, ip-3.2 and host-4.2024',
        sentAt: '2026-03-01T12:00:00.000Z',
      },
    });
  });

  test('tells a neighbour from its network, and a name from what follows it', async () => {
    const { find } = await kept();
    expect((await find('logs/system.log', 'ip-3.2'))?.value).toBe('10.20.31.2');
    expect((await find('logs/system.log', 'host-4'))?.value).toBe('ward-3');
    expect(await find('logs/system.log', 'ip-3')).toBeNull();
  });

  test('finds nothing that did not stand in that very item of that very bundle', async () => {
    const { find } = await kept();
    expect(await find('logs/system.log', 'host-2')).toBeNull();
    expect(await find('logs/system.log', 'user-9')).toBeNull();
    expect(await find('logs/other.log', 'ip-1')).toBeNull();
    expect(await find('logs/system.log', 'ip-1', 'b'.repeat(64))).toBeNull();
  });
});

describe('what is kept', () => {
  test('is sealed by the keyring where there is one, and holds only stand-ins that were sent', async () => {
    const { submission, find } = await kept({ protection: 'keyring', keyring: keyring() });
    const text = await readFile(join(folder, `${submission}.json`), 'utf8');
    for (const value of ['10.20.30.40', 'reception-7', 'erika', 'ip-1'])
      expect(text).not.toContain(value);
    expect(await find('logs/system.log', 'ip-1')).toMatchObject({ value: '10.20.30.40' });
    expect(keyring().decryptString(Buffer.from(JSON.parse(text).map, 'base64'))).not.toContain(
      'erika',
    );
  });

  test('is nothing where IT wants a keyring and there is none', async () => {
    await kept({ protection: 'keyring' });
    await kept({
      protection: 'keyring',
      keyring: { ...keyring(), getSelectedStorageBackend: () => 'basic_text' },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  // Windows has no modes; the profile folder's own access list guards the files there.
  test.skipIf(process.platform === 'win32')(
    'is for its owner’s eyes; a file that others can read is not believed',
    async () => {
      const { submission, find } = await kept();
      const file = join(folder, `${submission}.json`);
      expect((await stat(file)).mode & 0o077).toBe(0);
      await chmod(file, 0o644);
      expect(await find('logs/system.log', 'ip-1')).toBeNull();
    },
  );

  test('goes on the day the desk deletes the bundle, also when the keyring is another one by then', async () => {
    const { maps } = await kept({ protection: 'keyring', keyring: keyring(1) });
    await maps.sweep(new Date('2026-03-31T11:59:59Z'));
    expect(await readdir(folder)).toHaveLength(1);
    await openPseudonymMapStore({
      folder,
      protection: 'keyring',
      keyring: keyring(2),
      platform: 'linux',
    }).sweep(new Date('2026-03-31T12:00:00Z'));
    expect(await readdir(folder)).toEqual([]);
  });

  test('goes with a bundle that is taken back, and all of it with the organisation', async () => {
    const { maps, submission } = await kept();
    await kept();
    await maps.forget(submission);
    expect(await readdir(folder)).toHaveLength(1);
    await maps.forgetAll();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('what is kept of a bundle is bounded', () => {
  async function keep(text: string, value = 'reception-7') {
    const maps = openPseudonymMapStore({
      folder,
      protection: 'file',
      keyring: noKeyring,
      platform: 'linux',
    });
    const submission = randomUUID();
    const item = 'logs/system.log';
    await maps.keep({
      ...{
        submission,
        manifestHash,
        agreedAt: '2026-03-01T12:00:00.000Z',
        retentionDays: 30,
        items: [item],
      },
      privateMap: [{ pseudonym: 'host-2', value, kind: 'host' }],
      async *read() {
        const bytes = new TextEncoder().encode(text);
        for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
      },
    });
    return maps.find({ submission, manifestHash, item, pseudonym: 'host-2' });
  }

  test('to 400 characters of a line, with the stand-in among them', async () => {
    for (const [before, after] of [
      [0, 1000],
      [500, 500],
      [1000, 0],
    ] as const) {
      const line =
        (await keep(`${'a '.repeat(before / 2)}host-2${' b'.repeat(after / 2)}\n`))?.line ?? '';
      expect(line.length).toBeLessThanOrEqual(400);
      expect(line.length).toBeGreaterThan(390);
      expect(line).toContain('host-2');
    }
    expect(
      (await keep(`${'a '.repeat(250)}host-2${' b'.repeat(250)}`))?.line?.indexOf('host-2'),
    ).toBe(150);
  });

  test('to the first line of an item with the stand-in, in its first four megabytes', async () => {
    expect((await keep('one host-2\ntwo host-2\n'))?.line).toBe('one host-2');
    // A line of nothing but letters, which must not take the square of its length.
    const mebibyte = 1024 * 1024;
    expect(await keep(`${'a'.repeat(4 * mebibyte - 8)}\nhost-2\n`)).toMatchObject({
      line: 'host-2',
    });
    expect(await keep(`${'a'.repeat(4 * mebibyte)}\nhost-2\n`)).toBeNull();
  });

  test('to values that an answer can hold', async () => {
    expect(await keep('host-2', 'x'.repeat(4000))).not.toBeNull();
    expect(await keep('host-2', 'x'.repeat(4001))).toBeNull();
  });
});

describe('the stand-ins of a conversation', () => {
  const fresh = [{ pseudonym: 'phone-1', value: '+491701234567', kind: 'phone' }];

  test.each([
    ['a keyring', { protection: 'keyring', keyring: keyring() }],
    ['a private file', {}],
  ] as const)('continue those of the sent bundle, kept in %s', async (_name, options) => {
    const { maps, submission, find } = await kept(options);
    await maps.learn(submission, fresh);
    await maps.learn(submission, [
      ...fresh,
      { pseudonym: 'ip-1', value: 'another meaning', kind: 'ip' },
    ]);
    const entries = await maps.entries(submission);
    expect(entries).toContainEqual({ pseudonym: 'ip-1', value: '10.20.30.40', kind: 'ip' });
    expect(entries.filter(({ kind }) => kind === 'phone')).toEqual(fresh);
    expect(await find('logs/system.log', 'ip-1')).toMatchObject({ value: '10.20.30.40' });
  });

  test('cannot be revealed as if they had been in the bundle', async () => {
    const { maps, submission, find } = await kept();
    await maps.learn(submission, fresh);
    expect(await find('logs/system.log', 'phone-1')).toBeNull();
  });

  test('are those that have a value, and one that can be revealed', async () => {
    const { maps, submission } = await kept();
    const before = await maps.entries(submission);
    await maps.learn(submission, [
      { pseudonym: 'word-1', value: '', kind: 'word' },
      { pseudonym: 'word-2', value: 'x'.repeat(4001), kind: 'word' },
    ]);
    expect(await maps.entries(submission)).toEqual(before);
  });

  test('are not written in the open where IT wants a keyring, and it is gone', async () => {
    const { submission } = await kept();
    const later = openPseudonymMapStore({
      folder,
      protection: 'keyring',
      keyring: noKeyring,
      platform: 'linux',
    });
    await later.learn(submission, fresh);
    expect(await readFile(join(folder, `${submission}.json`), 'utf8')).not.toContain(
      '+491701234567',
    );
  });

  test('are kept nowhere when there is no map of the bundle', async () => {
    const { maps, submission } = await kept();
    await maps.forget(submission);
    await maps.learn(submission, fresh);
    expect(await maps.entries(submission)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });
});
