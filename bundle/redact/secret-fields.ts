import type { Finder, Found } from './found.ts';

const fieldName =
  /pass(?:word|wd|phrase|wort)|pwd|api[-_ ]?key|(?:access|private|secret|auth|encryption|signing|shared|account|storage)[-_]?key|secret|token|authorization|credential|cookie|psk/gi;
/** Names that are secrets only as parameters of an address: `?code=…&sig=…`. */
const parameterName =
  /[?&](?:sig|signature|code|key|auth|session|sid|x-amz-(?:signature|credential|security-token))=([^&\s"'<>#\\\u2028\u2029]{1,4000})/gi;

const separator = /s?(?:[-_]?(?:hash|value|base64|b64|raw))?\\{0,3}["'`]?\]?[ \t]{0,8}(=>|:=|=|:|>)([ \t]{0,8})/y;
const flagSeparator = /s?(?:[ \t\u2028\u2029]{1,8}|["'][ \t]{0,4},[ \t]{0,4}["'])(?=[^\s-])/y;
const quote = /\\{0,3}(["'`])/y;
const scheme = /(?:Basic|Bearer|Negotiate|NTLM|Token|ApiKey)[ \t]+/iy;
const inQuotes: Record<string, RegExp> = {
  '"': /(?:[^"\\\n\u2028\u2029]|\\.)+/y,
  "'": /[^'\n\u2028\u2029]+/y,
  '`': /[^`\n\u2028\u2029]+/y,
};
const insideDouble = /[^"\\\n\u2028\u2029]+/y;
const bare = /(?:[^\s"'`&;,<>\\|]|\\(?![nrt"'])|,(?![\w.-]{1,60}[=:]|\s|$))+/y;
const toLineEnd = /[^"'`\n\r\u2028\u2029]+/y;
const longestValue = 8192;

const noSecret =
  /^(?:true|false|yes|no|on|off|none|null|nil|undefined|n\/a|unset|set|empty|required|optional|enabled|disabled|unknown|invalid|missing|expired|changed|\*+|x{3,}|<[^>]*>|\$\{?[\w.]+\}?|\$\(.*|%\w+%|\.\.\.|\[secret:.*|[()[\]{}]+.*)$/i;

/** What stands in `[secret:…]` for a field of this name. */
function labelOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  if (/key$/.test(plain)) return 'key';
  if (/^(?:pass|pwd)/.test(plain)) return 'password';
  return plain === 'psk' ? 'key' : plain;
}

const secretKey =
  /(password|passwd|passphrase|passwort|pwd|secret|token|apikey|accesskey|privatekey|secretkey|authkey|encryptionkey|signingkey|sharedkey|accountkey|storagekey|authorization|credential|cookie|psk)s?(?:hash|value|base64|b64|raw)?$/;

/** The label when a JSON value under this key is a secret; null for `passwordExpired`, `publicKeyToken` and the like. */
export function secretLabel(key: string): string | null {
  // A key that held a secret itself is no name: it must not be read as one when it is redacted again.
  if (key.length > 200 || key.includes('[secret:')) return null;
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  const match = plain.endsWith('publickeytoken') ? null : secretKey.exec(plain);
  return match?.[1] ? labelOf(match[1]) : null;
}

/** Whether text under a secret's key is one: `none`, `${VARIABLE}` and what is already replaced are not. */
export function isSecretValue(value: string): boolean {
  return value.trim() !== '' && !noSecret.test(value.trim().slice(0, 200));
}

/**
 * Secrets by the name before them: `password=x`, `"token": "x"`, `DB_PASSWORD: x`, `--api-key x`, `<secret>x</secret>`,
 * `Authorization: Basic x`, `?sig=x`.
 */
export const findSecretFields: Finder = (text) => {
  const found: Found[] = [];
  fieldName.lastIndex = 0;
  for (let match = fieldName.exec(text); match !== null; match = fieldName.exec(text)) {
    const value = valueAfter(text, match.index, fieldName.lastIndex, match[0].toLowerCase());
    if (!value) continue;
    const label = labelOf(match[0]);
    fieldName.lastIndex = value.end;
    found.push({ ...value, rule: `field-${label}`, kind: 'secret', value: label });
  }
  return found;
};

export const findSecretParameters: Finder = (text) => {
  const found: Found[] = [];
  parameterName.lastIndex = 0;
  for (let match = parameterName.exec(text); match !== null; match = parameterName.exec(text)) {
    const value = match[1] ?? '';
    const end = parameterName.lastIndex;
    if (isSecretValue(value))
      found.push({ start: end - value.length, end, rule: 'url-parameter', kind: 'secret', value: 'url-parameter' });
  }
  return found;
};

interface Span {
  start: number;
  end: number;
}

function valueAfter(text: string, nameStart: number, nameEnd: number, name: string): Span | null {
  // Our own `[secret:…]`.
  if (text.charAt(nameStart - 1) === '[' && text.charAt(nameEnd) === ':') return null;
  const before = text.slice(Math.max(0, nameStart - 80), nameStart);
  if (/publickey$/i.test(before)) return null;
  separator.lastIndex = nameEnd;
  const sign = separator.exec(text);
  if (!sign) return /(?:^|[\s"'=])--?[\w-]*$/.test(before) ? flagValue(text, nameEnd) : null;
  if (sign[1] === '>' && !/<[\w:.-]*$/.test(before)) return null;
  const start = separator.lastIndex;
  if (name === 'cookie' || name === 'authorization') return headerValue(text, start);
  const value = quotedValue(text, start) ?? bareValue(text, start);
  if (!value) return null;
  const content = text.slice(value.start, value.end);
  if (!isSecretValue(content) || (name.endsWith('key') && isPath(content)) || (name === 'pwd' && isPath(content))) return null;
  const prose =
    sign[1] === ':' &&
    sign[2] !== '' &&
    value.start === start &&
    !/(?:^|[\n\u2028\u2029])[ \t]*[-*#>]?[ \t]*[\w.-]*$/.test(before);
  return prose && !looksRandom(content) ? null : value;
}

function flagValue(text: string, nameEnd: number): Span | null {
  flagSeparator.lastIndex = nameEnd;
  if (!flagSeparator.test(text)) return null;
  const start = flagSeparator.lastIndex;
  const value = quotedValue(text, start) ?? bareValue(text, start);
  return value && isSecretValue(text.slice(value.start, value.end)) ? value : null;
}

/** `Authorization: Basic x` keeps its scheme; a cookie goes to the end of its line. */
function headerValue(text: string, from: number): Span | null {
  quote.lastIndex = from;
  const start = quote.test(text) ? quote.lastIndex : from;
  scheme.lastIndex = start;
  const value = scheme.test(text) ? match(bare, text, scheme.lastIndex) : match(toLineEnd, text, start);
  if (!value) return null;
  const content = text.slice(value.start, value.end);
  if (!isSecretValue(content) || (scheme.lastIndex === 0 && !/[=\d]/.test(content))) return null;
  return value;
}

function quotedValue(text: string, from: number): Span | null {
  quote.lastIndex = from;
  const opening = quote.exec(text);
  if (!opening) return null;
  const start = quote.lastIndex;
  // With a backslash before the quote this is JSON inside text: the value ends at the next backslash or quote.
  if (opening[0].length > 1) return match(insideDouble, text, start);
  return match(inQuotes[opening[1] ?? ''] ?? insideDouble, text, start);
}

function bareValue(text: string, from: number): Span | null {
  const value = match(bare, text, from);
  if (!value) return null;
  let { end } = value;
  while (end > value.start && /[)\]}.,:]/.test(text.charAt(end - 1))) end -= 1;
  return end > value.start ? { start: value.start, end } : null;
}

/** The window keeps greedy loops short: V8's backtracking stack overflows on runs of millions of characters. */
function match(expression: RegExp, text: string, start: number): Span | null {
  const window = text.slice(start, start + longestValue);
  expression.lastIndex = 0;
  return expression.test(window) ? { start, end: start + expression.lastIndex } : null;
}

function isPath(value: string): boolean {
  return /^(?:\/|~\/|[A-Za-z]:[\\/])[\w.\\/ -]*$/.test(value) || /\.(?:pem|key|crt|p12|pub)$/i.test(value);
}

function looksRandom(value: string): boolean {
  return value.length >= 6 && /[A-Za-z]/.test(value) && /[^A-Za-z.]/.test(value);
}
