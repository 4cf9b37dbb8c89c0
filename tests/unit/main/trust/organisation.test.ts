import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyThumbprint } from '#bundle/receipt.ts';
import { type Acceptance, acceptanceType, withdrawalType } from '#contract/http/device-api.ts';
import { type Policy, policy } from '#contract/policy/policy.ts';
import { recipientOf, verifyAcceptance, verifyWithdrawal } from '#main/trust/organisation.ts';
import { currentPin, formerOf, pinOrganisation } from '#main/trust/pin.ts';

const keys = generateKeyPairSync('ed25519');
const others = generateKeyPairSync('ed25519');

function policyOf(key: KeyObject, address = 'https://desk.example', name = 'Example Ltd'): Policy {
  const { kty, crv, x } = key.export({ format: 'jwk' });
  return policy.parse({
    organisation: { name, publicKey: { kty, crv, x } },
    desk: { address },
    recipients: [`age1${'q'.repeat(58)}`],
  });
}
const ours = policyOf(keys.publicKey);

const acceptance: Acceptance = {
  submission: '7d444840-9dc0-41d1-b245-5ffdce74fad2',
  device: 'A'.repeat(43),
  manifestHash: '0'.repeat(64),
  incident: 'INC-000042',
  acceptedAt: '2025-01-01T00:00:00.000Z',
};
const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));
const sign = (key: KeyObject, document: unknown = acceptance, header: object = {}) =>
  new CompactSign(bytes(document))
    .setProtectedHeader({ alg: 'EdDSA', typ: acceptanceType, ...header })
    .sign(key);

test('the organisation’s fingerprint is its key’s thumbprint, as every other room computes it', async () => {
  const { publicKey } = ours.organisation;
  expect(recipientOf(ours)).toEqual({
    organisation: 'Example Ltd',
    fingerprint: await keyThumbprint(publicKey),
    desk: 'https://desk.example',
  });
});

describe('the desk’s acceptance', () => {
  test('counts when the pinned organisation key signed it', async () => {
    expect(await verifyAcceptance(await sign(keys.privateKey), ours)).toEqual(acceptance);
  });

  const untrusted = { error: { code: 'desk-untrusted' } };
  test('does not count when another key signed it, also when it brings that key along', async () => {
    await expect(verifyAcceptance(await sign(others.privateKey), ours)).rejects.toMatchObject(
      untrusted,
    );
    const jwk = others.publicKey.export({ format: 'jwk' });
    await expect(
      verifyAcceptance(await sign(others.privateKey, acceptance, { jwk }), ours),
    ).rejects.toMatchObject(untrusted);
  });

  test.each([undefined, withdrawalType, 'JWT'])(
    'does not count when the header says it is something else: %s',
    async (typ) => {
      await expect(
        verifyAcceptance(await sign(keys.privateKey, acceptance, { typ }), ours),
      ).rejects.toMatchObject(untrusted);
    },
  );

  test('does not count without a signature, or with one by a shared secret', async () => {
    const none = new UnsecuredJWT({ ...acceptance }).encode();
    await expect(verifyAcceptance(none, ours)).rejects.toMatchObject(untrusted);
    const secret = Buffer.from(ours.organisation.publicKey.x, 'base64url');
    const shared = await new CompactSign(bytes(acceptance))
      .setProtectedHeader({ alg: 'HS256', typ: acceptanceType })
      .sign(secret);
    await expect(verifyAcceptance(shared, ours)).rejects.toMatchObject(untrusted);
  });

  test('does not count when one character was changed', async () => {
    const [header, payload, signature] = (await sign(keys.privateKey)).split('.');
    const changed = Buffer.from(JSON.stringify({ ...acceptance, incident: 'INC-000043' })).toString(
      'base64url',
    );
    expect(changed).not.toBe(payload);
    await expect(verifyAcceptance(`${header}.${changed}.${signature}`, ours)).rejects.toMatchObject(
      untrusted,
    );
  });

  test.each([['{}'], [{ ...acceptance, extra: 1 }], [{ ...acceptance, incident: '42' }], [null]])(
    'does not count when the organisation signed something else: %j',
    async (document) => {
      await expect(
        verifyAcceptance(await sign(keys.privateKey, document), ours),
      ).rejects.toMatchObject(untrusted);
    },
  );

  test.each(['', 'a.b', 'a.b.c', '..', 'x'.repeat(5000)])(
    'does not count when it is no signature at all',
    async (jws) => {
      await expect(verifyAcceptance(jws, ours)).rejects.toMatchObject(untrusted);
    },
  );
});

describe('the desk’s word that a bundle is deleted', () => {
  const { acceptedAt: deletedAt, ...rest } = acceptance;
  const withdrawal = { ...rest, deletedAt };

  test('counts when it was signed for that purpose', async () => {
    const jws = await sign(keys.privateKey, withdrawal, { typ: withdrawalType });
    expect(await verifyWithdrawal(jws, ours)).toEqual(withdrawal);
  });

  test.each([{}, { typ: 'candor-greeting+jws' }])(
    'does not count when it was signed for another purpose: %j',
    async (header) => {
      const jws = await sign(keys.privateKey, withdrawal, header);
      await expect(verifyWithdrawal(jws, ours)).rejects.toMatchObject({
        error: { code: 'desk-untrusted' },
      });
    },
  );
});

