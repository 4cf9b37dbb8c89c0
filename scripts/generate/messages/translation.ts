import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import type { Catalogue } from '#i18n/catalogue.ts';

/** One file of `i18n/locales/`: the parts of the product that show a text → id → message. */
export const sections = ['ui', 'window', 'console', 'native', 'sentences'] as const;
export type CatalogueFile = Readonly<Record<(typeof sections)[number], Catalogue>>;

/**
 * The errors of a translation, as lines for the translator. A missing text is shown in English and
 * is not an error.
 */
export function translationFaults(
  translation: Partial<CatalogueFile>,
  english: CatalogueFile,
): string[] {
  const unknown = Object.keys(translation).filter((name) => !Object.hasOwn(english, name));
  const faults = sections.flatMap((section) =>
    Object.entries(translation[section] ?? {}).flatMap(([id, message]) => {
      const source = english[section][id];
      const fault =
        source === undefined ? 'Candor has no such text (any more)' : messageFault(message, source);
      return fault ? [`${section}, “${id}”: ${fault}`] : [];
    }),
  );
  return [
    ...unknown.map((name) => `“${name}” is not a section; there are: ${sections.join(', ')}`),
    ...faults,
  ];
}

function messageFault(message: string, source: string): string | null {
  try {
    compileMessageOrThrow(message);
  } catch (error) {
    return `not a valid ICU message: ${error instanceof Error ? error.message : String(error)}`;
  }
  const known = valuesOf(source);
  const invented = [...valuesOf(message)].filter((name) => !known.has(name));
  return invented.length > 0
    ? `there is no value {${invented.join('}, {')}}; there are: ${[...known].join(', ') || 'none'}`
    : null;
}

/** The names after an opening brace: `{name}`, `{count, plural, …}`. */
const valuesOf = (message: string) =>
  new Set([...message.matchAll(/\{(\w+)\s*[,}]/g)].map(([, name = '']) => name));
