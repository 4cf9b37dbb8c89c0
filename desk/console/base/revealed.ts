import type { DeskRequest } from '#contract/http/console-requests.ts';
import { pseudonymPattern } from '#contract/primitives/pseudonym.ts';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import type { Mark } from '#ui/text-marks.ts';

/** The value behind a pseudonym that the person revealed. */
export interface RevealedValue {
  jti: string;
  pseudonym: string;
  value: string;
}

/** The values revealed for this incident's bundle. A pseudonym has the same value in all its items. */
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

/** Finds revealed pseudonyms in `[start, end)` of a text, in text order. */
export function revealedMarks(
  values: readonly RevealedValue[],
  text: string,
  start: number,
  end: number,
  titleOf: (value: RevealedValue) => string,
): Mark[] {
  // One character before and two after decide whether a name is part of a longer one.
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

/** The revealed values whose pseudonyms occur in a text. */
export const revealedWithin = (values: readonly RevealedValue[], text: string): RevealedValue[] =>
  values.filter(({ pseudonym }) => pseudonymPattern(pseudonym).test(text));
