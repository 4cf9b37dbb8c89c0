import { createLeakScanner } from '#bundle/redact/leak-scan.ts';

/** Parts of items' names that are no collector's id. A test holds them against the collectors. */
const others = [
  'attached-text.txt application.json configuration-1.txt log-1.txt agent.log policy.json',
  'devices.json displays.json events.json filesystems.json',
  'journal.log kernel.log unified.log unified-earlier.log syslog.log messages.log kern.log',
  'event-counts.json boot.json default-apps.json package-problems.json management.json',
  'browsers.json office.json',
].join(' ');

/**
 * Those of the words that stand in the names that Candor itself gives to items. These are never redacted, so the last look
 * would take such a word for a leak and stop every bundle.
 * @param collectors ids of all collectors, those of the policy's applications among them.
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
  // A scanner for each word takes a second for 500; nearly always none of them is one.
  return new Set(stand(words) ? words.filter((word) => stand([word])) : []);
}
