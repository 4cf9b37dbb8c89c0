import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Decrypter } from 'age-encryption';
import { describe, expect, test } from 'vitest';
import { looksSealed, makeIdentity, sealTo, sealWithPassphrase, unseal } from '#bundle/seal.ts';
import { codeOf } from './sample.ts';

const from = (bytes: Uint8Array) => Readable.from([bytes], { objectMode: false });
const ageIsHere = spawnSync('age', ['--version']).status === 0;

describe('sealing', () => {
  test('is opened by each recipient, whatever the size, from memory or a stream', async () => {
    const [one, two] = [await makeIdentity(), await makeIdentity()];
    for (const size of [0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 1_000_000]) {
      const plain = randomBytes(size);
      const sealed = await buffer(sealTo([one.recipient, two.recipient])(from(plain)));
      expect(looksSealed(sealed)).toBe(true);
      expect(Buffer.from(await unseal(sealed, one.identity)).equals(plain)).toBe(true);
      expect(Buffer.from(await unseal(from(sealed), two.identity)).equals(plain)).toBe(true);
    }
  });

  test('needs a valid recipient', async () => {
    expect(await codeOf(() => sealTo([]))).toBe('no-organisation');
    expect(await codeOf(() => sealTo(['age1nonsense']))).toBe('no-organisation');
    expect(await codeOf(() => sealTo(['ssh-ed25519 AAAA']))).toBe('no-organisation');
  });

  test('is refused for another identity, or when it was changed, cut off or is not an age file', async () => {
    const [mine, other] = [await makeIdentity(), await makeIdentity()];
    const sealed = await buffer(sealTo([mine.recipient])(from(randomBytes(200_000))));
    const altered = Buffer.from(sealed);
    altered[sealed.length - 100_000] = (altered[sealed.length - 100_000] ?? 0) ^ 1;
    for (const bytes of [
      altered,
      sealed.subarray(0, -1),
      sealed.subarray(0, 100),
      Buffer.from('PK'),
      Buffer.alloc(0),
      randomBytes(100_000),
    ]) {
      expect(await codeOf(() => unseal(bytes, mine.identity))).toBe('not-sealed');
    }
    expect(await codeOf(() => unseal(sealed, other.identity))).toBe('not-sealed');
    expect(await codeOf(() => unseal(sealed, 'no identity'))).toBe('not-sealed');
  });

  test('opens no more bytes than allowed', async () => {
    const { identity, recipient } = await makeIdentity();
    const sealed = await buffer(sealTo([recipient])(from(randomBytes(300_000))));
    expect(await codeOf(() => unseal(sealed, identity, { maxBytes: 299_999 }))).toBe('too-large');
    expect((await unseal(sealed, identity, { maxBytes: 300_000 })).byteLength).toBe(300_000);
  });

  test('ends with the error of its source, and closes the source when the reader stops', async () => {
    const { recipient } = await makeIdentity();
    const broken = new Readable({
      read() {
        this.destroy(new Error('disk gone'));
      },
    });
    await expect(buffer(sealTo([recipient])(broken))).rejects.toThrow('disk gone');
    const plain = new Readable({ read: () => {} });
    const closed = new Promise((resolve) => plain.once('close', resolve));
    sealTo([recipient])(plain).destroy();
    await closed;
  });

  test.skipIf(!ageIsHere)('is the same format as the age command, both ways', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-age-'));
    const keyFile = join(folder, 'key.txt');
    execFileSync('age-keygen', ['-o', keyFile], { stdio: 'ignore' });
    const theirs = execFileSync('age-keygen', ['-y', keyFile]).toString().trim();
    const plain = randomBytes(500_000);
    const sealed = await buffer(sealTo([theirs])(from(plain)));
    expect(
      execFileSync('age', ['--decrypt', '-i', keyFile], { input: sealed, maxBuffer: 1e7 }).equals(
        plain,
      ),
    ).toBe(true);

    const { identity, recipient } = await makeIdentity();
    const file = join(folder, 'plain');
    writeFileSync(file, plain);
    const fromAge = execFileSync('age', ['-r', recipient, file], { maxBuffer: 1e7 });
    expect(Buffer.from(await unseal(fromAge, identity)).equals(plain)).toBe(true);
  });
});

describe('sealing with a passphrase', () => {
  test('is opened by the passphrase alone', async () => {
    const plain = randomBytes(200_000);
    const sealed = await buffer(sealWithPassphrase('correct horse battery')(from(plain)));
    expect(looksSealed(sealed)).toBe(true);
    const opened = async (passphrase: string) => {
      const decrypter = new Decrypter();
      decrypter.addPassphrase(passphrase);
      return Buffer.from(await decrypter.decrypt(sealed));
    };
    expect((await opened('correct horse battery')).equals(plain)).toBe(true);
    await expect(opened('correct horse batterx')).rejects.toThrow();
    expect(await codeOf(async () => unseal(sealed, (await makeIdentity()).identity))).toBe(
      'not-sealed',
    );
  });

  // `script` gives age the terminal from which it reads a passphrase.
  const ageHasTerminal =
    ageIsHere && process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
  test.skipIf(!ageHasTerminal)(
    'is opened by the age command, as the documentation says',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'candor-age-'));
      const [file, opened] = [join(folder, 'saved.zip.age'), join(folder, 'saved.zip')];
      writeFileSync(
        file,
        await buffer(sealWithPassphrase('correct horse battery')(from(Buffer.from('the bundle')))),
      );
      execFileSync('script', ['-qec', `age -d -o ${opened} ${file}`, '/dev/null'], {
        input: 'correct horse battery\n',
      });
      expect(readFileSync(opened, 'utf8')).toBe('the bundle');
    },
  );
});
