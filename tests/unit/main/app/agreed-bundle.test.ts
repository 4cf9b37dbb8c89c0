import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBundle } from '#bundle/read.ts';
import { makeIdentity, unseal } from '#bundle/seal.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { pictureItemId } from '#contract/bundle/picture.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { Organisation as CurrentOrganisation } from '#main/app/organisation.ts';
import { createPictures } from '#main/help-session/pictures.ts';
import { openOutbox } from '#main/outbox/outbox.ts';
import type { Outbox } from '#main/outbox/outbox-options.ts';
import type { Transport } from '#main/outbox/transport.ts';
import {
  openPseudonymMapStore,
  type PseudonymMapStore,
  type SentBundle,
} from '#main/requests/pseudonym-map-store.ts';
import { loadDeviceKey } from '#main/trust/device-key.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';
import { pngOf } from '#tests/fixtures/png.ts';
import { attempt, errorOf, openScene, type SceneOptions } from '../help-session/scene.ts';

const noKeyring = {
  isEncryptionAvailable: () => false,
  encryptString: () => Buffer.of(),
  decryptString: () => '',
};
/** A desk that never answers: what is handed over stays in the outbox, where a test can look at it. */
const silence: Transport = {
  request: ({ signal }) =>
    new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
};

let root: string;
let outbox: Outbox;
let maps: PseudonymMapStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-hand-over-'));
});
afterEach(async () => {
  await outbox.stop();
  await rm(root, { recursive: true, force: true });
});

/** The help session over the agent's own hand-over, outbox and maps; collectors, window and desk are not there. */
async function openAgent(
  options: SceneOptions = {},
  change: Partial<Policy> = {},
  { gone = {}, noting }: { gone?: Partial<CurrentOrganisation>; noting?: Promise<void> } = {},
) {
  const organisation = await makeOrganisation('https://desk.example', 'Northwind');
  const identities = await Promise.all([makeIdentity(), makeIdentity()]);
  const policy = {
    ...organisation.policy,
    retentionDays: 30,
    recipients: identities.map(({ recipient }) => recipient),
    ...change,
  };
  const key = await loadDeviceKey({
    folder: root,
    protection: 'file',
    keyring: noKeyring,
    platform: process.platform,
  });
  outbox = await openOutbox({
    folder: join(root, 'outbox'),
    transport: silence,
    policy: () => policy,
    deviceKey: async () => key,
    agentVersion: '0.1.0',
    platform: process.platform,
    onChange: () => {},
    report: () => {},
  });
  maps = openPseudonymMapStore({
    folder: join(root, 'maps'),
    protection: 'file',
    keyring: noKeyring,
    platform: process.platform,
  });
  const current = {
    policy,
    recipient: recipientOf(policy),
    problem: null,
    former: null,
    changed: false,
  } as unknown as CurrentOrganisation;
  const noted: unknown[] = [];
  const keptMaps: SentBundle[] = [];
  const scene = await openScene(root, {
    ...options,
    replace: {
      organisation: () => (scene.session().phase === 'sealing' ? { ...current, ...gone } : current),
      deviceKey: async () => key,
      outbox,
      maps: {
        keep(bundle) {
          keptMaps.push(bundle);
          return maps.keep(bundle);
        },
      },
      async note(kind, facts) {
        await noting;
        noted.push([kind, facts]);
      },
      ...options.replace,
    },
  });
  return {
    ...scene,
    key,
    noted,
    keptMaps,
    async agree(): Promise<string> {
      return (await scene.handlers['review.consent']({ manifestHash: scene.review().manifestHash }))
        .id;
    },
    /** The bundle that waits in the outbox, opened by one of the organisation's identities. */
    async openedBy(index: number, id: string) {
      const sealed = await readFile(join(root, 'outbox', id, 'bundle.age'));
      return openBundle(await unseal(sealed, identities[index]?.identity ?? ''));
    },
  };
}

