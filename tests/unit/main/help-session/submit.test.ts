import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBundle } from '#bundle/read.ts';
import { makeIdentity, unseal } from '#bundle/seal.ts';
import type { FormerOrganisation } from '#contract/bundle/receipt.ts';
import { type Policy, policy as policySchema } from '#contract/policy/policy.ts';
import type { HelpSessionOptions } from '#main/help-session/help-session-options.ts';
import { submit, writeToFile } from '#main/help-session/submit.ts';
import type { Outbox } from '#main/outbox/outbox-options.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { makeDevice } from '#tests/unit/bundle/sample.ts';
import { attempt, errorOf, openScene } from './scene.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-hand-over-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const [first, second, other] = await Promise.all([makeIdentity(), makeIdentity(), makeIdentity()]);
const device = await makeDevice();

const policyOf = (change: object = {}): Policy =>
  policySchema.parse({
    organisation: {
      name: 'Example Ltd',
      publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
    },
    desk: { address: 'https://desk.example' },
    recipients: [first.recipient, second.recipient],
    retentionDays: 14,
    ...change,
  });

/**
 * A help session with the real hand-over. `meanwhile`: what IT does between the person's click and the sealing, while the
 * device's key is opened or the person chooses where a file goes.
 */
async function sceneWith(
  meanwhile: () => void,
  current: () => { policy: Policy; former: FormerOrganisation | null },
) {
  const queued: Parameters<Outbox['add']>[0][] = [];
  const file = join(folder, 'bundle.age');
  const options = {
    organisation: () => ({
      ...current(),
      recipient: recipientOf(current().policy),
      problem: null,
    }),
    async deviceKey() {
      // The review asks for the key as well; this is about the time after the click.
      if (scene.session().phase === 'sealing') meanwhile();
      return device;
    },
    outbox: {
      async add(entry, write) {
        queued.push(entry);
        await write(file, new AbortController().signal);
      },
    },
    maps: { keep: async () => {} },
    note: async () => {},
    log: { info() {}, error() {} },
  } satisfies Partial<HelpSessionOptions>;
  const chooseFile = async () => {
    meanwhile();
    return file;
  };
  const scene = await openScene(join(folder, 'scene'), { replace: { ...options, chooseFile } });
  const opened = async (identity: string) =>
    openBundle(await unseal(await readFile(file), identity));
  return { scene, queued, opened, file, options };
}

/** A bundle that the person agreed to, before it is submitted. */
async function agreedBundle() {
  const made = await sceneWith(
    () => {},
    () => ({ policy: policyOf(), former: null }),
  );
  const { manifestHash } = await made.scene.toReview();
  const bundle = await made.scene.readyBundle();
  return { ...made, bundle, manifestHash };
}

describe('a bundle that the person agreed to', () => {
  test('is sealed to every key that they were shown, and the receipt names them', async () => {
    const { scene, queued, opened } = await sceneWith(
      () => {},
      () => ({ policy: policyOf(), former: null }),
    );
    const review = await scene.toReview();
    expect(review.sealedTo).toEqual([first.recipient, second.recipient]);
    await scene.handlers['review.consent']({ manifestHash: review.manifestHash });
    expect(queued).toMatchObject([
      { recipient: { desk: 'https://desk.example' }, retentionDays: 14 },
    ]);
    for (const { identity } of [first, second]) {
      const { receipt } = await opened(identity);
      expect(receipt?.receipt).toMatchObject({
        sealedTo: review.sealedTo,
        recipient: review.recipient,
        retentionDays: 14,
      });
    }
    await expect(opened(other.identity)).rejects.toThrow();
  });

  test.each<[string, { policy: Policy; former: FormerOrganisation | null }]>([
    [
      'another desk',
      { policy: policyOf({ desk: { address: 'https://evil.example' } }), former: null },
    ],
    [
      'another organisation',
      {
        policy: policyOf({
          organisation: {
            name: 'Evil',
            publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'B'.repeat(43) },
          },
        }),
        former: { recipient: recipientOf(policyOf()), changedAt: '2026-01-01T00:00:00.000Z' },
      },
    ],
    ['another key', { policy: policyOf({ recipients: [other.recipient] }), former: null }],
    [
      'one key more',
      {
        policy: policyOf({ recipients: [first.recipient, second.recipient, other.recipient] }),
        former: null,
      },
    ],
    ['another purpose', { policy: policyOf({ purpose: 'To see what people do' }), former: null }],
    ['more days', { policy: policyOf({ retentionDays: 3650 }), former: null }],
  ])(
    'goes nowhere when the policy names %s between the click and the sealing',
    async (_what, changed) => {
      let current: { policy: Policy; former: FormerOrganisation | null } = {
        policy: policyOf(),
        former: null,
      };
      const change = () => {
        current = changed;
      };
      const { scene, queued } = await sceneWith(change, () => current);
      const { manifestHash } = await scene.toReview();
      const agreed = attempt(() => scene.handlers['review.consent']({ manifestHash }));
      expect(await errorOf(agreed)).toMatchObject({ code: 'consent-mismatch' });
      expect(queued).toEqual([]);
      expect(await readdir(folder)).toEqual(['scene']);
      // The next click shows what holds now, and only the one after that agrees to it.
      const again = attempt(() => scene.handlers['review.consent']({ manifestHash }));
      expect(await errorOf(again)).toMatchObject({ code: 'consent-mismatch' });
      expect(scene.review()).toMatchObject({
        sealedTo: changed.policy.recipients,
        former: changed.former,
      });
      await scene.handlers['review.consent']({ manifestHash });
      expect(queued).toHaveLength(1);
    },
  );
});

