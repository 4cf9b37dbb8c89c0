import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Log } from '#main/log/log.ts';
import type { PolicyReading, ReadPolicyOptions } from '#main/policy/read-policy.ts';
import { type DeviceKey, loadDeviceKey } from '#main/trust/device-key.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { pinOrganisation } from '#main/trust/pin.ts';
import { combineLayers, valuesOfDocument } from '#policy/policy-document.ts';

const noKeyring = {
  isEncryptionAvailable: () => false,
  encryptString: () => Buffer.of(),
  decryptString: () => '',
};
/** The words with which the agent was started; a test changes them as IT changes what it deploys. */
const started = vi.hoisted(() => ({ argv: [] as string[] }));

// Electron's own module exists only inside Electron.
vi.mock('electron', () => ({
  app: { isPackaged: false },
  safeStorage: { isEncryptionAvailable: () => false },
}));
// The real reader; this machine's own policy, if it has one, is none of a test's.
vi.mock(import('#main/policy/read-policy.ts'), async (original) => {
  const { readPolicy } = await original();
  const read = (options: ReadPolicyOptions) =>
    readPolicy({
      ...options,
      platform: 'linux',
      packaged: false,
      argv: started.argv,
      linuxFile: '/no/such/folder/policy.json',
    });
  return { readPolicy: read };
});

const { openOrganisation, policyParts, readOrganisation } = await import(
  '#main/app/organisation.ts'
);

const log = { info: () => {}, warn: () => {}, error: () => {} } as unknown as Log;
const documentOf = (x: string, more: object = {}) => ({
  organisation: { name: 'Example Ltd', publicKey: { kty: 'OKP', crv: 'Ed25519', x: x.repeat(43) } },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
  deviceKey: 'file',
  ...more,
});
const ours = documentOf('A');
const theirs = documentOf('B');

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-organisation-'));
  file = join(folder, 'policy.json');
  started.argv = [`--policy=${file}`];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const deploy = (document: unknown) =>
  writeFile(file, typeof document === 'string' ? document : JSON.stringify(document));
const readingOf = (document: object, origin: PolicyReading['origin']): PolicyReading => ({
  ...combineLayers([{ level: 'machine', values: valuesOfDocument(document, file) }]),
  origin,
  place: file,
});
const policyOf = (document: object) =>
  readingOf(document, 'machine').policy ?? expect.fail('the document is no policy');
const key = (): Promise<DeviceKey> =>
  loadDeviceKey({ folder, protection: 'file', keyring: noKeyring, platform: process.platform });

describe('a policy that may not replace the pin', () => {
  test('counts as none: no policy, no recipient, and the reason', async () => {
    await pinOrganisation({ folder, policy: policyOf(ours), origin: 'machine' });
    const organisation = await readOrganisation(folder, log, readingOf(theirs, 'development'));
    expect(organisation).toMatchObject({
      policy: null,
      recipient: null,
      changed: false,
      problem: { code: 'desk-untrusted' },
    });
    expect(JSON.stringify(organisation.view)).not.toContain('"organisation":"Example Ltd"');
  });

  test('is refused again when it is read again', async () => {
    await pinOrganisation({ folder, policy: policyOf(ours), origin: 'machine' });
    await deploy(theirs);
    const organisation = await openOrganisation(folder, log);
    await organisation.refresh();
    expect(organisation.current()).toMatchObject({
      policy: null,
      recipient: null,
      problem: { code: 'desk-untrusted' },
    });
  });
});

test('a policy that IT exchanged for another organisation’s is used, and the change is told once', async () => {
  await pinOrganisation({ folder, policy: policyOf(ours), origin: 'machine' });
  const reading = readingOf(theirs, 'machine');
  expect(await readOrganisation(folder, log, reading)).toMatchObject({
    policy: reading.policy,
    problem: null,
    changed: true,
  });
  const later = await readOrganisation(folder, log, reading);
  expect(later).toMatchObject({ policy: reading.policy, problem: null, changed: false });
  // For a month the person sees whom this computer belonged to before.
  expect(later.former).toMatchObject({ recipient: recipientOf(policyOf(ours)) });
  expect(later.recipient).toEqual(recipientOf(policyOf(theirs)));
});

