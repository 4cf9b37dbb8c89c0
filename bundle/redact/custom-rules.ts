import type { Policy } from '#contract/policy/policy.ts';
import { formatText, type Text } from '#contract/text/text.ts';
import { compileLinear } from './linear-pattern.ts';
import type { Match } from './match.ts';

/** What the policy or a person adds to the rules. */
export interface CustomRules {
  /** Hidden wherever they occur as whole words, in any case and spelling. */
  words: readonly string[];
  finders: readonly ((text: string) => Match[])[];
}

export interface RefusedRule {
  rule: string;
  /** The reason in plain words, and what to write instead. */
  reason: Text;
}

/** The maximum for policy and person together. */
const mostRules = 1000;
const longestWord = 200;
/**
 * Placeholders, by their kinds: an organisation's own `nw-123456` has the same form and must be
 * hidden.
 */
const ours =
  /^(?:(?:account|address|birth|domain|duid|email|home|host|iban|id|ident|ip|mac|machine|name|pattern|person|phone|serial|ssid|user|word)-[1-9]\d{0,8}(?:\.[1-9]\d{0,3})?|\[secret:[a-z0-9-]+\])$/;

/**
 * Rules from words and patterns. A pattern is refused when it is not a regular expression, when it
 * could take more than linear time on some text, or when it can match nothing; a word is refused
 * when it is too short.
 */
export function customRules(input: { words?: readonly string[]; patterns?: readonly string[] }): {
  rules: CustomRules;
  refused: RefusedRule[];
} {
  const refused: RefusedRule[] = [];
  const words: string[] = [];
  for (const raw of (input.words ?? []).slice(0, mostRules)) {
    const word = raw.trim();
    const reason = wordProblem(word);
    if (reason === null) words.push(word);
    else refused.push({ rule: raw, reason });
  }
  const finders = (input.patterns ?? []).slice(0, mostRules).flatMap((source, index) => {
    const compiled = compileLinear(source);
    if (compiled.ok) return [finderOf(compiled.expression, index + 1)];
    refused.push({ rule: source, reason: compiled.reason });
    return [];
  });
  for (const rule of [
    ...(input.words ?? []).slice(mostRules),
    ...(input.patterns ?? []).slice(mostRules),
  ]) {
    refused.push({ rule, reason: tooManyRules });
  }
  return { rules: { words: [...new Set(words)], finders }, refused };
}

const tooManyRules: Text = {
  message: 'You can enter at most {most} words and {most} patterns.',
  values: { most: mostRules },
};

function wordProblem(word: string): Text | null {
  if (word.length < 2)
    return {
      message:
        'A word needs at least two characters, because a single character would match everywhere.',
    };
  if (word.length > longestWord) {
    return {
      message: 'A word can have at most {longest} characters.',
      values: { longest: longestWord },
    };
  }
  if (/^[a-z]+-\d+(?:\.\d+)?$/.test(word) || word.includes('[secret:'))
    return {
      message: 'Candor itself writes this where it hides something. Choose something else.',
    };
  return null;
}

function finderOf(expression: RegExp, number: number): (text: string) => Match[] {
  return (text) => {
    const found: Match[] = [];
    expression.lastIndex = 0;
    for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
      const [value] = match;
      if (value === '') expression.lastIndex += 1;
      else if (!ours.test(value)) {
        const start = match.index;
        found.push({
          start,
          end: start + value.length,
          rule: `custom-pattern-${number}`,
          kind: 'pattern',
          value,
        });
      }
    }
    return found;
  };
}

/**
 * The rules of a policy that was found usable.
 * @throws Error when it is not usable after all: nothing is collected then.
 */
export function policyRules(hidden: Policy['hidden'] = { words: [], patterns: [] }): CustomRules {
  const { rules, refused } = customRules(hidden);
  if (refused.length > 0)
    throw new Error(
      `the policy's words and patterns: ${refused.map(({ reason }) => formatText(reason)).join(' ')}`,
    );
  return rules;
}
