import { CandorError } from '#contract/errors/result.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { RedactionList, RedactionListView } from '#contract/ipc/redaction-list.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { readRedactionList, writeRedactionList } from './redaction-list-file.ts';
import { readTyped } from './typed-lines.ts';

/**
 * What is hidden in one collection: the policy's, then the person's own, each once. The policy's patterns come first, so
 * that their numbers in a redaction report are always the same.
 */
export function combinedRedactionList(policy: Policy | null, own: RedactionList): RedactionList {
  const { words, patterns } = policy?.hidden ?? { words: [], patterns: [] };
  const known = new Set(words.map((word) => word.toLowerCase()));
  return {
    words: [...words, ...own.words.filter((word) => !known.has(word.toLowerCase()))],
    patterns: [...new Set([...patterns, ...own.patterns])],
  };
}

interface RedactionListOptions {
  file: string;
  /** Ids of the collectors that this Candor has. */
  collectors: readonly string[];
  policy(): Policy | null;
  /** Says that the list cannot be read, never what is in it. */
  report(problem: string): void;
}

/** The person's calls about their own list. */
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
