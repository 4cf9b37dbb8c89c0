import { generateKeyPairSync } from 'node:crypto';
import { CompactSign, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { longestJws, signJws, verifyJws } from '#bundle/jws.ts';
import { publicKey as publicKeySchema } from '#contract/bundle/receipt.ts';

const type = 'candor-test+jws';
const { publicKey: publicHalf, privateKey } = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const publicKey = publicKeySchema.parse(publicHalf.export({ format: 'jwk' }));
const message = z.strictObject({ text: z.string() });
const id = 'A'.repeat(43);

const verify = (jws: string) => verifyJws(jws, { publicKey, type }, message);
const sign = (payload: string | Uint8Array, header: object = {}, key = privateKey) =>
  new CompactSign(typeof payload === 'string' ? Buffer.from(payload) : payload)
    .setProtectedHeader({ alg: 'EdDSA', typ: type, ...header })
    .sign(key);
const text = '{"text":"hello"}';

test('a signed message is verified with the key of its signer', async () => {
  const jws = await signJws(type, { text: 'hello' }, { id, privateKey });
  expect(await verify(jws)).toEqual({ text: 'hello' });
  expect(JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString())).toEqual({
    alg: 'EdDSA',
    typ: type,
    kid: id,
  });
});

describe('a message is refused', () => {
  test('when it has no signature (alg none)', async () => {
    await expect(verify(new UnsecuredJWT({ text: 'hello' }).encode())).rejects.toThrow();
    const [, payload, signature] = (await sign(text)).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: type })).toString('base64url');
    await expect(verify(`${none}.${payload}.${signature}`)).rejects.toThrow(/alg/i);
  });

  test('when it is signed with the public key as a shared secret', async () => {
    const shared = await new CompactSign(Buffer.from(text))
      .setProtectedHeader({ alg: 'HS256', typ: type })
      .sign(Buffer.from(publicKey.x, 'base64url'));
    await expect(verify(shared)).rejects.toThrow(/alg/i);
  });

  test.each([undefined, 'JWT', `${type}2`, type.toUpperCase()])(
    'when its type is %s',
    async (typ) => {
      await expect(verify(await sign(text, { typ }))).rejects.toThrow('typ is');
    },
  );

  test('when another key signed it, even if its header contains that key', async () => {
    await expect(verify(await sign(text, {}, stranger.privateKey))).rejects.toThrow(/signature/);
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    await expect(verify(await sign(text, { jwk }, stranger.privateKey))).rejects.toThrow(
      /signature/,
    );
  });

  test.each(['\n', ' ', '=', '.', '.AAAA', '\0', 'é'])(
    'when %j follows the signature',
    async (tail) => {
      await expect(verify((await sign(text)) + tail)).rejects.toThrow('not a compact JWS');
    },
  );

  test('when white space is hidden between its characters', async () => {
    const jws = await sign(text);
    await expect(verify(`${jws.slice(0, 10)}\n${jws.slice(10)}`)).rejects.toThrow(
      'not a compact JWS',
    );
  });

  test('when it is longer than any valid message, before its signature is computed', async () => {
    const ofLength = (length: number) => `${'A'.repeat(length - 4)}.A.A`;
    await expect(verify(ofLength(longestJws + 1))).rejects.toThrow('not a compact JWS');
    await expect(verify(ofLength(longestJws))).rejects.not.toThrow('not a compact JWS');
  });

  test('when something follows the signed JSON', async () => {
    await expect(verify(await sign(`${text}{}`))).rejects.toThrow(SyntaxError);
  });

  test('when the signed text is not UTF-8', async () => {
    const broken = Buffer.concat([
      Buffer.from('{"text":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    await expect(verify(await sign(broken))).rejects.toThrow(TypeError);
  });

  test('when the payload does not fit the schema', async () => {
    await expect(verify(await sign('{"text":"hello","more":1}'))).rejects.toThrow(z.ZodError);
  });

  test('when one character of the payload was changed', async () => {
    const [header, , signature] = (await sign(text)).split('.');
    const changed = Buffer.from('{"text":"hellO"}').toString('base64url');
    await expect(verify(`${header}.${changed}.${signature}`)).rejects.toThrow(/signature/);
  });
});