test('every recipient of the policy can open what was sent, not only the first', async () => {
  const agent = await openAgent();
  const { manifestHash } = await agent.toReview();
  const id = await agent.agree();
  for (const index of [0, 1]) {
    const bundle = await agent.openedBy(index, id);
    expect(bundle.manifestHash).toBe(manifestHash);
    expect((await verifyBundle(bundle)).filter(({ passed }) => !passed)).toEqual([]);
    expect(bundle.receipt?.receipt.device).toBe(agent.key.id);
  }
});

test('the last look knows the private map of the run: a value that the redactor missed is neither sent nor saved', async () => {
  const missed = [{ kind: 'host', pseudonym: 'host-9', value: 'blue-otter' }];
  const agent = await openAgent({ found: { 'machine/machine.log': 'from blue-otter\n' }, missed });
  const { manifestHash } = await agent.toReview();
  const leak = {
    code: 'leak-found',
    message: { values: { item: 'machine/machine.log', rule: 'known-host' } },
  };
  expect(
    await errorOf(attempt(() => agent.handlers['review.consent']({ manifestHash }))),
  ).toMatchObject(leak);
  expect(await readdir(join(root, 'outbox'))).toEqual([]);
  expect(
    await errorOf(
      attempt(() => agent.handlers['review.save']({ manifestHash, protection: { kind: 'none' } })),
    ),
  ).toMatchObject(leak);
  expect(await readdir(root)).not.toContain('saved.zip');
});

test('the redaction report that is sent reveals nothing of what was left out', async () => {
  const found = { 'one/kept.log': 'annika\n', 'two/left-out.log': 'annika and annika\n' };
  const agent = await openAgent({ found, known: { users: ['annika'] } });
  await agent.toReview();
  await agent.handlers['review.include']({ items: ['two/left-out.log'], included: false });
  const bundle = await agent.openedBy(0, await agent.agree());
  const reported = bundle.redactions.items.map(({ item }) => item);
  expect(reported).toContain('one/kept.log');
  expect(reported).not.toContain('two/left-out.log');
  expect(bundle.manifest.items.map(({ id }) => id)).not.toContain('two/left-out.log');
});

test('the list that is sent says why a part is missing, in the words that the person saw', async () => {
  const reason = {
    message: 'Only an administrator may read {file}.',
    values: { file: '/var/log/secure' },
  };
  const agent = await openAgent({ found: { 'one/kept.log': 'fine\n' }, reasons: { one: reason } });
  const review = await agent.toReview();
  expect(review.missing).toMatchObject([{ collector: 'one', status: 'partial', reason }]);
  const bundle = await agent.openedBy(0, await agent.agree());
  expect(bundle.manifest.collectors.find(({ id }) => id === 'one')).toMatchObject({
    status: 'partial',
    reason,
  });
});

test('a bundle keeps its own map for later questions, and nothing of it is left in the clear but what was agreed to', async () => {
  const agent = await openAgent({
    found: { 'one/a.log': 'annika was here\n' },
    known: { users: ['annika'] },
  });
  const { manifestHash } = await agent.toReview();
  const submission = await agent.agree();
  const target = { submission, manifestHash, item: 'one/a.log', pseudonym: 'user-1' };
  expect(await maps.find(target)).toMatchObject({ value: 'annika', line: 'user-1 was here' });
  expect(agent.noted).toEqual([
    ['sent', { submission, manifestHash, items: 2, organisation: 'Northwind' }],
  ]);
  expect((await readFile(join(root, 'outbox', submission, 'bundle.age'))).includes('annika')).toBe(
    false,
  );
});

test('the retention that the person agreed to is the one that the outbox and the map keep to', async () => {
  const agent = await openAgent({}, { retentionDays: 7 });
  await agent.toReview();
  const id = await agent.agree();
  expect((await outbox.receipt(id)).receipt.retentionDays).toBe(7);
  const entry = JSON.parse(await readFile(join(root, 'outbox', id, 'entry.json'), 'utf8'));
  expect(entry.retentionDays).toBe(7);
});