describe('while the agent runs', () => {
  const keptFiles = async () =>
    (await readdir(join(folder, 'trust'))).filter((name) => /^policy.*(?<!\.new)$/.test(name));

  async function openWithGoodPolicy() {
    await deploy(ours);
    const organisation = await openOrganisation(folder, log);
    const changed = vi.fn();
    organisation.watch(key, changed);
    await expect.poll(keptFiles).toHaveLength(1);
    return { organisation, changed };
  }

  test('a policy with a mistake leaves the last good one in force, and says since when', async () => {
    const { organisation, changed } = await openWithGoodPolicy();
    await deploy({ ...ours, retentionDays: 'many' });
    await organisation.refresh();
    expect(organisation.current()).toMatchObject({
      policy: { organisation: { name: 'Example Ltd' } },
      recipient: { desk: 'https://desk.example' },
      problem: {
        code: 'policy-invalid',
        message: { message: expect.stringContaining('goes on with those it had on') },
      },
    });
    expect(changed).toHaveBeenCalledOnce();
  });

  test('a policy that may not replace the pin is not kept for later either', async () => {
    const { organisation } = await openWithGoodPolicy();
    const kept = await readFile(join(folder, 'trust', 'policy.jws'), 'utf8');
    // The pin is a developer's, and so is the policy; what IT deploys for a machine could replace it.
    await rm(join(folder, 'trust', 'pin.json'));
    await pinOrganisation({ folder, policy: policyOf(ours), origin: 'machine' });
    await deploy(theirs);
    await organisation.refresh();
    expect(organisation.current()).toMatchObject({
      policy: null,
      problem: { code: 'desk-untrusted' },
    });
    expect(await readFile(join(folder, 'trust', 'policy.jws'), 'utf8')).toBe(kept);
  });

  test('a mistake in it tells the person whom this computer belonged to before, as a good one does', async () => {
    await pinOrganisation({ folder, policy: policyOf(theirs), origin: 'development' });
    const { organisation } = await openWithGoodPolicy();
    const { former, recipient } = organisation.current();
    expect(former).toMatchObject({ recipient: recipientOf(policyOf(theirs)) });
    await deploy({ ...ours, retentionDays: 'many' });
    await organisation.refresh();
    expect(organisation.current()).toMatchObject({ former, recipient, changed: false });
  });

  test('two reads at once are one', async () => {
    const { organisation, changed } = await openWithGoodPolicy();
    await deploy({ ...ours, retentionDays: 7 });
    const [first, second] = [organisation.refresh(), organisation.refresh()];
    expect(first).toBe(second);
    await first;
    expect(changed).toHaveBeenCalledOnce();
  });

  test('a policy that IT took away does not come back when a broken one follows', async () => {
    const { organisation } = await openWithGoodPolicy();
    started.argv = [];
    await organisation.refresh();
    expect(organisation.current()).toMatchObject({ policy: null, recipient: null, problem: null });
    expect(await keptFiles()).toEqual([]);
    started.argv = [`--policy=${file}`];
    await deploy('{');
    await organisation.refresh();
    expect(organisation.current()).toMatchObject({
      policy: null,
      recipient: null,
      problem: { code: 'policy-invalid' },
    });
  });

  test.skipIf(process.platform !== 'linux')(
    'a policy in a file is read every 15 seconds',
    async () => {
      const intervals = vi.spyOn(globalThis, 'setInterval');
      const { organisation, changed } = await openWithGoodPolicy();
      const [look] = intervals.mock.calls.flatMap(([run, ms]) => (ms === 15_000 ? [run] : []));
      intervals.mockRestore();
      await deploy({ ...ours, retentionDays: 7 });
      look?.();
      await expect.poll(() => changed).toHaveBeenCalledOnce();
      expect(organisation.current().policy?.retentionDays).toBe(7);
    },
  );

  test('a policy that stays the same reports no change', async () => {
    const { organisation, changed } = await openWithGoodPolicy();
    await organisation.refresh();
    expect(changed).not.toHaveBeenCalled();
  });
});

describe('what the collectors get of a policy', () => {
  const token = 'a-token-that-enrols-devices';
  const full = {
    ...documentOf('A', { enrolment: { token } }),
    endpoints: [{ id: 'intranet', url: 'https://intranet.example', name: 'Intranet' }],
    applications: [{ id: 'mail', name: 'Mail', logs: [], endpoints: ['https://mail.example'] }],
  };

  test('holds no secret of the policy, and the policy itself keeps its own', () => {
    const policy = policyOf(full);
    const parts = policyParts(policy);
    expect(JSON.stringify(parts)).not.toContain(token);
    expect(parts.policy).toMatchObject({
      organisation: { name: 'Example Ltd' },
      desk: { address: 'https://desk.example' },
    });
    expect(policy.enrolment?.token).toBe(token);
  });

  test('says of its applications what is collected, and tests each of their addresses under a name of its own', () => {
    const parts = policyParts(
      policyOf({
        ...full,
        applications: [
          {
            id: 'mail',
            name: 'Mail',
            logs: [],
            endpoints: ['https://one.example', 'https://two.example'],
          },
        ],
      }),
    );
    expect(parts.endpoints).toEqual([
      { id: 'desk', url: 'https://desk.example' },
      { id: 'intranet', url: 'https://intranet.example', name: 'Intranet' },
      { id: 'app-mail-1', url: 'https://one.example', name: 'Mail' },
      { id: 'app-mail-2', url: 'https://two.example', name: 'Mail' },
    ]);
    expect(parts.applications).toMatchObject([{ id: 'mail', name: 'Mail', logs: [] }]);
    expect(parts.applications[0]).not.toHaveProperty('endpoints');
  });

  test('names the desk first among the services to test, then the organisation’s, then what its applications need', () => {
    expect(policyParts(policyOf(full)).endpoints.map(({ url }) => url)).toEqual([
      'https://desk.example',
      'https://intranet.example',
      'https://mail.example',
    ]);
  });

  test('is nothing without a policy', () => {
    expect(policyParts(null)).toEqual({
      policy: null,
      authorities: [],
      endpoints: [],
      applications: [],
    });
  });
});
