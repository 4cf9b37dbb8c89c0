import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../../../contract');

/**
 * What is bounded elsewhere: items are read only up to 4 MiB, so what analyzers take from them has no bounds of its own;
 * JSON of any shape is the policy's or Electron's, and never comes from another machine.
 */
const boundedElsewhere = [
  /^collector\/item-shapes\.ts /,
  /^bundle\/timeline\.ts timelineItems\./,
  /^collector\/collector\.ts .* any JSON$/,
  /^(policy\/policy-view|ipc\/ipc)\.ts .*\.value any JSON$/,
];

/** Formats that have a length of their own. */
const fixedFormats = new Set(['uuid', 'datetime', 'date']);

/** A pattern without an open end bounds a text as well as `max` does; what stands in brackets is one character. */
const hasEnd = ({ source }: RegExp): boolean =>
  !/[+*]|\{\d+,\}/.test(source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, ''));

interface Check {
  check: string;
  format?: string;
  pattern?: RegExp;
}

const checksOf = (schema: z.core.$ZodType): Check[] => {
  const { checks = [] } = schema._zod.def as { checks?: { _zod: { def: Check } }[] };
  return checks.map(({ _zod }) => _zod.def);
};
const hasMaximum = (schema: z.core.$ZodType): boolean =>
  checksOf(schema).some(({ check }) => check === 'max_length' || check === 'length_equals');

function isBoundedText(schema: z.core.$ZodType): boolean {
  const own = schema._zod.def as { format?: string; pattern?: RegExp };
  const all = [own, ...checksOf(schema)];
  return (
    hasMaximum(schema) ||
    all.some(
      ({ format, pattern }) => fixedFormats.has(format ?? '') || (pattern && hasEnd(pattern)),
    )
  );
}

/** The places in a schema without a limit. */
function unbounded(
  schema: z.core.$ZodType,
  place: string,
  found: Set<string>,
  seen = new Set<z.core.$ZodType>(),
): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const inner = (each: z.core.$ZodType, name: string) =>
    unbounded(each, `${place}${name}`, found, seen);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      for (const [key, value] of Object.entries(def.shape)) inner(value, `.${key}`);
      break;
    case 'array':
      if (!hasMaximum(schema)) found.add(`${place} array`);
      inner(def.element, '[]');
      break;
    case 'record': {
      const { maxProperties } = (z.globalRegistry.get(schema) ?? {}) as { maxProperties?: number };
      if (maxProperties === undefined && def.keyType._zod.def.type !== 'enum')
        found.add(`${place} record`);
      inner(def.keyType, '{key}');
      inner(def.valueType, '{value}');
      break;
    }
    case 'string':
      if (!isBoundedText(schema)) found.add(`${place} string`);
      break;
    case 'union':
      for (const option of def.options) inner(option, '');
      break;
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      inner(def.innerType, '');
      break;
    case 'lazy':
      found.add(`${place} any JSON`);
      break;
    case 'number':
    case 'boolean':
    case 'literal':
    case 'enum':
    case 'null':
    case 'void':
    case 'undefined':
      break;
    default:
      // A kind of schema that this test does not know is not proven to have bounds.
      found.add(`${place} ${def.type}`);
  }
}

/** Schemas that a module exports, also inside plain objects such as the tables of calls and events. */
function* schemasIn(value: unknown, name: string, depth = 0): Generator<[string, z.core.$ZodType]> {
  if (value instanceof z.ZodType) yield [name, value];
  else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 3) {
    for (const [key, each] of Object.entries(value))
      yield* schemasIn(each, `${name}.${key}`, depth + 1);
  }
}

test('every array, record and text in a schema between two processes or two computers has a limit', async () => {
  const found = new Set<string>();
  let schemas = 0;
  for (const file of globSync('**/*.ts', { cwd: folder })) {
    const module = (await import(join(folder, file))) as Record<string, unknown>;
    for (const [exported, value] of Object.entries(module)) {
      for (const [name, schema] of schemasIn(value, exported)) {
        schemas += 1;
        unbounded(schema, `${file} ${name}`, found);
      }
    }
  }
  expect(schemas).toBeGreaterThan(200);
  expect(
    [...found].filter((place) => !boundedElsewhere.some((known) => known.test(place))).toSorted(),
  ).toEqual([]);
});

test('the check itself finds places without a limit', () => {
  const placesIn = (schema: z.ZodType): string[] => {
    const found = new Set<string>();
    unbounded(schema, 'it', found);
    return [...found];
  };
  expect(placesIn(z.string())).toEqual(['it string']);
  expect(placesIn(z.string().regex(/^a+$/))).toEqual(['it string']);
  expect(placesIn(z.strictObject({ a: z.array(z.string().max(3)).optional() }))).toEqual([
    'it.a array',
  ]);
  expect(placesIn(z.record(z.string().max(3), z.number()))).toEqual(['it record']);
  expect(placesIn(z.array(z.string().regex(/^[a+]{1,3}$/)).max(3))).toEqual([]);
});
