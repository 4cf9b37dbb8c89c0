import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Policy, policySettings } from '#contract/policy/policy.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { combineLayers, type PlacedValue, valuesOfDocument } from '#policy/policy-document.ts';
import { attempt, errorOf, openScene } from './scene.ts';

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-policy-consent-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const base = {
  organisation: {
    name: 'Example Ltd',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
  },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
};
/** Every kind of value that a JSON document, a registry or a profile can hold, and what somebody may hope for. */
const kinds: unknown[] = [
  true,
  false,
  null,
  0,
  1,
  -1,
  0.5,
  1e9,
  '',
  'skip',
  'silent',
  'none',
  'x'.repeat(3000),
  [],
  ['silent'],
  {},
  { review: false, consent: false, mode: 'silent' },
];

function policyWith(setting: string, value: unknown): Policy | null {
  const values: PlacedValue[] = valuesOfDocument(base, 'here').filter(
    (one) => one.setting !== setting,
  );
  return combineLayers([
    { level: 'machine', values: [...values, { setting, value, source: 'here' }] },
  ]).policy;
}

async function sceneUnder(current: () => Policy | null) {
  count += 1;
  const folder = join(root, String(count));
  const organisation = () => {
    const policy = current();
    return { policy, recipient: policy && recipientOf(policy), former: null, problem: null };
  };
  const handedOver: string[] = [];
  const scene = await openScene(folder, {
    replace: {
      organisation,
      outbox: {
        async add({ id }) {
          handedOver.push(id);
        },
      },
    },
  });
  return { scene, handedOver };
}

/** One whole help session. Nothing leaves before the person agreed to exactly these bytes, and after it exactly once. */
async function proveReviewAndConsent(policy: Policy | null): Promise<void> {
  const { scene, handedOver } = await sceneUnder(() => policy);
  const review = await scene.toReview();
  expect(review.items.length).toBeGreaterThan(0);
  expect(review.manifestHash).toMatch(/^[0-9a-f]{64}$/);
  expect(handedOver).toEqual([]);
  const guess = attempt(() => scene.handlers['review.consent']({ manifestHash: '0'.repeat(64) }));
  expect((await errorOf(guess)).code).toBe('consent-mismatch');
  const id = review.items[0]?.id ?? '';
  await scene.handlers['review.include']({ items: [id], included: false });
  const late = attempt(() =>
    scene.handlers['review.consent']({ manifestHash: review.manifestHash }),
  );
  expect((await errorOf(late)).code).toBe('consent-mismatch');
  await scene.handlers['review.include']({ items: [id], included: true });
  expect(handedOver).toEqual([]);
  const agreed = attempt(() =>
    scene.handlers['review.consent']({ manifestHash: review.manifestHash }),
  );
  if (policy) {
    await agreed;
    expect(handedOver).toHaveLength(1);
  } else {
    expect((await errorOf(agreed)).code).toBe('no-organisation');
    expect(handedOver).toEqual([]);
  }
  expect(await readdir(join(root, String(count), 'review')).catch(() => [])).toEqual(
    policy ? [] : expect.anything(),
  );
}

describe('no setting removes the review or the consent', () => {
  const proven = new Set<string>();

  test.each(policySettings.map((setting) => [setting.id, setting] as const))(
    '%s, with every kind of value',
    async (id, setting) => {
      for (const value of [setting.example, ...setting.choices, ...kinds]) {
        const policy = policyWith(id, value);
        // Equal policies are one: a wrong value gives none, whatever it is.
        const text = JSON.stringify(policy);
        if (proven.has(text)) continue;
        proven.add(text);
        await proveReviewAndConsent(policy);
      }
    },
  );

  test('nor does a setting that nobody has thought of', async () => {
    const names = [
      'review',
      'consent',
      'skipReview',
      'silent',
      'unattended',
      'features.review',
      'features.consent',
      'consent.required',
    ];
    for (const name of names) {
      const policy = policyWith(name, false);
      expect(policy).toEqual(policyWith('nothing', 0));
      await proveReviewAndConsent(policy);
    }
  });
});

describe('a policy that changes during a review', () => {
  test.each([
    ['the desk', { desk: { address: 'https://elsewhere.example' } }],
    ['the organisation', { organisation: { ...base.organisation, name: 'Others Ltd' } }],
    ['what it is for', { purpose: 'Something else' }],
    ['how long it is kept', { retentionDays: 3650 }],
  ])(
    'changes %s: the consent to the old one is not taken, and the new one is seen first',
    async (_what, change) => {
      const parse = (document: object) =>
        combineLayers([{ level: 'machine', values: valuesOfDocument(document, 'here') }]).policy;
      let policy = parse(base);
      const { scene, handedOver } = await sceneUnder(() => policy);
      const { manifestHash, recipient, purpose, retentionDays } = await scene.toReview();
      policy = parse({ ...base, ...change });
      const error = await errorOf(
        attempt(() => scene.handlers['review.consent']({ manifestHash })),
      );
      expect(error.code).toBe('consent-mismatch');
      expect(handedOver).toEqual([]);
      const now = scene.review();
      expect({
        recipient: now.recipient,
        purpose: now.purpose,
        retentionDays: now.retentionDays,
      }).not.toEqual({
        recipient,
        purpose,
        retentionDays,
      });
      await scene.handlers['review.consent']({ manifestHash: now.manifestHash });
      expect(handedOver).toHaveLength(1);
    },
  );

  test('takes itself away: nothing can be sent any more', async () => {
    let policy = policyWith('nothing', 0);
    const { scene, handedOver } = await sceneUnder(() => policy);
    const { manifestHash } = await scene.toReview();
    policy = null;
    await errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash })));
    expect(
      (await errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash })))).code,
    ).toBe('no-organisation');
    expect(handedOver).toEqual([]);
  });
});

test('saving to a file can be switched off, and sending still wants the consent', async () => {
  const { scene, handedOver } = await sceneUnder(() => policyWith('features.saveToFile', false));
  const { manifestHash } = await scene.toReview();
  expect(
    (
      await errorOf(
        attempt(() =>
          scene.handlers['review.save']({ manifestHash, protection: { kind: 'none' } }),
        ),
      )
    ).code,
  ).toBe('forbidden');
  await scene.handlers['review.consent']({ manifestHash });
  expect(handedOver).toHaveLength(1);
});
