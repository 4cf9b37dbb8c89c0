import type { Finder, Match } from './match.ts';

const begin = /-{4,5} ?BEGIN ([A-Za-z0-9 ]{0,40}(?:PRIVATE KEY(?: BLOCK)?|Static key V1)) ?-{4,5}/y;
const longestKey = 16 * 1024;
/**
 * Base64 of a block without its end: full lines, with real, escaped or JSON-array line breaks
 * between them.
 */
const keyLine = /(?:\s|\\{1,4}[nr]|\\|[>|#*"',+]){0,40}[A-Za-z0-9+/=]{16,200}/y;
const endLine = /-{4,5} ?END [A-Za-z0-9 ]{0,60}(?: ?-{4,5})?/y;
const puttyLines = /Private-Lines: \d{1,3}\r?\n/y;

/**
 * PEM, OpenSSH and PGP private keys (RFC 7468, RFC 9580), OpenVPN's static keys and PuTTY's files.
 * If the end is cut off or too far away, the key ends with its last line of base64. The next `END`
 * is searched for once, not once for every `BEGIN`, so text full of `BEGIN` takes linear time.
 */
export const findPrivateKeys: Finder = ({ text, hits }) => {
  const found: Match[] = [];
  const places = hits('key');
  let nextEnd = -1;
  let done = 0;
  for (let index = 1; index < places.length; index += 2) {
    const hit = places[index] ?? 0;
    if (hit < done) continue;
    const putty = puttyKey(text, hit);
    if (putty !== null) {
      found.push({
        start: hit,
        end: putty,
        rule: 'private-key',
        kind: 'secret',
        value: 'private-key',
      });
      done = putty;
      continue;
    }
    const start = startOf(text, hit);
    if (start === null) continue;
    const after = begin.lastIndex;
    if (nextEnd !== Number.POSITIVE_INFINITY && nextEnd < after) {
      const at = text.indexOf('- END ', after);
      const dashed = text.indexOf('-END ', after);
      const nearest = at < 0 ? dashed : dashed < 0 ? at : Math.min(at, dashed);
      nextEnd = nearest < 0 ? Number.POSITIVE_INFINITY : nearest;
    }
    const end = nextEnd - after <= longestKey ? endOfLine(text, nextEnd) : endOfLines(text, after);
    found.push({ start, end, rule: 'private-key', kind: 'secret', value: 'private-key' });
    done = end;
  }
  return found;
};

/** The start of the dashes before `BEGIN`, which ends at `hit`. */
function startOf(text: string, hit: number): number | null {
  for (const before of [11, 10, 9]) {
    begin.lastIndex = Math.max(0, hit - before);
    if (begin.test(text)) return Math.max(0, hit - before);
  }
  return null;
}

function puttyKey(text: string, hit: number): number | null {
  if (!text.startsWith('Private-Lines:', hit - 14)) return null;
  puttyLines.lastIndex = hit - 14;
  return puttyLines.test(text) ? endOfLines(text, puttyLines.lastIndex) : null;
}

function endOfLine(text: string, start: number): number {
  let from = start;
  while (text.charAt(from - 1) === '-') from -= 1;
  endLine.lastIndex = from;
  return endLine.test(text) ? endLine.lastIndex : start;
}

function endOfLines(text: string, start: number): number {
  let end = start;
  for (keyLine.lastIndex = start; keyLine.test(text); keyLine.lastIndex = end)
    end = keyLine.lastIndex;
  return end;
}