describe('what is submitted', () => {
  test('is what the person saw, with their words, and a copy that only they can read again', async () => {
    const { queued, bundle, manifestHash, options, file } = await agreedBundle();
    const seen: number[] = [];
    await submit(options, '11111111-1111-4111-8111-111111111111', bundle, (bytes) =>
      seen.push(bytes),
    );
    const { manifest, bytes } = bundle.composition;
    expect(queued).toMatchObject([
      {
        ...{
          id: '11111111-1111-4111-8111-111111111111',
          summary: bundle.summary,
          words: bundle.words,
        },
        ...{
          itemCount: manifest.items.length,
          contentBytes: bytes,
          receipt: { receipt: { manifestHash } },
        },
      },
    ]);
    expect(seen.at(-1)).toBeGreaterThan(0);
    await queued[0]?.writeCopy?.(file);
    expect((await openBundle(await readFile(file))).manifestHash).toBe(manifestHash);
  });

  test('at the request of an engineer keeps the reason of the engineer, which no policy sets', async () => {
    const { queued, bundle, options } = await agreedBundle();
    const requestedBy = 'Kim Keeper';
    const requested = {
      ...bundle,
      terms: { ...bundle.terms, requestedBy, purpose: 'The VPN is slow' },
    };
    await submit(options, '11111111-1111-4111-8111-111111111111', requested, () => {});
    expect(queued).toHaveLength(1);
    const unasked = { ...bundle, terms: { ...bundle.terms, purpose: 'The VPN is slow' } };
    expect(
      await errorOf(
        attempt(() => submit(options, '22222222-2222-4222-8222-222222222222', unasked, () => {})),
      ),
    ).toMatchObject({
      code: 'consent-mismatch',
      detail: expect.stringMatching(/^agreed to .*The VPN is slow.*, current .*$/),
    });
    expect(queued).toHaveLength(1);
  });

  test('is refused without a receipt', async () => {
    const { queued, bundle, options } = await agreedBundle();
    const without = { ...bundle, receipt: null };
    await expect(
      submit(options, '11111111-1111-4111-8111-111111111111', without, () => {}),
    ).rejects.toThrow('without an organisation');
    expect(queued).toEqual([]);
  });

  test('is signed by this device, and names it', async () => {
    const { bundle } = await agreedBundle();
    const signed = bundle.receipt;
    expect([signed?.receipt.device, signed?.publicKey]).toEqual([device.id, device.publicKey]);
  });

  test('into a file that anybody may open, or with a passphrase, does not ask what IT wants', async () => {
    const { bundle, manifestHash, options, file } = await agreedBundle();
    const foreign = { ...bundle, terms: { ...bundle.terms, sealedTo: [other.recipient] } };
    await writeToFile(options, file, foreign, { kind: 'none' });
    expect((await openBundle(await readFile(file))).manifestHash).toBe(manifestHash);
    await writeToFile(options, file, foreign, {
      kind: 'passphrase',
      passphrase: 'seven words that nobody would guess',
    });
    await expect(openBundle(await readFile(file))).rejects.toThrow();
    const sealed = attempt(() => writeToFile(options, file, foreign, { kind: 'organisation' }));
    expect(await errorOf(sealed)).toMatchObject({ code: 'consent-mismatch' });
  });
});

describe('a file that the person saves for their organisation alone', () => {
  const protection = { kind: 'organisation' } as const;

  test('can be opened by each key that they were shown, and by no other', async () => {
    const { scene, opened } = await sceneWith(
      () => {},
      () => ({ policy: policyOf(), former: null }),
    );
    const { manifestHash } = await scene.toReview();
    await scene.handlers['review.save']({ manifestHash, protection });
    for (const { identity } of [first, second])
      expect((await opened(identity)).manifestHash).toBe(manifestHash);
    await expect(opened(other.identity)).rejects.toThrow();
  });

  test('is not written when the policy names another key while they choose where it goes', async () => {
    let policy = policyOf();
    const { scene } = await sceneWith(
      () => {
        policy = policyOf({ recipients: [other.recipient] });
      },
      () => ({ policy, former: null }),
    );
    const { manifestHash } = await scene.toReview();
    const saved = attempt(() => scene.handlers['review.save']({ manifestHash, protection }));
    expect(await errorOf(saved)).toMatchObject({ code: 'consent-mismatch' });
    expect(await readdir(folder)).toEqual(['scene']);
  });
});
