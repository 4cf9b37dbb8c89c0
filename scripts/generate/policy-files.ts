import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { policySettings } from '#contract/policy/policy.ts';
import { adml, admx } from './policy/admx.ts';
import { exampleText } from './policy/example.ts';
import { guide } from './policy/guide.ts';
import { mobileconfig } from './policy/mobileconfig.ts';

const root = join(import.meta.dirname, '..', '..');

/** What is made from the policy's schema, by its path in the project. */
export const policyFiles = (): Record<string, string> => ({
  'build/policy/Candor.admx': admx(policySettings),
  'build/policy/en-US/Candor.adml': adml(policySettings),
  'build/policy/candor.mobileconfig': mobileconfig(policySettings),
  'docs/policy-example.jsonc': exampleText(policySettings),
  'docs/policy.md': guide(policySettings),
});

if (import.meta.main) {
  for (const [file, content] of Object.entries(policyFiles())) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
}
