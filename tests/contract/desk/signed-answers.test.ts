import { randomUUID } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { answerSignature, answerType, signedAnswer } from '#contract/http/device-api.ts';
import { makeBundle } from './bundle.ts';
import { registeredDevice, startTestDesk, type TestDesk } from './desk.ts';
import { decisionOf, send, type TestDevice, tokenOf } from './device.ts';

/** A call with what is needed to check its signature. */
async function call(
  device: TestDevice,
  desk: TestDesk,
  method: string,
  path: string,
  body?: unknown,
) {
  const authorization = `Bearer ${await tokenOf(device, { audience: desk.fingerprint, method, path })}`;
  const response = await fetch(`${desk.address}${path}`, {
    method,
    headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { response, authorization, bytes, signature: response.headers.get(answerSignature) };
}

describe('the desk signs what a device is told about its bundles', () => {
  test('with the organisation key, over the exact request and the exact body', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const submission = randomUUID();
    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission });
    expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
    const key = await importJWK({ ...desk.policy().organisation.publicKey }, 'EdDSA');
    const message = { id: randomUUID(), text: 'Hello' };
    for (const [method, path, body] of [
      ['GET', `/v1/submissions/${submission}`, undefined],
      ['GET', '/v1/incidents/INC-000001', undefined],
      ['POST', '/v1/incidents/INC-000001/messages', message],
    ] as const) {
      const { response, authorization, bytes, signature } = await call(
        device,
        desk,
        method,
        path,
        body,
      );
      expect(response.status).toBe(200);
      const { payload, protectedHeader } = await compactVerify(signature ?? '', key, {
        algorithms: ['EdDSA'],
      });
      expect(protectedHeader.typ).toBe(answerType);
      const answer = signedAnswer.parse(JSON.parse(new TextDecoder().decode(payload)));
      expect(answer).toEqual({
        request: sha256Hex(Buffer.from(authorization)),
        body: sha256Hex(bytes),
      });
    }
  });

  test('and signs no refusal and nothing else', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    expect((await call(device, desk, 'GET', '/v1/incidents/INC-000009')).signature).toBeNull();
    expect((await call(device, desk, 'GET', '/v1/device/requests')).signature).toBeNull();
    expect((await fetch(`${desk.address}/v1/desk`)).headers.get(answerSignature)).toBeNull();
  });
});
