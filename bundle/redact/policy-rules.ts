import type { Policy } from '../../contract/policy.ts';
import type { CombinedPolicy, PolicyFault } from '../../contract/policy-document.ts';
import { formatText } from '../../contract/text.ts';
import { type CustomRules, customRules } from './custom-rules.ts';

/**
 * The policy, refused when it names a word or a pattern that cannot be hidden: IT relies on it being hidden, so leaving
 * it out would be a leak. Its syntax is the schema's matter; whether it takes linear time is known only here.
 */
export function withUsableRules(combined: CombinedPolicy): CombinedPolicy {
  if (!combined.policy) return combined;
  const { words, patterns } = combined.policy.hidden;
  const faults = [
    ...faultsOf('hidden.words', words, (word) => customRules({ words: [word] }), combined),
    ...faultsOf('hidden.patterns', patterns, (pattern) => customRules({ patterns: [pattern] }), combined),
  ];
  return faults.length === 0 ? combined : { ...combined, policy: null, document: null, values: [], faults };
}

function faultsOf(
  id: string,
  entries: readonly string[],
  rulesOf: (entry: string) => ReturnType<typeof customRules>,
  { values }: CombinedPolicy,
): PolicyFault[] {
  const source = values.find(({ setting }) => setting.id === id)?.source ?? null;
  return entries.flatMap((entry, index) =>
    rulesOf(entry).refused.map(({ reason }) => ({
      setting: `${id}.${index}`,
      problem: `cannot be used. ${formatText(reason)}`,
      found: JSON.stringify(entry),
      source,
    })),
  );
}

/**
 * What a policy that was found usable adds to the redactor.
 * @throws Error when it is not usable after all: nothing is collected then.
 */
export function policyRules(hidden: Policy['hidden'] = { words: [], patterns: [] }): CustomRules {
  const { rules, refused } = customRules(hidden);
  if (refused.length > 0)
    throw new Error(`the policy's words and patterns: ${refused.map(({ reason }) => formatText(reason)).join(' ')}`);
  return rules;
}
