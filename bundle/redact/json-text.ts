import { type CountRule, replaceFound } from './found.ts';
import { type JsonString, jsonStrings } from './json-strings.ts';

/**
 * Stand before the strings while they are redacted as one text; both count as white space, so that no value crosses them.
 * Only before a key may the text be cut: a key and its value, or the parts of an array, belong together.
 */
const beforeValue = '\u2028';
const beforeKey = '\u2029';
const separator = /[\u2028\u2029]/;

/**
 * Redacts JSON in place: strings and keys only, so that structure, order and every number keep their exact spelling. All
 * strings go through the text rules joined, one pass over all of them: a pass for each would cost three times as much.
 * Two keys of one object that become the same get `~2`, `~3` …, because a parser would drop all but the last.
 * Null when the text is no JSON.
 */
export function redactJson(text: string, redactText: (joined: string, cut: string) => string, count: CountRule): string | null {
  if (!isJson(text)) return null;
  const strings = jsonStrings(text);
  const before = strings.map((one) => decided(one, count));
  const after = redactStrings(strings, before, redactText);
  const contents = distinctKeys(strings, after);
  const changed = strings.flatMap(({ start, end, content }, index) => {
    const now = contents[index] ?? content;
    return now === content ? [] : [{ start, end, rule: '', kind: '', value: JSON.stringify(now) }];
  });
  return replaceFound(text, changed, ({ value }) => value);
}

function distinctKeys(strings: readonly JsonString[], after: readonly string[]): string[] {
  const touched = new Set(strings.flatMap((one, index) => (one.key && one.content !== after[index] ? [one.parent] : [])));
  if (touched.size === 0) return [...after];
  const taken = new Set(
    strings.flatMap((one, index) =>
      one.key && touched.has(one.parent) && one.content === after[index] ? [`${one.parent} ${one.content}`] : [],
    ),
  );
  return strings.map((one, index) => {
    const content = after[index] ?? '';
    if (!one.key || content === one.content) return content;
    let distinct = content;
    for (let number = 2; taken.has(`${one.parent} ${distinct}`); number += 1) distinct = `${content}~${number}`;
    taken.add(`${one.parent} ${distinct}`);
    return distinct;
  });
}

function decided(one: JsonString, count: CountRule): string {
  if (one.secret === null) return one.content;
  count(`field-${one.secret}`, 'secret');
  return `[secret:${one.secret}]`;
}

function redactStrings(
  strings: readonly JsonString[],
  contents: readonly string[],
  redactText: (joined: string, cut: string) => string,
): string[] {
  const joined = contents.map((content, index) => (strings[index]?.key ? beforeKey : beforeValue) + content).join('');
  // Strings that hold a separator themselves are rare enough to do one by one.
  if (contents.some((content) => separator.test(content))) return contents.map((content) => redactText(content, beforeKey));
  return redactText(joined, beforeKey).slice(1).split(separator);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A secret that spans several strings, such as a key written as an array of lines, leaves their separators standing. */
export function separatorsIn(text: string): string {
  return separator.test(text) ? text.replace(/[^\u2028\u2029]+/g, '') : '';
}

/** JSON's escapes resolved, so that a scan sees the strings as `redactJson` saw them. */
export function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, character: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return escapes[character ?? ''] ?? character ?? '';
  });
}
const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
