import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { acceptanceType, answerType } from '#contract/http/device-api.ts';
import { verifyAnswer } from '#main/trust/answer.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';

const organisation = await makeOrganisation('https://desk.example', 'Northwind');
const authorization = 'Bearer a.b.c';
const body = new TextEncoder().encode('{"state":"accepted"}');
const honest = { request: sha256Hex(Buffer.from(authorization)), body: sha256Hex(body) };
const signed = (
  change: object = {},
  header: object = {},
  ...key: Parameters<typeof organisation.sign>[2][]
) => organisation.sign({ ...honest, ...change }, { typ: answerType, ...header }, ...key);
const verify = (jws: string) => verifyAnswer(jws, organisation.policy, { authorization, body });

describe('an answer of the desk', () => {
  test('counts when the organisation signed it for this request and over this body', async () => {
    await expect(verify(await signed())).resolves.toBeUndefined();
  });

  test.each<[string, Promise<string>, string]>([
    ['for another request', signed({ request: '0'.repeat(64) }), 'it answers another request'],
    ['over another body', signed({ body: '0'.repeat(64) }), 'it was signed over another body'],
    ['for another purpose', signed({}, { typ: acceptanceType }), `typ is ${acceptanceType}`],
    [
      'by another key',
      signed({}, {}, generateKeyPairSync('ed25519').privateKey),
      'signature verification failed',
    ],
    [
      'as something that is no answer',
      organisation.sign({ hello: 1 }, { typ: answerType }),
      'request',
    ],
    ['by nobody', Promise.resolve('no.signature.here'), ''],
  ])(
    'does not count when it is signed %s, and says who did not sign it',
    async (_what, jws, detail) => {
      await expect(verify(await jws)).rejects.toMatchObject({
        error: {
          code: 'desk-untrusted',
          message: { values: { organisation: 'Northwind' } },
          detail: expect.stringContaining(detail),
        },
      });
    },
  );
});
