const least = 96 * 1024;
/**
 * How much text a decision may look at, so that the cut depends only on the text and not on how it
 * arrived.
 */
export const decisionWindow = 256 * 1024;

/**
 * Where the block that begins at `start` ends; null when that is not known before more text
 * arrives. Most rules look no further than a line; a block does not end where a value continues on
 * the next lines or a private key has begun. With small blocks, the results of the rules stay in
 * V8's young generation instead of being copied to the old one.
 */
export function blockEnd(
  text: string,
  start: number,
  final: boolean,
  json: boolean,
): number | null {
  if (text.length - start < decisionWindow) {
    if (!final) return null;
    if (text.length - start <= least) return text.length;
  }
  const limit = Math.min(text.length, start + decisionWindow);
  if (limit === text.length && final && limit - start <= least) return limit;
  return (
    lineCut(text, start, limit, json) ??
    (json ? jsonCut(text, start, limit) : wordCut(text, start, limit)) ??
    limit
  );
}

/** After a line break: the first one that separates, otherwise the first one. */
function lineCut(text: string, start: number, limit: number, json: boolean): number | null {
  let first: number | null = null;
  let checked = 0;
  for (
    let newline = text.indexOf('\n', start + least);
    newline >= 0 && newline < limit && checked < 2000;
    newline = text.indexOf('\n', newline + 1)
  ) {
    first ??= newline + 1;
    checked += 1;
    if (!insideKey(text, newline, start) && (json || separates(text, newline))) return newline + 1;
  }
  return first;
}

function insideKey(text: string, at: number, start: number): boolean {
  const window = text.slice(Math.max(start, at - 20_000), at);
  const begin = window.lastIndexOf('-----BEGIN');
  return begin >= 0 && window.indexOf('-----END', begin) < 0;
}

function separates(text: string, newline: number): boolean {
  const next = text.charAt(newline + 1);
  const line = text.slice(Math.max(0, newline - 200), newline).trimEnd();
  if (/[\\:|,=]$|<\/(?:key|name)>$/.test(line)) return false;
  if (/[ \t]/.test(next)) return /(?:<\/[\w:.-]+|\/)>$/.test(line);
  return !/[-}\]"']/.test(next);
}

/** After a comma between two values, when there is no line break for a long time. */
function jsonCut(text: string, start: number, limit: number): number | null {
  for (let index = start; index < limit; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x2c && index >= start + least) return index + 1;
    if (code !== 0x22) continue;
    index += 1;
    while (index < limit && text.charCodeAt(index) !== 0x22)
      index += text.charCodeAt(index) === 92 ? 2 : 1;
  }
  return null;
}

function wordCut(text: string, start: number, limit: number): number | null {
  for (let index = start + least; index < limit; index += 1)
    if (/[\s;,<>|]/.test(text.charAt(index))) return index + 1;
  // A pair of surrogates is one character.
  return text.charCodeAt(limit - 1) >= 0xd800 && text.charCodeAt(limit - 1) < 0xdc00
    ? limit - 1
    : null;
}
