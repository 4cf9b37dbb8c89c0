import { CandorError } from '#contract/errors/result.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { RedactionList, RedactionListView } from '#contract/ipc/redaction-list.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { readRedactionList, writeRedactionList } from './redaction-list-file.ts';
import { readTyped } from './typed-lines.ts';

/**
 * The policy's list and the person's, combined without duplicates. The policy's patterns come first, so that they always
 * have the same numbers in a redaction report.
 */
export function combinedRedactionList(
  policy: Policy | null,
  personal: RedactionList,
): RedactionList {
  const { words, patterns } = policy?.hidden ?? { words: [], patterns: [] };
  const known = new Set(words.map((word) => word.toLowerCase()));
  return {
    words: [...words, ...personal.words.filter((word) => !known.has(word.toLowerCase()))],
    patterns: [...new Set([...patterns, ...personal.patterns])],
  };
}

interface RedactionListOptions {
  file: string;
  /** Ids of the collectors that this Candor has. */
  collectors: readonly string[];
  policy(): Policy | null;
  /** Reports that the list cannot be read, without its content. */
  report(problem: string): void;
}

/** The window's calls about the person's own list. */
export function redactionListHandlers({
  file,
  collectors,
  policy,
  report,
}: RedactionListOptions): Pick<CallHandlers, 'redactionList.get' | 'redactionList.set'> {
  const viewOf = (list: RedactionList, readable: boolean): RedactionListView => {
    const { words, patterns } = combinedRedactionList(policy(), { words: [], patterns: [] });
    return { ...list, readable, byOrganisation: words.length + patterns.length };
  };
  return {
    async 'redactionList.get'() {
      try {
        return viewOf(await readRedactionList(file), true);
      } catch (thrown) {
        if (!(thrown instanceof CandorError)) throw thrown;
        report(`the list of words that are always hidden: ${thrown.error.detail}`);
        return viewOf({ words: [], patterns: [] }, false);
      }
    },
    async 'redactionList.set'(typed) {
      const { list, faults } = readTyped(typed, [
        ...collectors,
        ...(policy()?.applications ?? []).map(({ id }) => `app-${id}`),
      ]);
      if (faults.length > 0) return { saved: null, faults };
      await writeRedactionList(file, list);
      return { saved: viewOf(list, true), faults };
    },
  };
}
