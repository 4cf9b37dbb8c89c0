import { StringDecoder } from 'node:string_decoder';
import type { Leak } from './redact/leak-scan.ts';

const windowLength = 1024 * 1024;
/** More than the longest value or secret that must be seen in one piece. */
const overlap = 16 * 1024;
const safeCut = /[\s",;<>|]/;

export interface StreamScan {
  /** Leaks in what is complete so far. */
  push(bytes: Uint8Array): Leak[];
  end(): Leak[];
}

/**
 * Scans text that comes in pieces, with bounded memory: in windows that overlap and that are cut where no word is, so
 * that a cut makes no half of a word look like a whole one. A leak in an overlap is reported twice.
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

/** Right after the last safe character before `end`, but not before `least`; `end` itself when there is none. */
function cutBefore(text: string, end: number, least: number): number {
  for (let index = end - 1; index >= least; index -= 1)
    if (safeCut.test(text.charAt(index))) return index + 1;
  return end;
}
