import type { Finder, Found } from './found.ts';

const begin = /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----/g;
const longestKey = 16 * 1024;
/** Base64 of a block whose end is missing: full lines, with real, escaped or JSON-array line ends between them. */
const keyLine = /(?:\s|\\[nr]|\\)*[A-Za-z0-9+/=]{16,200}/y;

/**
 * PEM and PGP private keys (RFC 7468, RFC 9580). One whose end is cut off or too far away ends with its last line of
 * base64. The next `END` is looked for once, not once for every `BEGIN`: text full of begins stays linear.
 */
export const findPrivateKeys: Finder = (text) => {
  const found: Found[] = [];
  let nextEnd = -1;
  begin.lastIndex = 0;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const start = match.index;
    const after = begin.lastIndex;
    if (nextEnd !== Number.POSITIVE_INFINITY && nextEnd < after) {
      const index = text.indexOf('-----END ', after);
      nextEnd = index < 0 ? Number.POSITIVE_INFINITY : index;
    }
    const end = nextEnd - after <= longestKey ? endOfLine(text, nextEnd) : endOfLines(text, after);
    found.push({ start, end, rule: 'private-key', kind: 'secret', value: 'private-key' });
    begin.lastIndex = end;
  }
  return found;
};

function endOfLine(text: string, start: number): number {
  const line = /-----END [A-Z0-9 ]{0,60}(?:-----)?/y;
  line.lastIndex = start;
  return line.test(text) ? line.lastIndex : start;
}

function endOfLines(text: string, start: number): number {
  let end = start;
  for (keyLine.lastIndex = start; keyLine.test(text); keyLine.lastIndex = end) end = keyLine.lastIndex;
  return end;
}
