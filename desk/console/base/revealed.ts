import type { DeskRequest } from '#contract/http/console-requests.ts';
import { pseudonymPattern } from '#contract/primitives/pseudonym.ts';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import type { Mark } from '#ui/text-marks.ts';

/** A value that the person revealed, behind one pseudonym of a bundle. */
export interface RevealedValue {
  jti: string;
  pseudonym: string;
  value: string;
}

/** What the person revealed of this incident's bundle: a pseudonym is the same value in all of its items. */
export function useRevealed(incident: string): readonly RevealedValue[] {
  const { value } = useResource('requests.list', { query: { incident } }, 'requests');
  return value === null ? none : revealedIn(value.requests, incident);
}

const none: readonly RevealedValue[] = [];

export const revealedIn = (requests: readonly DeskRequest[], incident: string): RevealedValue[] =>
  requests.flatMap(({ jti, incident: of, reveal, answer }) =>
    of === incident && reveal !== null && answer !== null
      ? [{ jti, pseudonym: reveal.pseudonym, value: answer }]
      : [],
  );

/** Where revealed pseudonyms stand in `[start, end)` of a text, in the order of the text. */
export function revealedMarks(
  values: readonly RevealedValue[],
  text: string,
  start: number,
  end: number,
  titleOf: (value: RevealedValue) => string,
): Mark[] {
  // A character before and two behind decide whether a name is part of another one.
  const from = Math.max(0, start - 100);
  const part = text.slice(from, end + 100);
  return values
    .flatMap((value) =>
      [...part.matchAll(pseudonymPattern(value.pseudonym))].map(({ index }) => ({
        start: from + index,
        end: from + index + value.pseudonym.length,
        title: titleOf(value),
      })),
    )
    .filter((mark) => mark.start < end && mark.end > start)
    .sort((a, b) => a.start - b.start);
}

/** The revealed values whose pseudonyms stand in a text. */
export const revealedWithin = (values: readonly RevealedValue[], text: string): RevealedValue[] =>
  values.filter(({ pseudonym }) => pseudonymPattern(pseudonym).test(text));
