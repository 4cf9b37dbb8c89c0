import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { applicationItems, collectorItems } from '#contract/collector/collector-items.ts';

/** A declared name with one of the numbers that `*` stands for. */
const itemNames = [...Object.values(collectorItems).flat(), ...applicationItems].map((name) =>
  name.replace('*', '1'),
);

/**
 * The words that occur in the names that Candor gives to items. Candor never redacts these names, so the leak scan
 * would report such a word as a leak and stop every bundle.
 * @param collectors ids of all collectors, including those of the policy's applications.
 */
export function wordsInNames(
  words: readonly string[],
  collectors: readonly string[],
): ReadonlySet<string> {
  const names = [...collectors, ...itemNames].join('\n');
  const occur = (some: readonly string[]): boolean => {
    const entries = some.map((value, index) => ({
      kind: 'word',
      pseudonym: `word-${index + 1}`,
      value,
    }));
    return createLeakScanner(entries)('', names).length > 0;
  };
  // Scanning for 500 words one by one takes a second, and nearly always no word occurs.
  return new Set(occur(words) ? words.filter((word) => occur([word])) : []);
}
