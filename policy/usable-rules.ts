import { customRules } from '#bundle/redact/custom-rules.ts';
import { formatText } from '#contract/text/text.ts';
import type { CombinedPolicy, PolicyFault } from './policy-document.ts';

/**
 * Returns the policy, or refuses it when it contains a word or pattern that cannot be hidden: IT
 * relies on it, so leaving it out would be a leak. The schema checks the syntax; only this check
 * knows whether a pattern runs in linear time.
 */
export function withUsableRules(combined: CombinedPolicy): CombinedPolicy {
  if (!combined.policy) return combined;
  const { words, patterns } = combined.policy.hidden;
  const faults = [
    ...faultsOf('hidden.words', words, (word) => customRules({ words: [word] }), combined),
    ...faultsOf(
      'hidden.patterns',
      patterns,
      (pattern) => customRules({ patterns: [pattern] }),
      combined,
    ),
  ];
  return faults.length === 0
    ? combined
    : { ...combined, policy: null, document: null, values: [], faults };
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