describe('the pin', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'candor-pin-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const pinned = async () => JSON.parse(await readFile(join(folder, 'trust', 'pin.json'), 'utf8'));
  const theirs = policyOf(others.publicKey, 'https://desk.example', 'Other Ltd');

  test('is the first policy that was seen', async () => {
    expect(await pinOrganisation({ folder, policy: ours, origin: 'machine' })).toBeNull();
    expect(await pinned()).toMatchObject({
      fingerprint: recipientOf(ours).fingerprint,
      desk: 'https://desk.example',
    });
    expect(await pinOrganisation({ folder, policy: ours, origin: 'machine' })).toBeNull();
  });

  test.each([
    ['another key', theirs],
    ['another address', policyOf(keys.publicKey, 'https://other.example')],
  ])('is replaced by IT, and the change is told: %s', async (_what, changed) => {
    await pinOrganisation({ folder, policy: ours, origin: 'machine' });
    const change = await pinOrganisation({ folder, policy: changed, origin: 'machine' });
    expect(change).toMatchObject({
      before: { desk: 'https://desk.example' },
      after: { desk: changed.desk.address },
    });
    expect(await pinned()).toMatchObject({
      fingerprint: recipientOf(changed).fingerprint,
      desk: changed.desk.address,
    });
  });

  test('remembers for 30 days whom the computer belonged to before, also across other starts', async () => {
    const now = new Date('2026-03-01T12:00:00.000Z');
    const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
    await pinOrganisation({ folder, policy: ours, origin: 'machine' });
    expect(formerOf(await currentPin(folder), now)).toBeNull();
    await pinOrganisation({ folder, policy: theirs, origin: 'machine', now });
    await pinOrganisation({ folder, policy: theirs, origin: 'machine', now: inDays(1) });
    expect(formerOf(await currentPin(folder), inDays(29))).toEqual({
      recipient: recipientOf(ours),
      changedAt: now.toISOString(),
    });
    expect(formerOf(await currentPin(folder), inDays(31))).toBeNull();
  });

  test('that was damaged before the change is told as a change all the same', async () => {
    await pinOrganisation({ folder, policy: ours, origin: 'machine' });
    await writeFile(join(folder, 'trust', 'pin.json'), '{');
    await pinOrganisation({ folder, policy: theirs, origin: 'machine' });
    expect(formerOf(await currentPin(folder), new Date())).toMatchObject({ recipient: null });
  });

  test('of an older Candor, which kept no memory of a change, is read', async () => {
    await pinOrganisation({ folder, policy: ours, origin: 'machine' });
    const { former: _, ...older } = await pinned();
    await writeFile(join(folder, 'trust', 'pin.json'), JSON.stringify(older));
    expect(await currentPin(folder)).toMatchObject({ desk: 'https://desk.example', former: null });
  });

  test('of IT is never replaced by a development policy', async () => {
    await pinOrganisation({ folder, policy: ours, origin: 'machine' });
    const before = await pinned();
    await expect(
      pinOrganisation({ folder, policy: theirs, origin: 'development' }),
    ).rejects.toMatchObject({
      error: { code: 'desk-untrusted' },
    });
    expect(await pinned()).toEqual(before);
  });

  test('of development may be replaced by development, and belongs to IT once IT confirms it', async () => {
    await pinOrganisation({ folder, policy: ours, origin: 'development' });
    expect(await pinOrganisation({ folder, policy: theirs, origin: 'development' })).not.toBeNull();
    expect(await pinOrganisation({ folder, policy: theirs, origin: 'machine' })).toBeNull();
    expect(await pinned()).toMatchObject({ origin: 'machine' });
    await expect(
      pinOrganisation({ folder, policy: ours, origin: 'development' }),
    ).rejects.toThrow();
  });

  test('is told as it stands, and as none where there is none or it is damaged', async () => {
    expect(await currentPin(folder)).toBeNull();
    await pinOrganisation({ folder, policy: ours, origin: 'machine' });
    expect(await currentPin(folder)).toEqual(await pinned());
    await writeFile(join(folder, 'trust', 'pin.json'), '{');
    expect(await currentPin(folder)).toBeNull();
  });

  test('that is damaged lets nobody in but IT', async () => {
    await pinOrganisation({ folder, policy: ours, origin: 'development' });
    await writeFile(join(folder, 'trust', 'pin.json'), '{');
    await expect(
      pinOrganisation({ folder, policy: ours, origin: 'development' }),
    ).rejects.toMatchObject({
      error: { code: 'desk-untrusted' },
    });
    expect(await pinOrganisation({ folder, policy: ours, origin: 'machine' })).toMatchObject({
      before: null,
    });
  });
});
