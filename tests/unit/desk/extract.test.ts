import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { decrypt, encrypt, type Headline, headline } from '#desk/service/store/extract.ts';

const value: Headline = {
  summary: 'Grüße 👋',
  severity: null,
  findings: { critical: 1, warning: 0, info: 0 },
};
const key = randomBytes(32);

test('what was locked comes back, and only with the same key for the same place', () => {
  const locked = encrypt(value, key, 'a headline');
  expect(decrypt(headline, locked, key, 'a headline')).toEqual(value);
  expect(() => decrypt(headline, locked, randomBytes(32), 'a headline')).toThrow();
  expect(() => decrypt(headline, locked, key, 'b headline')).toThrow();
});

test('any altered or missing byte is noticed', () => {
  const locked = encrypt(value, key, 'a');
  for (let at = 0; at < locked.length; at += 1) {
    const altered = Uint8Array.from(locked);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(() => decrypt(headline, altered, key, 'a'), `byte ${at}`).toThrow();
  }
  expect(() => decrypt(headline, locked.subarray(0, -1), key, 'a')).toThrow();
  expect(() => decrypt(headline, new Uint8Array(), key, 'a')).toThrow();
});

test('the words cannot be found in it, and the same value looks different each time', () => {
  const [one, two] = [encrypt(value, key, 'a'), encrypt(value, key, 'a')];
  expect(Buffer.from(one).includes('Gr')).toBe(false);
  expect(Buffer.from(one).equals(two)).toBe(false);
});
