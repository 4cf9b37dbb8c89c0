import type { Refusal } from '../trust/request.ts';

export interface RefusalCount {
  /** `detail` for the log. */
  count(refusal: Refusal, detail: string): void;
}

/**
 * Counts refused messages, and reports the first, the tenth, the hundredth of a kind: a desk that sends a million of them
 * fills no log.
 */
export function createRefusalCount(
  tell: (refusal: Refusal, count: number, detail: string) => void,
): RefusalCount {
  const counts = new Map<Refusal, number>();
  return {
    count(refusal, detail) {
      const count = (counts.get(refusal) ?? 0) + 1;
      counts.set(refusal, count);
      if (Number.isInteger(Math.log10(count))) tell(refusal, count, detail);
    },
  };
}
