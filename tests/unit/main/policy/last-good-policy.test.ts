import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  forgetLastGoodPolicy,
  readLastGoodPolicy,
  saveLastGoodPolicy,
} from '#main/policy/last-good-policy.ts';
import { type DeviceKey, existingDeviceKey, loadDeviceKey } from '#main/trust/device-key.ts';
import { pinOrganisation } from '#main/trust/pin.ts';
import { combineLayers, valuesOfDocument } from '#policy/policy-document.ts';

const place = '/etc/candor/policy.json';
const base = {
  organisation: {
    name: 'Example Ltd',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
  },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
  letThrough: false,
};
const readingOf = (document: object, origin: 'machine' | 'development' = 'machine') => ({
  ...combineLayers([{ level: 'machine', values: valuesOfDocument(document, place) }]),
  origin,
  place,
});
const noKeyring = {
  isEncryptionAvailable: () => false,
  encryptString: () => Buffer.alloc(0),
  decryptString: () => '',
};

let folder: string;
let key: DeviceKey;
const keyOptions = () => ({ folder, keyring: noKeyring, platform: 'linux' as const });
const existing = () => existingDeviceKey(keyOptions());
const file = () => join(folder, 'trust', 'policy.jws');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-kept-'));
  expect(await existing()).toBeNull();
  key = await loadDeviceKey({ ...keyOptions(), protection: 'file' });
  await pin(base);
  await saveLastGoodPolicy(
    folder,
    readingOf(base),
    async () => key,
    new Date('2026-11-16T08:00:00Z'),
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function pin(document: object, origin: 'machine' | 'development' = 'machine'): Promise<void> {
  const { policy } = readingOf(document);
  if (!policy) throw new Error('no policy');
  await pinOrganisation({ folder, policy, origin });
}

test('a good policy is there again, with its day, on the day that the next one has a mistake', async () => {
  const kept = await readLastGoodPolicy(folder, 'machine', existing);
  expect(kept).toMatchObject({ keptAt: '2026-11-16T08:00:00.000Z', combined: { faults: [] } });
  expect(kept?.combined.policy).toEqual(readingOf(base).policy);
});

test('the same one is written once; another one takes its place; one with a mistake does not', async () => {
  const before = await readFile(file(), 'utf8');
  const noKey = () => Promise.reject(new Error('not needed'));
  await saveLastGoodPolicy(folder, readingOf(base), noKey);
  await saveLastGoodPolicy(folder, readingOf({ ...base, retentionDays: 'x' }), noKey);
  expect(await readFile(file(), 'utf8')).toBe(before);
  await saveLastGoodPolicy(folder, readingOf({ ...base, retentionDays: 7 }), async () => key);
  expect(
    (await readLastGoodPolicy(folder, 'machine', existing))?.combined.policy?.retentionDays,
  ).toBe(7);
});

test('is not taken once IT has taken the policy away, without a key, or when it is not there', async () => {
  expect(await readLastGoodPolicy(folder, 'machine', async () => null)).toBeNull();
  await forgetLastGoodPolicy(folder);
  expect(await readLastGoodPolicy(folder, 'machine', existing)).toBeNull();
  await forgetLastGoodPolicy(folder);
});

test('a user who writes another one in its place brings nothing in', async () => {
  const [header, payload, signature] = (await readFile(file(), 'utf8')).split('.');
  const weaker = {
    ...JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()),
    document: { ...base, letThrough: true },
  };
  const forged = Buffer.from(JSON.stringify(weaker)).toString('base64url');
  const stranger = await loadDeviceKey({
    ...keyOptions(),
    folder: join(folder, 'stranger'),
    protection: 'file',
  });
  const sign = (typ: string, by: DeviceKey) =>
    new CompactSign(Buffer.from(JSON.stringify(weaker)))
      .setProtectedHeader({ alg: 'EdDSA', typ, kid: key.id })
      .sign(by.privateKey);
  const none = Buffer.from('{"alg":"none","typ":"candor-kept-policy+jws"}').toString('base64url');
  const attempts = [
    `${header}.${forged}.${signature}`,
    `${none}.${forged}.`,
    await sign('candor-kept-policy+jws', stranger),
    // Something else that this computer signed is no policy.
    await sign('candor-reveal+jws', key),
    JSON.stringify(base),
    '',
    '..',
    'x'.repeat(100_000),
  ];
  for (const text of attempts) {
    await writeFile(file(), text);
    expect(await readLastGoodPolicy(folder, 'machine', existing)).toBeNull();
  }
});

test('counts for the organisation and the desk that are pinned, and for no other', async () => {
  await pin({ ...base, desk: { address: 'https://other.example' } });
  expect(await readLastGoodPolicy(folder, 'machine', existing)).toBeNull();
  await pin({
    ...base,
    organisation: {
      ...base.organisation,
      publicKey: { ...base.organisation.publicKey, x: 'B'.repeat(43) },
    },
  });
  expect(await readLastGoodPolicy(folder, 'machine', existing)).toBeNull();
  await pin(base);
  expect(await readLastGoodPolicy(folder, 'machine', existing)).not.toBeNull();
  await rm(join(folder, 'trust', 'pin.json'));
  expect(await readLastGoodPolicy(folder, 'machine', existing)).toBeNull();
});

test('one of a development policy never stands in for the machine’s, nor the other way round', async () => {
  expect(await readLastGoodPolicy(folder, 'development', existing)).toBeNull();
  await saveLastGoodPolicy(folder, readingOf(base, 'development'), async () => key);
  expect(await readLastGoodPolicy(folder, 'machine', existing)).toBeNull();
  await rm(join(folder, 'trust', 'pin.json'));
  await pin(base, 'development');
  expect((await readLastGoodPolicy(folder, 'development', existing))?.combined.policy).toEqual(
    readingOf(base).policy,
  );
  // The machine's own, but this computer was only ever pinned by a developer.
  await saveLastGoodPolicy(folder, readingOf(base), async () => key);
  await rm(join(folder, 'trust', 'pin.json'));
  await pin(base, 'development');
  expect(await readLastGoodPolicy(folder, 'machine', existing)).toBeNull();
});
