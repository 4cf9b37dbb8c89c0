import { CompactSign } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from '#bundle/manifest.ts';
import { keyThumbprint, signReceipt, verifyReceipt } from '#bundle/receipt.ts';
import { type Receipt, type SignedReceipt, signedReceipt } from '#contract/bundle/receipt.ts';
import { codeOf, type Device, makeDevice, sampleOptions } from './sample.ts';

let device: Device;
let signed: SignedReceipt;
beforeAll(async () => {
  device = await makeDevice();
  const { receipt } = await sampleOptions({ device });
  signed = parseDocument('receipt.json', signedReceipt, receipt ?? Buffer.alloc(0));
});

async function forged(
  record: Receipt,
  header: { alg: string; typ?: string },
  key: Parameters<CompactSign['sign']>[0],
): Promise<SignedReceipt> {
  const jws = await new CompactSign(Buffer.from(JSON.stringify(record)))
    .setProtectedHeader(header)
    .sign(key);
  return { ...signed, receipt: record, jws };
}

describe('a receipt', () => {
  test('returns the readable record when its signature is valid', async () => {
    expect(await verifyReceipt(signed)).toEqual(signed.receipt);
    expect(await keyThumbprint(device.publicKey)).toBe(device.id);
  });

  test('is refused when the readable record says something else', async () => {
    for (const change of [
      { retentionDays: 3000 },
      { purpose: 'Marketing' },
      { recipient: null },
      { manifestHash: 'b'.repeat(64) },
    ]) {
      expect(
        await codeOf(() => verifyReceipt({ ...signed, receipt: { ...signed.receipt, ...change } })),
      ).toBe('bundle-invalid');
    }
  });

  test('is refused when someone else signed it, or when the key is not the device’s', async () => {
    const other = await makeDevice();
    expect(await codeOf(() => verifyReceipt({ ...signed, publicKey: other.publicKey }))).toBe(
      'bundle-invalid',
    );
    const typ = 'candor-receipt+json';
    const theirs = await forged(signed.receipt, { alg: 'EdDSA', typ }, other.privateKey);
    expect(await codeOf(() => verifyReceipt(theirs))).toBe('bundle-invalid');
    expect(await codeOf(() => verifyReceipt({ ...theirs, publicKey: other.publicKey }))).toBe(
      'bundle-invalid',
    );
    expect(await codeOf(() => signReceipt(signed.receipt, other.privateKey, other.publicKey))).toBe(
      'bundle-invalid',
    );
  });

  test('is refused with another algorithm or another kind of signed text', async () => {
    const symmetric = await forged(
      signed.receipt,
      { alg: 'HS256', typ: 'candor-receipt+json' },
      Buffer.from(device.publicKey.x.padEnd(32)),
    );
    expect(await codeOf(() => verifyReceipt(symmetric))).toBe('bundle-invalid');
    const token = await forged(signed.receipt, { alg: 'EdDSA', typ: 'JWT' }, device.privateKey);
    expect(await codeOf(() => verifyReceipt(token))).toBe('bundle-invalid');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${signed.jws.split('.')[1]}.`;
    expect(await codeOf(() => verifyReceipt({ ...signed, jws: none }))).toBe('bundle-invalid');
  });
});
