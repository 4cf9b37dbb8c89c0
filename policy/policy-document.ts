import type { z } from 'zod';
import { type Policy, policy, policySettings } from '#contract/policy/policy.ts';
import { type Setting, valueFrom } from '#contract/policy/policy-setting.ts';

/** One value from one source. */
export interface PlacedValue {
  /** `organisation.name`, or a name that is not a setting. */
  setting: string;
  value: unknown;
  /** The exact source as IT knows it: a path or a registry value. */
  source: string;
}

/** All values of one level. `user`: a person's own policy, which fills gaps but never overrides. */
export interface PolicyLayer {
  level: 'machine' | 'user';
  values: readonly PlacedValue[];
}

/** Why the policy cannot be used. */
export interface PolicyFault {
  /** The setting, or a part of it: `endpoints.0.url`. */
  setting: string;
  problem: string;
  /** The value as JSON, shortened; null when it is missing or secret. */
  found: string | null;
  /** Null when the value is in no source. */
  source: string | null;
}

/** Values present in the policy but ignored. */
export interface IgnoredValue {
  setting: string;
  /**
   * `unknown`: possibly a setting of a newer Candor. `machine-only`, `overridden` and `invalid`
   * apply to a person's own policy.
   */
  reason: 'unknown' | 'machine-only' | 'overridden' | 'invalid';
  source: string;
}

export interface EffectiveValue {
  setting: Setting;
  /** Undefined when it is not set and has no default. */
  value: unknown;
  level: 'machine' | 'user' | 'default';
  /** Null for a default. */
  source: string | null;
}

export interface CombinedPolicy {
  /** Null when there is no policy, or when it has errors. */
  policy: Policy | null;
  /** The content of the document, without ignored values; null when `policy` is. */
  document: object | null;
  values: EffectiveValue[];
  faults: PolicyFault[];
  ignored: IgnoredValue[];
}

const shownValueLength = 80;
/**
 * Maximum number of passes that drop ignored parts. Each pass drops something, and no real policy
 * has this many unknown parts.
 */
const mostRounds = 100;

const byId = new Map(policySettings.map((setting) => [setting.id, setting]));
const groups = new Set(
  policySettings.flatMap(({ path }) =>
    path.slice(0, -1).map((_, index) => path.slice(0, index + 1).join('.')),
  ),
);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Splits a whole document into settings. A part that should be a group but is not is returned under
 * the group's name.
 */
export function valuesOfDocument(document: unknown, source: string, path = ''): PlacedValue[] {
  if (!isRecord(document)) return [{ setting: path, value: document, source }];
  return Object.entries(document).flatMap(([name, value]) => {
    const setting = path === '' ? name : `${path}.${name}`;
    return groups.has(setting)
      ? valuesOfDocument(value, source, setting)
      : [{ setting, value, source }];
  });
}

/** Values that were written one by one, in the form that their settings expect. */
export function typedValues(values: readonly PlacedValue[]): PlacedValue[] {
  return values.map((one) => {
    const setting = byId.get(one.setting);
    return setting ? { ...one, value: valueFrom(setting.kind, one.value) } : one;
  });
}

/**
 * Machine over user over default, each value with its source. Names that this version does not know
 * are left out and listed: a policy may be newer than the agent, and the person needs help now. A
 * wrong value is different: what IT meant is unknown, so the whole policy is unusable.
 */
export function combineLayers(layers: readonly PolicyLayer[]): CombinedPolicy {
  const ignored: IgnoredValue[] = [];
  const won = new Map<string, PlacedValue & { level: PolicyLayer['level'] }>();
  const machine = layers.filter(({ level }) => level === 'machine').flatMap(({ values }) => values);
  const user = layers.filter(({ level }) => level === 'user').flatMap(({ values }) => values);
  for (const one of machine) {
    if (byId.has(one.setting) || groups.has(one.setting) || one.setting === '')
      won.set(one.setting, { ...one, level: 'machine' });
    else ignored.push({ setting: one.setting, reason: 'unknown', source: one.source });
  }
  // A person's own policy is not enough by itself: it cannot define who receives bundles.
  for (const one of machine.length === 0 ? [] : user) {
    const setting = byId.get(one.setting);
    if (!setting) ignored.push({ setting: one.setting, reason: 'unknown', source: one.source });
    else if (setting.from !== 'user')
      ignored.push({ setting: one.setting, reason: 'machine-only', source: one.source });
    else if (won.has(one.setting))
      ignored.push({ setting: one.setting, reason: 'overridden', source: one.source });
    else won.set(one.setting, { ...one, level: 'user' });
  }
  if (won.size === 0 && ignored.length === 0)
    return { policy: null, document: null, values: [], faults: [], ignored };
  return judge(won, ignored);
}

