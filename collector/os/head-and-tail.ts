/**
 * Limits endless output to a fixed number of bytes: its beginning and its end. The first lines of a log say why something
 * happened, the last ones what.
 */
interface HeadAndTail {
  head: Buffer;
  tail: Buffer;
  droppedBytes: number;
}

interface HeadAndTailBuffer {
  push(chunk: Buffer): void;
  result(): HeadAndTail;
}

/** Stores at most `capBytes`: the head grows as needed; the tail is a ring buffer, created when the head is full. */
export function createHeadAndTail(capBytes: number): HeadAndTailBuffer {
  const headCap = Math.ceil(capBytes / 2);
  const tailCap = capBytes - headCap;
  const headChunks: Buffer[] = [];
  let headBytes = 0;
  let ring: Buffer | null = null;
  let pushedToTail = 0;

  function pushToTail(chunk: Buffer): void {
    pushedToTail += chunk.length;
    if (tailCap === 0) return;
    ring ??= Buffer.allocUnsafe(tailCap);
    const kept = chunk.length > tailCap ? chunk.subarray(chunk.length - tailCap) : chunk;
    const start = (pushedToTail - kept.length) % tailCap;
    const untilEnd = Math.min(kept.length, tailCap - start);
    kept.copy(ring, start, 0, untilEnd);
    kept.copy(ring, 0, untilEnd);
  }

  return {
    push(chunk) {
      const room = headCap - headBytes;
      // Copied, because a chunk may be a small view of a large pool, which would stay in memory.
      if (room > 0) {
        const first = Buffer.from(chunk.subarray(0, room));
        headChunks.push(first);
        headBytes += first.length;
      }
      if (chunk.length > room) pushToTail(chunk.subarray(Math.max(0, room)));
    },
    result() {
      const head = Buffer.concat(headChunks);
      if (!ring || pushedToTail === 0)
        return { head, tail: Buffer.alloc(0), droppedBytes: pushedToTail };
      if (pushedToTail <= tailCap)
        return { head, tail: Buffer.from(ring.subarray(0, pushedToTail)), droppedBytes: 0 };
      const start = pushedToTail % tailCap;
      return {
        head,
        tail: Buffer.concat([ring.subarray(start), ring.subarray(0, start)]),
        droppedBytes: pushedToTail - tailCap,
      };
    },
  };
}

/** How far a cut moves when a line has no place to cut; longer than any token or key on one line. */
const longestToken = 8 * 1024;

interface CutText {
  text: string;
  droppedBytes: number;
}

/**
 * Joins head and tail with a line that says how much is missing. Half a secret is still secret but no longer looks like one,
 * so a cut never splits a line or a PEM block, but drops the whole of it.
 */
export function joinHeadAndTail({ head, tail, droppedBytes }: HeadAndTail): CutText {
  if (droppedBytes === 0)
    return { text: Buffer.concat([head, tail]).toString('utf8'), droppedBytes: 0 };
  const headText = cutEnd(head);
  const tailText = cutStart(tail);
  const dropped =
    droppedBytes +
    head.length +
    tail.length -
    Buffer.byteLength(headText) -
    Buffer.byteLength(tailText);
  return {
    text: `${headText}[Candor left out ${dropped} bytes here]\n${tailText}`,
    droppedBytes: dropped,
  };
}

/** Only the end of a text, cut as safely as above. */
export function joinTail(tail: Buffer, droppedBytes: number): CutText {
  return joinHeadAndTail({ head: Buffer.alloc(0), tail, droppedBytes });
}

function cutEnd(head: Buffer): string {
  const newline = head.lastIndexOf(0x0a);
  const end = newline >= 0 ? newline + 1 : Math.max(0, head.length - longestToken);
  const text = withoutBrokenCharacters(head.subarray(0, end).toString('utf8'));
  const begin = text.lastIndexOf('-----BEGIN ');
  const whole = begin < 0 || text.indexOf('-----END ', begin) >= 0 ? text : text.slice(0, begin);
  return whole === '' || whole.endsWith('\n') ? whole : `${whole}\n`;
}

function cutStart(tail: Buffer): string {
  const newline = tail.indexOf(0x0a);
  const start = newline >= 0 ? newline + 1 : Math.min(tail.length, longestToken);
  const text = withoutBrokenCharacters(tail.subarray(start).toString('utf8'));
  const end = text.indexOf('-----END ');
  const begin = text.indexOf('-----BEGIN ');
  if (end < 0 || (begin >= 0 && begin < end)) return text;
  const lineEnd = text.indexOf('\n', end);
  return lineEnd < 0 ? '' : text.slice(lineEnd + 1);
}

/** Removes the U+FFFD that a cut inside a character leaves, because it is longer than the original bytes. */
function withoutBrokenCharacters(text: string): string {
  return text.replace(/^\uFFFD{1,3}|\uFFFD{1,3}$/g, '');
}
