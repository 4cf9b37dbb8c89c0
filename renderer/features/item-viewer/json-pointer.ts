/**
 * The line, counted from 1, on which the value at a JSON Pointer (RFC 6901) begins; null if the text is not valid
 * JSON or has no such value. Scans the text itself, because a parsed value no longer knows its lines.
 */
export function lineOfPointer(text: string, pointer: string): number | null {
  const wanted =
    pointer === ''
      ? []
      : pointer
          .split('/')
          .slice(1)
          .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let at = 0;
  const token = /[\s]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}[\],:"]+))/gy;
  const next = () => {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) return null;
    at = token.lastIndex;
    const value = match[1] ?? match[2] ?? match[3] ?? '';
    return { value, start: at - value.length };
  };
  const skip = () => {
    let depth = 0;
    do {
      const read = next();
      if (!read) return false;
      if (read.value === '{' || read.value === '[') depth += 1;
      if (read.value === '}' || read.value === ']') depth -= 1;
    } while (depth > 0);
    return true;
  };

  let current = next();
  for (const part of wanted) {
    if (current?.value !== '{' && current?.value !== '[') return null;
    const list = current.value === '[';
    for (let index = 0; ; index += 1) {
      let name = String(index);
      if (!list) {
        const key = next();
        if (!key?.value.startsWith('"')) return null;
        name = unquoted(key.value);
        if (next()?.value !== ':') return null;
      }
      if (name === part) break;
      if (!skip() || next()?.value !== ',') return null;
    }
    current = next();
  }
  if (!current || current.value === ']' || current.value === '}') return null;
  return lineAt(text, current.start);
}

function unquoted(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (
    let index = text.indexOf('\n');
    index !== -1 && index < offset;
    index = text.indexOf('\n', index + 1)
  )
    line += 1;
  return line;
}
