import type { PrivateMapEntry, TextType } from '#contract/collector/collector.ts';

/** The person's decisions in the review, in addition to the redaction. */
export interface Decisions {
  /** Values to hide everywhere, even inside longer words, each with its pseudonym. */
  hide: readonly PrivateMapEntry[];
  /** Pseudonyms of harmless values, which are shown again. */
  show: readonly PrivateMapEntry[];
}

export interface Decided {
  text: string;
  /** Number of places that changed. */
  hidden: number;
  shown: number;
}

/** All placeholders that the redactor may have written. */
const token =
  /\[secret:[a-z0-9-]{1,60}\]|(?<![A-Za-z0-9])[a-z]{2,12}-[1-9]\d{0,8}(?:\.[1-9]\d{0,3})?(?![A-Za-z0-9])/g;

/**
 * Applies decisions to a text that is already redacted. JSON stays JSON: only its strings change,
 * not its syntax. A text without changes is returned as it was.
 */
export function applyDecisions(text: string, type: TextType, decisions: Decisions): Decided {
  const change = changeOf(decisions);
  if (type === 'application/json') {
    const document = parse(text);
    if (document !== undefined) return decideJson(text, document.value, change);
  }
  const tally = { hidden: 0, shown: 0 };
  return { text: change(text, tally), ...tally };
}

type Tally = Omit<Decided, 'text'>;
type Change = (text: string, tally: Tally) => string;

function changeOf({ hide, show }: Decisions): Change {
  const values = new Map(show.map(({ pseudonym, value }) => [pseudonym, value]));
  // The longest first: a name that is part of another must not break it up.
  const hidden = [...hide].sort((a, b) => b.value.length - a.value.length).map(finderOf);
  return (text, tally) => {
    const showing = (found: string): string => {
      const value = values.get(found);
      if (value === undefined) return found;
      tally.shown += 1;
      return value;
    };
    const shown = values.size === 0 ? text : text.replace(token, showing);
    return hidden.reduce((now, find) => find(now, tally), shown);
  };
}

function finderOf({ value, pseudonym }: PrivateMapEntry): Change {
  const json = JSON.stringify(value).slice(1, -1);
  const spellings = [...new Set([value, json, encodeURIComponent(value)])].map((one) =>
    one.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  );
  const anywhere = new RegExp(spellings.join('|'), 'giu');
  const replace: Change = (text, tally) =>
    text.replace(anywhere, () => {
      tally.hidden += 1;
      return pseudonym;
    });
  // Someone who selects a text that contains a pseudonym means exactly that place; otherwise
  // placeholders are not searched.
  if (value.search(token) >= 0) return replace;
  return (text, tally) => {
    let done = 0;
    let result = '';
    for (const { 0: own, index } of text.matchAll(token)) {
      result += replace(text.slice(done, index), tally) + own;
      done = index + own.length;
    }
    return result + replace(text.slice(done), tally);
  };
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function decideJson(text: string, document: unknown, change: Change): Decided {
  const tally = { hidden: 0, shown: 0 };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value, tally);
    if (typeof value === 'number') {
      const before = tally.hidden;
      const changed = change(String(value), tally);
      return tally.hidden === before ? value : changed;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [change(key, tally), walk(inner)]),
    );
  };
  const changed = walk(document);
  if (tally.hidden + tally.shown === 0) return { text, ...tally };
  // Formatted like items.
  return { text: `${JSON.stringify(changed, null, 2)}\n`, ...tally };
}
