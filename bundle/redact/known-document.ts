import { z } from 'zod';
import { formatText } from '#contract/text/text.ts';
import { type CustomRules, customRules } from './custom-rules.ts';
import { emptyKnownValues, type KnownValues } from './redactor.ts';

const list = z.array(z.string().max(4000)).max(100_000).default([]);
const knownDocument = z.strictObject({
  users: list,
  hosts: list,
  domains: list,
  ips: list,
  macs: list,
  ssids: list,
  serials: list,
  emails: list,
  paths: list,
  words: list,
});
const names = Object.keys(knownDocument.shape);

export type KnownDocument =
  | { ok: true; known: KnownValues; rules: CustomRules }
  | { ok: false; problem: string };

/**
 * Reads a list of known values: a JSON object with lists of strings. An error says what is wrong
 * and how to fix it.
 */
export function readKnownDocument(text: string): KnownDocument {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return {
      ok: false,
      problem: `it is not valid JSON: ${error instanceof Error ? error.message : String(error)}. Write an object of lists, such as {"users": ["ann"]}.`,
    };
  }
  const parsed = knownDocument.safeParse(value);
  if (!parsed.success) return { ok: false, problem: problemOf(parsed.error.issues[0], value) };
  const { rules, refused } = customRules({ words: parsed.data.words });
  const [first] = refused;
  if (first)
    return {
      ok: false,
      problem: `"words" contains ${JSON.stringify(first.rule)}. ${formatText(first.reason)} Remove it or write a longer one.`,
    };
  return { ok: true, known: knownValuesOf(parsed.data), rules };
}

function knownValuesOf(data: z.infer<typeof knownDocument>): KnownValues {
  const named = (value: string): boolean => /\s/.test(value.trim());
  return {
    ...emptyKnownValues,
    users: data.users.filter((user) => !named(user)),
    fullNames: data.users.filter(named),
    homes: data.paths,
    hosts: data.hosts,
    domains: data.domains,
    ips: data.ips,
    macs: data.macs,
    ids: data.serials,
    emails: data.emails,
    words: data.ssids,
  };
}

function problemOf(issue: z.core.$ZodIssue | undefined, value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `it is ${Array.isArray(value) ? 'a list' : JSON.stringify(value)}, not an object of lists. Write it like {"users": ["ann"], "hosts": []}.`;
  }
  if (issue?.code === 'unrecognized_keys')
    return `"${issue.keys.join('", "')}" is not a known list. The known lists are: ${names.join(', ')}.`;
  const [key, index] = issue?.path ?? [];
  const inside = (value as Record<string, unknown>)[String(key)];
  if (index === undefined)
    return `"${String(key)}" is ${JSON.stringify(inside)?.slice(0, 80)}, not a list of strings. Write it like "${String(key)}": ["…"].`;
  const entry = Array.isArray(inside) ? inside[Number(index)] : undefined;
  return `"${String(key)}" contains ${JSON.stringify(entry)?.slice(0, 80)} at position ${Number(index) + 1}, which is not a string of at most 4000 characters. Put it in quotes or remove it.`;
}
