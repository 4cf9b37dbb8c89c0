import { z } from 'zod';

/**
 * The facts of one setting. The settings screen, the templates for IT, the example and the
 * documentation are generated from them.
 */
export interface SettingFacts {
  /** A few words, as a heading. */
  title: string;
  /** Plain sentences for IT and for the person at the computer: what the setting does. */
  description: string;
  /** `user`: a person's own policy may set it too. The machine's policy always wins. */
  from: 'machine' | 'user';
  /** Never shown and never part of a bundle. */
  secret?: boolean;
  /** Shown to the person, who can read the policy anyway, but never written into a bundle or a log. */
  confidential?: boolean;
  /** For the example, and as placeholder text in the templates. */
  example: z.core.util.JSONType;
}

/**
 * Every setting's schema with its facts. A schema that is registered here is a setting; any other
 * object is a group of settings.
 */
export const settingFacts = z.registry<SettingFacts>();

/**
 * How a value is written where only strings and numbers exist: in the registry, a profile or a text
 * field.
 */
export type SettingKind = 'text' | 'number' | 'switch' | 'choice' | 'list' | 'json' | 'json-list';

export interface Setting extends SettingFacts {
  /** `organisation.name`: its path in the document, and its name in the registry. */
  id: string;
  path: readonly string[];
  kind: SettingKind;
  /** Of a `choice`. */
  choices: readonly string[];
  /** Of a `number`. */
  range: { least: number; most: number } | null;
  /** The value when it is not set; undefined when there is none. */
  fallback: unknown;
  /** The policy is not valid without it. */
  required: boolean;
}

interface Peeled {
  schema: z.core.$ZodType;
  fallback: unknown;
  required: boolean;
}

/** The schema inside default, prefault and optional. */
function peel(schema: z.core.$ZodType): Peeled {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return { ...peel(schema.def.innerType), fallback: schema.def.defaultValue, required: false };
  }
  if (schema instanceof z.ZodOptional) return { ...peel(schema.def.innerType), required: false };
  return { schema, fallback: undefined, required: true };
}

/**
 * All settings of a schema, in its order.
 * @throws Error for a value without facts, because it could not be explained to IT.
 */
export function settingsOf(group: z.ZodObject, path: readonly string[] = []): Setting[] {
  return Object.entries(group.shape).flatMap(([name, schema]) => {
    const place = [...path, name];
    const facts = settingFacts.get(schema);
    const peeled = peel(schema);
    if (facts) return [{ ...facts, ...shapeOf(peeled), id: place.join('.'), path: place }];
    if (peeled.schema instanceof z.ZodObject) return settingsOf(peeled.schema, place);
    throw new Error(
      `the setting ${place.join('.')} has no title and description: register its facts`,
    );
  });
}

function shapeOf({
  schema,
  fallback,
  required,
}: Peeled): Pick<Setting, 'kind' | 'choices' | 'range' | 'fallback' | 'required'> {
  const rest = { fallback, required, choices: [], range: null };
  if (schema instanceof z.ZodString || schema instanceof z.ZodURL) return { ...rest, kind: 'text' };
  if (schema instanceof z.ZodBoolean) return { ...rest, kind: 'switch' };
  if (schema instanceof z.ZodEnum)
    return { ...rest, kind: 'choice', choices: schema.options.map(String) };
  if (schema instanceof z.ZodNumber) {
    return {
      ...rest,
      kind: 'number',
      range: { least: schema.minValue ?? 0, most: schema.maxValue ?? 0xffff_ffff },
    };
  }
  if (schema instanceof z.ZodArray)
    return { ...rest, kind: schema.element instanceof z.ZodString ? 'list' : 'json-list' };
  return { ...rest, kind: 'json' };
}

/**
 * Converts a value from the registry or a profile to the form that the schema expects: 1 for a
 * switch, JSON text for an object, one JSON text per entry for a list of objects. A value that does
 * not fit is returned unchanged, so that the schema refuses it.
 */
export function valueFrom(kind: SettingKind, raw: unknown): unknown {
  switch (kind) {
    case 'text':
    case 'choice':
      return raw;
    case 'switch':
      return raw === 1 || raw === '1' || raw === 'true'
        ? true
        : raw === 0 || raw === '0' || raw === 'false'
          ? false
          : raw;
    case 'number':
      return typeof raw === 'string' && /^-?\d{1,10}$/.test(raw) ? Number(raw) : raw;
    case 'list':
      return typeof raw === 'string' ? listFrom(raw) : raw;
    case 'json':
      return fromJson(raw);
    case 'json-list':
      return Array.isArray(raw) ? raw.map(fromJson) : fromJson(raw);
  }
}

/** A list in one text: JSON, or a single entry. */
function listFrom(raw: string): unknown {
  const parsed = fromJson(raw);
  return Array.isArray(parsed) ? parsed : [raw];
}

function fromJson(raw: unknown): unknown {
  if (typeof raw !== 'string' || !/^\s*[[{]/.test(raw)) return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}
