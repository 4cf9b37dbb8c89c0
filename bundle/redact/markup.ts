import { quotedSpan, type Span, trimmed } from './field-values.ts';

/** The maximum length of a tag and its text. */
const longest = 8192;
const restOfTag = /[^<>]{0,400}>/y;
const wrapper =
  /\s{0,200}<(?:\w{1,20}:)?(value|string|data|text|content|simpleString|integer|stringValue)(?:\s[^<>]{0,200})?>/iy;
const closedName =
  /[ \t]{0,20}<\/(?:\w{1,20}:)?(?:key|name|id|param|property|setting|option|entry|n|k|th|td|dt)>/iy;

/** Whether the name at `start` is the name of an element: `<password`, `<wsse:Password`. */
export function isElementName(text: string, start: number): boolean {
  return (
    text.charAt(start - 1) === '<' ||
    (text.charAt(start - 1) === ':' &&
      /<[\w.-]{1,40}:$/.test(text.slice(Math.max(0, start - 42), start)))
  );
}

/**
 * The text of the element whose name ends at `nameEnd`: plain, in CDATA, or in one wrapper such as
 * `<value>`.
 */
export function elementSpan(text: string, nameEnd: number): Span | null {
  if (!/[\s>]/.test(text.charAt(nameEnd))) return null;
  restOfTag.lastIndex = nameEnd;
  const tag = restOfTag.exec(text)?.[0];
  if (tag === undefined) return null;
  if (tag.endsWith('/>')) return attributeSpan(text, nameEnd, nameEnd + tag.length);
  return (
    contentSpan(text, restOfTag.lastIndex) ?? attributeSpan(text, nameEnd, nameEnd + tag.length)
  );
}

function contentSpan(text: string, from: number): Span | null {
  wrapper.lastIndex = from;
  const start = wrapper.test(text) ? wrapper.lastIndex : from;
  const window = text.slice(start, start + longest);
  const data = /^\s{0,200}<!\[CDATA\[/.exec(window)?.[0];
  if (data !== undefined) {
    const close = window.indexOf(']]>');
    return trimmed(text, start + data.length, start + (close < 0 ? window.length : close));
  }
  const close = window.indexOf('<');
  return close < 0 || window.charAt(close + 1) !== '/' ? null : trimmed(text, start, start + close);
}

const valueAttribute =
  /(?:^|[\s"',{}\\])(?:value|content|data|val|v)\\{0,3}["']?\s{0,4}[=:]\s{0,4}(?=\\{0,3}["'])/i;

function attributeSpan(text: string, from: number, to: number): Span | null {
  const match = valueAttribute.exec(text.slice(from, to));
  return match ? quotedSpan(text, from + match.index + match[0].length) : null;
}

/** Right before a name that is itself a value: `name="`, `"key": "`, `<key>`. */
const nameOfName =
  /(?:^|[\s"'{,;<\\])(?:name|key|id|property|param|parameter|option|setting|variable|var|field|k|n|header|attribute)\\{0,3}["']?\s{0,4}[=:]\s{0,4}\\{0,3}["'][\w.:-]{0,60}$/i;
const nameElement =
  /<(?:\w{1,20}:)?(?:key|name|id|param|property|setting|option|entry|n|k|th|td|dt)(?:\s[^<>]{0,80})?>[\w.: -]{0,60}$/i;

/**
 * The value next to a name that is itself a value: `{"name": "DB_PASSWORD", "value": "x"}`,
 * `<key>Password</key><string>x</string>`.
 */
export function pairedSpan(text: string, before: string, nameEnd: number): Span | null {
  if (/["'\\]/.test(text.charAt(nameEnd)) && nameOfName.test(before)) {
    const window = text.slice(nameEnd, nameEnd + 400);
    const stop = window.search(/[<>{}]/);
    return (
      attributeSpan(text, nameEnd, nameEnd + (stop < 0 ? window.length : stop + 1)) ??
      elementAfterTag(text, nameEnd, window, stop)
    );
  }
  if (text.charAt(nameEnd) !== '<' && !/\s/.test(text.charAt(nameEnd))) return null;
  closedName.lastIndex = nameEnd;
  if (!closedName.test(text) || !nameElement.test(before)) return null;
  const next = /\s{0,200}<(?:\w{1,20}:)?[\w.-]{1,40}(?:\s[^<>]{0,200})?>/y;
  next.lastIndex = closedName.lastIndex;
  return next.test(text) ? contentSpan(text, next.lastIndex) : null;
}

/** `<property name="password">x</property>`. */
function elementAfterTag(text: string, nameEnd: number, window: string, stop: number): Span | null {
  return stop >= 0 && window.charAt(stop) === '>' && window.charAt(stop - 1) !== '/'
    ? contentSpan(text, nameEnd + stop + 1)
    : null;
}
