import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { verifyGreeting } from '#main/trust/greeting.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';

const ours = await makeOrganisation('https://desk.example');
const theirs = await makeOrganisation('https://desk.example');
const nonce = randomUUID();
const at = Date.parse('2026-03-01T12:00:00Z');
const expected = {
  ...{ publicKey: ours.policy.organisation.publicKey, fingerprint: ours.fingerprint },
  ...{ organisation: 'Example Ltd', address: 'https://desk.example', nonce },
};

const payloadOf = (jws: string): unknown =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());

test('the desk proves that it holds the key now, at this address, and says its time and its version', async () => {
  expect(await verifyGreeting(await ours.greet(nonce, at), expected)).toEqual({
    at,
    version: '0.1.0',
  });
});

test.each([
  ['another organisation’s', () => theirs.greet(nonce, at)],
  ['an answer to another question', () => ours.greet(randomUUID(), at)],
  ['one of another address', () => ours.greet(nonce, at, { address: 'https://elsewhere.example' })],
  ['one that names another key', () => ours.greet(nonce, at, { fingerprint: theirs.fingerprint })],
  ['one with a version that is none', () => ours.greet(nonce, at, { version: '<b>9</b>' })],
  ['one with more in it', () => ours.greet(nonce, at, { recipients: ['age1'] })],
  ['another kind of signed message', () => ours.sign({ nonce }, { typ: 'candor-request+jwt' })],
  [
    'the same words, signed for another purpose',
    async () => ours.sign(payloadOf(await ours.greet(nonce, at)), { typ: 'candor-request+jwt' }),
  ],
  [
    'the same words, signed for no purpose',
    async () => ours.sign(payloadOf(await ours.greet(nonce, at))),
  ],
])('%s is none', async (_, make) => {
  await expect(verifyGreeting(await make(), expected)).rejects.toMatchObject({
    error: { code: 'desk-untrusted' },
  });
});
