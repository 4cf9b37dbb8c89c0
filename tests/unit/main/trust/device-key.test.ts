import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type DeviceKeyOptions,
  type Keyring,
  loadDeviceKey,
  openDeviceKey,
} from '#main/trust/device-key.ts';
import { deviceToken } from '#main/trust/device-token.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const keyFile = () => join(folder, 'trust', 'device-key');

/** A keyring whose "encryption" is visible but not the plain text. */
function keyring(backend = 'gnome_libsecret', available = true): Keyring {
  return {
    isEncryptionAvailable: () => available,
    getSelectedStorageBackend: () => backend,
    encryptString: (plain) => Buffer.from(`v11${Buffer.from(plain).toString('hex')}`),
    decryptString(encrypted) {
      const text = encrypted.toString();
      if (!text.startsWith('v11'))
        throw new Error(
          'Error while decrypting the ciphertext provided to safeStorage.decryptString.',
        );
      return Buffer.from(text.slice(3), 'hex').toString();
    },
  };
}
const options = (changes: Partial<DeviceKeyOptions> = {}): DeviceKeyOptions => ({
  folder,
  protection: 'keyring',
  keyring: keyring(),
  platform: 'linux',
  ...changes,
});
const noKey = { error: { code: 'no-device-key' } };

describe('the device key', () => {
  test('is made once and then always the same', async () => {
    const made = await loadDeviceKey(options());
    const loaded = await loadDeviceKey(options());
    expect(loaded.publicKey).toEqual(made.publicKey);
    expect(loaded.id).toBe(made.id);
    expect(made.id).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test('cannot leave the process through its own object', async () => {
    const { privateKey } = await loadDeviceKey(options());
    expect(privateKey.extractable).toBe(false);
  });

  test('stands on disk encrypted, readable by its owner alone', async () => {
    await loadDeviceKey(options());
    expect(await readFile(keyFile(), 'utf8')).not.toContain('"d"');
    if (process.platform !== 'win32') expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['Chromium’s basic_text, whose password everybody knows', keyring('basic_text')],
    ['no keyring at all', keyring('unknown', false)],
  ])('is not made with %s', async (_what, bad) => {
    await expect(loadDeviceKey(options({ keyring: bad }))).rejects.toMatchObject(noKey);
    await expect(stat(keyFile())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('may be a private file where IT says so', async () => {
    const made = await loadDeviceKey(
      options({ protection: 'file', keyring: keyring('basic_text') }),
    );
    const loaded = await loadDeviceKey(
      options({ protection: 'file', keyring: keyring('basic_text') }),
    );
    expect(loaded.id).toBe(made.id);
    if (process.platform !== 'win32') expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
  });

  test('moves into the keyring, unchanged, when IT no longer allows the file', async () => {
    const made = await loadDeviceKey(options({ protection: 'file' }));
    const moved = await loadDeviceKey(options({ protection: 'keyring' }));
    expect(moved.id).toBe(made.id);
    expect(await readFile(keyFile(), 'utf8')).not.toContain('"d"');
    expect((await loadDeviceKey(options())).id).toBe(made.id);
  });

  test.skipIf(process.platform === 'win32')(
    'in a file that others can read is refused',
    async () => {
      await loadDeviceKey(options({ protection: 'file' }));
      await chmod(keyFile(), 0o644);
      await expect(loadDeviceKey(options({ protection: 'file' }))).rejects.toMatchObject(noKey);
    },
  );

  test.each([
    ['empty', ''],
    ['not JSON', '{"format":'],
    ['another format', '{"format":"something"}'],
    [
      'encrypted by another keyring',
      JSON.stringify({ format: 'candor-device-key', protection: 'keyring', key: 'AAAA' }),
    ],
    [
      'of two keys, half each',
      JSON.stringify({
        format: 'candor-device-key',
        protection: 'file',
        key: {
          kty: 'OKP',
          crv: 'Ed25519',
          x: 'A'.repeat(43),
          d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
        },
      }),
    ],
  ])('that is %s is an error, and is never replaced', async (_what, content) => {
    await loadDeviceKey(options());
    await writeFile(keyFile(), content, { mode: 0o600 });
    await expect(loadDeviceKey(options({ protection: 'file' }))).rejects.toMatchObject(noKey);
    await expect(loadDeviceKey(options())).rejects.toMatchObject(noKey);
    expect(await readFile(keyFile(), 'utf8')).toBe(content);
  });

  test('never stands in an error', async () => {
    const secret = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';
    await loadDeviceKey(options());
    await writeFile(
      keyFile(),
      `{"format":"candor-device-key","protection":"file","key":{"d":"${secret}",}}`,
    );
    const error = await loadDeviceKey(options()).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error) + String(error)).not.toContain(secret.slice(0, 8));
  });

  test('is asked for once, and again after a failure', async () => {
    let available = false;
    const later = { ...keyring(), isEncryptionAvailable: () => available };
    const deviceKey = openDeviceKey(options({ keyring: later }));
    await expect(deviceKey()).rejects.toMatchObject(noKey);
    available = true;
    const [first, second] = await Promise.all([deviceKey(), deviceKey()]);
    expect(second).toBe(first);
  });
});

describe('a device token', () => {
  test('names the device, the organisation, the method and the path, and is good for a minute', async () => {
    const key = await loadDeviceKey(options());
    const now = Date.parse('2025-01-01T00:00:00Z');
    const call = { audience: 'the-organisation', method: 'PATCH', path: '/v1/uploads/abc', now };
    const { payload, protectedHeader } = await jwtVerify(
      await deviceToken(key, call),
      await importJWK({ ...key.publicKey }, 'EdDSA'),
      {
        algorithms: ['EdDSA'],
        currentDate: new Date(now),
      },
    );
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: key.id });
    expect(payload).toMatchObject({
      aud: 'the-organisation',
      htm: 'PATCH',
      htu: '/v1/uploads/abc',
      iat: now / 1000,
      exp: now / 1000 + 60,
    });
  });

  test('is never the same twice', async () => {
    const key = await loadDeviceKey(options());
    const call = { audience: 'a', method: 'GET', path: '/', now: 0 };
    expect(await deviceToken(key, call)).not.toBe(await deviceToken(key, call));
  });
});
