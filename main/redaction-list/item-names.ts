import { createLeakScanner } from '#bundle/redact/leak-scan.ts';

/** Parts of item names that are not collector ids. A test compares them with the collectors. */
const others = [
  'attached-text.txt application.json configuration-1.txt log-1.txt agent.log policy.json',
  'devices.json displays.json events.json filesystems.json',
  'journal.log kernel.log unified.log unified-earlier.log syslog.log messages.log kern.log',
  'event-counts.json boot.json default-apps.json package-problems.json management.json',
  'browsers.json office.json',
].join(' ');

/**
 * The words that occur in the names that Candor gives to items. These names are never redacted, so the final scan would
 * take such a word for a leak and stop every bundle.
 * @param collectors ids of all collectors, including those of the policy's applications.
 */
export function wordsInNames(
  words: readonly string[],
  collectors: readonly string[],
): ReadonlySet<string> {
  const names = [...collectors, others].join('\n');
  const stand = (some: readonly string[]): boolean => {
    const entries = some.map((value, index) => ({
      kind: 'word',
      pseudonym: `word-${index + 1}`,
      value,
    }));
    return createLeakScanner(entries)('', names).length > 0;
  };
  // Making a scanner for each of 500 words takes a second, and almost always no word occurs.
  return new Set(stand(words) ? words.filter((word) => stand([word])) : []);
}
