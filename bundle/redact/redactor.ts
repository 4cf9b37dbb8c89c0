import type { PrivateMapEntry, RedactionCount, TextType } from '#contract/collector/collector.ts';
import { blockEnd } from './blocks.ts';
import { changedLines, inWholeText, touching } from './changed-lines.ts';
import type { CustomRules } from './custom-rules.ts';
import { findEncoded } from './decoded-view.ts';
import { createJsonGuard, type JsonGuard, looksLikeJson } from './json-guard.ts';
import { type KnownValues, personalAddresses, registerKnown } from './known-values.ts';
import {
  countRules,
  type Match,
  mergeMatches,
  type Replaced,
  type Replacement,
  replaceMatches,
} from './match.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { createRules } from './rules.ts';

export type { KnownValues } from './known-values.ts';
export type { Replacement } from './match.ts';

export const emptyKnownValues: Readonly<KnownValues> = {
  users: [],
  fullNames: [],
  homes: [],
  hosts: [],
  domains: [],
  ips: [],
  macs: [],
  ids: [],
  emails: [],
  words: [],
};

export interface Redaction {
  text: string;
  /** How many values each rule replaced. */
  redactions: RedactionCount[];
  /** Each replaced value: its position in `text`, in order, and the reason. */
  replacements: Replacement[];
}

export interface RedactionStream {
  /**
   * More text; returns what is finished so far, which may be nothing. Offsets count from the start
   * of the stream.
   */
  push(text: string): Redaction;
  /** The rest. */
  end(): Redaction;
}

export interface Redactor {
  /** The text without secrets and personal values. Linear and idempotent. */
  redact(text: string, type: TextType): Redaction;
  /**
   * The same for text that arrives in pieces; how it is cut never changes the result. Memory is
   * limited.
   */
  stream(type: TextType): RedactionStream;
  /** Private-map entries since the last call; the first call includes the known values. */
  discovered(): PrivateMapEntry[];
  /** The whole private map. */
  privateMap(): PrivateMapEntry[];
}

export interface RedactorOptions {
  known: KnownValues;
  /**
   * Continues an earlier redactor's numbers, such as those of a collector process that was
   * replaced.
   */
  privateMap?: readonly PrivateMapEntry[];
  /** Words and patterns that the policy or the person added. */
  rules?: CustomRules;
}

/** Maximum number of rounds; two are enough except for text that was designed to need more. */
const mostRounds = 4;
/** Base64 in base64 in base64. */
const mostDepth = 3;

/**
 * A secret becomes `[secret:label]`; a personal value always becomes the same pseudonym of its
 * kind.
 */
export function createRedactor(options: RedactorOptions): Redactor {
  const pseudonyms = createPseudonyms(options.privateMap ?? []);
  registerKnown(options.known, pseudonyms);
  for (const word of options.rules?.words ?? []) pseudonyms.of('word', word);
  const rules = createRules(
    pseudonyms.all(),
    personalAddresses(options.known.ips),
    options.rules ?? null,
  );

  function pseudonymOf({ kind, value }: Match): string {
    if (kind === 'secret') return `[secret:${value}]`;
    return pseudonyms.of(kind, value, kind === 'mac' ? value.replace(/..(?=.)/g, '$&:') : value);
  }

  function findIn(text: string, whole: boolean, json: boolean, depth: number): Match[] {
    const found = rules.find(text, { whole, json });
    if (depth >= mostDepth) return found;
    const encoded = findEncoded(text, (decoded) => {
      const inner = redactBlock(decoded, false, null, depth + 1);
      return { text: inner.text, rules: inner.replacements };
    });
    // Text that can be encoded again stays readable; replacing only a fragment of it would leave
    // unreadable base64.
    const others = found.filter(
      ({ rule, start, end }) =>
        !rule.startsWith('known-') || !encoded.some((one) => one.start <= start && end <= one.end),
    );
    return mergeMatches(others, encoded);
  }

  /**
   * Repeats until nothing is found: what a replacement uncovers is replaced too, and a second pass
   * changes nothing.
   */
  function redactBlock(
    block: string,
    json: boolean,
    guard: JsonGuard | null,
    depth: number,
  ): Replaced {
    const first = findIn(block, true, json, depth);
    let now = replaceMatches(
      block,
      guard ? guard.fit(block, first, pseudonymOf) : first,
      [],
      pseudonymOf,
    );
    for (let round = 1; round < mostRounds && now.replacements.length > 0; round += 1) {
      const uncovering =
        round > 1 || first.some((one) => one.ragged)
          ? now.replacements
          : touching(now.text, now.replacements);
      if (uncovering.length === 0) break;
      const lines = changedLines(now.text, uncovering);
      const more = inWholeText(lines, findIn(lines.text, false, json, depth));
      if (more.length === 0) break;
      const found = json ? createJsonGuard(null).fit(now.text, more, pseudonymOf) : more;
      if (found.length === 0) break;
      now = replaceMatches(now.text, found, now.replacements, pseudonymOf);
    }
    return now;
  }

  function stream(type: TextType): RedactionStream {
    let pending = '';
    let begun = false;
    let json = type === 'application/json';
    let guard: JsonGuard | null = null;
    let position = 0;

    function begin(): void {
      begun = true;
      json = json || looksLikeJson(pending.slice(0, 4096));
      guard = json ? createJsonGuard(rules.fieldOf) : null;
    }

    function drain(final: boolean): Redaction {
      if (!begun && (final || pending.length >= 4096)) begin();
      const pieces: string[] = [];
      const replacements: Replacement[] = [];
      let start = 0;
      while (begun && start < pending.length) {
        const end = blockEnd(pending, start, final, json);
        if (end === null) break;
        const done = redactBlock(
          start === 0 && end === pending.length ? pending : pending.slice(start, end),
          json,
          guard,
          0,
        );
        for (const one of done.replacements)
          replacements.push({ ...one, start: one.start + position });
        pieces.push(done.text);
        position += done.text.length;
        start = end;
      }
      if (start > 0) pending = pending.slice(start);
      return { text: pieces.join(''), redactions: countRules(replacements), replacements };
    }

    return {
      push: (text) => {
        pending += text;
        return drain(false);
      },
      end: () => drain(true),
    };
  }

  return {
    redact: (text, type) => {
      const whole = stream(type);
      const head = whole.push(text);
      const tail = whole.end();
      const replacements = [...head.replacements, ...tail.replacements];
      return { text: head.text + tail.text, redactions: countRules(replacements), replacements };
    },
    stream,
    discovered: () => pseudonyms.discovered(),
    privateMap: () => pseudonyms.all(),
  };
}