function judge(
  won: Map<string, PlacedValue & { level: PolicyLayer['level'] }>,
  ignored: IgnoredValue[],
): CombinedPolicy {
  const whole = won.get('');
  if (whole) {
    const fault = {
      setting: 'the document',
      problem: 'must be an object with settings',
      found: shortened(whole.value),
      source: whole.source,
    };
    return { policy: null, document: null, values: [], faults: [fault], ignored };
  }
  const sourceOf = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length > 0; length -= 1) {
      const found = won.get(path.slice(0, length).join('.'));
      if (found) return found;
    }
    return null;
  };
  for (let round = 0; round < mostRounds; round += 1) {
    const document = documentOf([...won.values()]);
    const parsed = policy.safeParse(document);
    if (parsed.success)
      return {
        policy: parsed.data,
        document,
        values: effectiveValues(parsed.data, won),
        faults: [],
        ignored,
      };
    const dropped = dropIgnored(parsed.error.issues, document, won, sourceOf, ignored);
    if (dropped) continue;
    const faults = parsed.error.issues.map((issue) =>
      faultOf(issue, document, sourceOf(issue.path)?.source ?? null),
    );
    return { policy: null, document: null, values: [], faults, ignored };
  }
  const fault = {
    setting: 'the document',
    problem: 'has too many unknown parts',
    found: null,
    source: null,
  };
  return { policy: null, document: null, values: [], faults: [fault], ignored };
}

type Won = Map<string, PlacedValue & { level: PolicyLayer['level'] }>;

/**
 * Removes unknown parts and the errors of the person's own policy from `won`.
 * @returns whether anything was removed.
 */
function dropIgnored(
  issues: readonly z.core.$ZodIssue[],
  document: object,
  won: Won,
  sourceOf: (
    path: readonly PropertyKey[],
  ) => (PlacedValue & { level: PolicyLayer['level'] }) | null,
  ignored: IgnoredValue[],
): boolean {
  let dropped = false;
  for (const issue of issues) {
    const found = sourceOf(issue.path);
    if (found?.level === 'user' && won.delete(found.setting)) {
      ignored.push({ setting: found.setting, reason: 'invalid', source: found.source });
      dropped = true;
    } else if (issue.code === 'unrecognized_keys' && found) {
      const holder = valueAt(document, issue.path);
      if (!isRecord(holder)) continue;
      for (const key of issue.keys) {
        delete holder[key];
        ignored.push({
          setting: [...issue.path, key].join('.'),
          reason: 'unknown',
          source: found.source,
        });
      }
      won.set(found.setting, { ...found, value: valueAt(document, found.setting.split('.')) });
      dropped = true;
    }
  }
  return dropped;
}

/** A copy, because removing parts from it must not change what was read. */
function documentOf(values: readonly PlacedValue[]): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const { setting, value } of values) {
    const path = setting.split('.');
    const name = path.pop() ?? '';
    const holder = path.reduce<Record<string, unknown>>((inner, key) => {
      const next = isRecord(inner[key]) ? inner[key] : {};
      inner[key] = next;
      return next;
    }, document);
    holder[name] = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  }
  return document;
}

const effectiveValues = (parsed: Policy, won: Won): EffectiveValue[] =>
  policySettings.map((setting) => {
    const found = won.get(setting.id);
    return {
      setting,
      value: valueAt(parsed, setting.path),
      level: found?.level ?? 'default',
      source: found?.source ?? null,
    };
  });

function faultOf(issue: z.core.$ZodIssue, document: unknown, source: string | null): PolicyFault {
  const setting = issue.path.map(String).join('.');
  const value = valueAt(document, issue.path);
  const secret = settingsAt(setting).some((one) => one.secret);
  return {
    setting: setting === '' ? 'the document' : setting,
    problem: value === undefined && issue.code === 'invalid_type' ? 'is missing' : issue.message,
    found: value === undefined || secret ? null : shortened(value),
    source,
  };
}

export function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    document,
  );
}

function shortened(value: unknown): string {
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > shownValueLength ? `${shown.slice(0, shownValueLength)}…` : shown;
}

/** One error in one line. */
export function faultText({ setting, problem, found, source }: PolicyFault): string {
  const at = source === null ? '' : ` in ${source}`;
  return `${setting}: ${problem}${found === null ? '' : ` (found ${found})`}${at}`;
}

/**
 * The same for a log, which may become part of a bundle. For a confidential setting it names the
 * setting but quotes neither the value nor the schema's message, which may repeat the value.
 */
export function loggedFaultText(fault: PolicyFault): string {
  const confidential = settingsAt(fault.setting).some((one) => one.confidential || one.secret);
  return faultText(confidential ? { ...fault, problem: 'cannot be used', found: null } : fault);
}

/**
 * The setting that contains a path, or the settings below it: `hidden.patterns.3` and `hidden` both
 * concern `hidden.patterns`.
 */
const settingsAt = (path: string): Setting[] =>
  policySettings.filter(
    ({ id }) => path === id || path.startsWith(`${id}.`) || id.startsWith(`${path}.`),
  );

/**
 * Parses a JSON object. It skips a leading byte order mark, which Windows editors write, and lines
 * that begin with `//`: a JSON string cannot contain a line break, so such a line can only be a
 * comment.
 * @throws SyntaxError
 */
export const parseJsonText = (text: string): unknown =>
  JSON.parse(text.replace(/^\uFEFF/, '').replace(/^[ \t]*\/\/.*$/gm, ''));
