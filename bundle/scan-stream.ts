import { StringDecoder } from 'node:string_decoder';
import type { Leak } from './redact/leak-scan.ts';

const windowLength = 1024 * 1024;
/** Longer than the longest value or secret that must be seen as a whole. */
const overlap = 16 * 1024;
const safeCut = /[\s",;<>|]/;

export interface StreamScan {
  /** Leaks in the part that is complete so far. */
  push(bytes: Uint8Array): Leak[];
  end(): Leak[];
}

/**
 * Scans text that arrives in pieces, with limited memory: in overlapping windows that are not cut
 * inside a word, so that half a word does not look like a whole one. A leak in an overlap is
 * reported twice.
 */
export function createStreamScan(
  name: string,
  scan: (name: string, text: string) => Leak[],
): StreamScan {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let position = 0;

  function scanned(text: string): Leak[] {
    return scan(name, text).map((leak) => ({ ...leak, offset: position + leak.offset }));
  }

  function drain(): Leak[] {
    const leaks: Leak[] = [];
    while (pending.length >= windowLength) {
      const cut = cutBefore(pending, windowLength, windowLength / 2);
      leaks.push(...scanned(pending.slice(0, cut)));
      const next = cutBefore(pending, cut - overlap, cut - 2 * overlap);
      position += next;
      pending = pending.slice(next);
    }
    return leaks;
  }

  return {
    push: (bytes) => {
      pending += decoder.write(bytes);
      return drain();
    },
    end: () => {
      pending += decoder.end();
      return [...drain(), ...scanned(pending)];
    },
  };
}

/**
 * Right after the last safe character before `end`, but not before `least`; `end` if there is none.
 */
function cutBefore(text: string, end: number, least: number): number {
  for (let index = end - 1; index >= least; index -= 1)
    if (safeCut.test(text.charAt(index))) return index + 1;
  return end;
}
