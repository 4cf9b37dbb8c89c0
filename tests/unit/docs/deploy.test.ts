import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { policy, policySettings } from '#contract/policy/policy.ts';

const deploy = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');
const guide = readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8');
const example: unknown = JSON.parse(/```json\n([\s\S]+?)```/.exec(deploy)?.[1] ?? '');

test('the policy that IT copies from the guide is accepted', () => {
  expect(policy.safeParse(example).error).toBeUndefined();
});

test('the guide explains every setting that there is', () => {
  for (const { id } of policySettings) expect(guide).toContain(`| \`${id}\` | `);
});