test('the purpose and the recipient that are signed are those of the policy at that moment', async () => {
  const agent = await openAgent({}, { purpose: 'To find out why the printer burns' });
  const { manifestHash } = await agent.toReview();
  const { receipt } = await outbox.receipt(await agent.agree());
  expect(receipt).toMatchObject({
    manifestHash,
    purpose: 'To find out why the printer burns',
    recipient: { organisation: 'Northwind', desk: 'https://desk.example' },
  });
});

test.each([
  ['without a policy', { policy: null }],
  ['without a recipient', { recipient: null }],
])('nothing is handed over %s, whatever the session believed', async (_what, gone) => {
  const agent = await openAgent({}, {}, { gone });
  const { manifestHash } = await agent.toReview();
  const consent = attempt(() => agent.handlers['review.consent']({ manifestHash }));
  expect(await errorOf(consent)).toMatchObject({ code: 'consent-mismatch' });
  expect(await readdir(join(root, 'outbox'))).toEqual([]);
  expect(agent.noted).toEqual([]);
});

test('a map that cannot be kept does not undo what was agreed to', async () => {
  const agent = await openAgent({
    found: { 'one/a.log': 'annika was here\n' },
    known: { users: ['annika'] },
  });
  await writeFile(join(root, 'maps'), 'a file where the folder should be');
  await agent.toReview();
  expect(await readdir(join(root, 'outbox', await agent.agree()))).toContain('bundle.age');
});

test('a reviewed file that was changed after its hash was compared is not handed over', async () => {
  const agent = await openAgent({ found: { 'one/a.log': 'as reviewed\n' } });
  const { manifestHash } = await agent.toReview();
  await writeFile(join(agent.folders[0]?.path ?? '', 'items', 'one/a.log'), 'as REVIEWED\n');
  expect(
    await errorOf(attempt(() => agent.handlers['review.consent']({ manifestHash }))),
  ).toMatchObject({
    code: 'content-changed',
  });
  expect(await readdir(join(root, 'outbox'))).toEqual([]);
});

test('what was sent is in the activity log before its map is saved', async () => {
  const written = Promise.withResolvers<void>();
  const agent = await openAgent({}, {}, { noting: written.promise });
  await agent.toReview();
  const agreed = agent.agree();
  await expect.poll(() => readdir(join(root, 'outbox'))).toHaveLength(1);
  await expect.poll(() => outbox.list()).toHaveLength(1);
  // Code that did not wait would have continued in this turn.
  await new Promise((resolve) => setImmediate(resolve));
  expect(agent.keptMaps).toEqual([]);
  written.resolve();
  await agreed;
  expect(agent.keptMaps).toHaveLength(1);
});

test('a picture is sent, and no stand-in is looked for in its bytes', async () => {
  const size = { width: 8, height: 8 };
  const png = pngOf(size, () => [1, 2, 3]);
  const screen = {
    ...size,
    bitmap: new Uint8Array(size.width * size.height * 4),
    png,
    madeSmallerFrom: null,
  };
  const pictures = createPictures({
    allowed: () => true,
    capture: async () => [screen],
    encode: () => png,
  });
  const agent = await openAgent({ found: { 'one/a.log': 'fine\n' }, replace: { pictures } });
  const [taken] = await agent.handlers['picture.take'](undefined);
  await agent.toReview(undefined, { id: taken?.id ?? '', covers: [] });
  const bundle = await agent.openedBy(0, await agent.agree());
  expect(bundle.manifest.items.map(({ id }) => id)).toContain(pictureItemId);
  expect(agent.keptMaps.flatMap(({ items }) => items)).not.toContain(pictureItemId);
  expect(agent.keptMaps.flatMap(({ items }) => items)).toContain('one/a.log');
});
