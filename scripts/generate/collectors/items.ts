import { applicationItems } from '#collector/collectors/application/collector.ts';
import { catalogue } from '#collector/host/catalogue.ts';

/** `contract/collector/collector-items.ts`: the item names, for rooms that cannot import the collectors. */
export function collectorItemsSource(): string {
  const lines = catalogue.map(({ id, items }) => entry(keyOf(id), items));
  return `${[
    heading,
    'export const collectorItems: Readonly<Record<string, readonly string[]>> = {',
    ...lines,
    '};',
    '',
    "/** The items of every application in an organisation's policy. */",
    'export const applicationItems: readonly string[] = [',
    ...applicationItems.map((name) => `  '${name}',`),
    '];',
  ].join('\n')}\n`;
}

const heading = `// Written by \`node scripts/generate/collectors.ts\`. To change it, change the \`items\` of a collector and run that again.

/** Every collector and the items it may write, in the order of the catalogue. \`*\` stands for a number. */`;

const keyOf = (id: string): string => (/^[a-z]+$/.test(id) ? id : `'${id}'`);

/** Wrapped like the formatter does it. */
function entry(key: string, names: readonly string[]): string {
  const line = `  ${key}: [${names.map((name) => `'${name}'`).join(', ')}],`;
  if (line.length <= 100) return line;
  return [`  ${key}: [`, ...names.map((name) => `    '${name}',`), '  ],'].join('\n');
}
