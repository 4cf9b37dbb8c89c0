import { isAlphanumeric, isBearerCharacter, isTokenCharacter, isUpperOrDigit, runEnd } from './characters.ts';
import type { Finder, Found } from './found.ts';

interface TokenShape {
  prefix: string;
  label: string;
  test: (code: number) => boolean;
  /** Characters after the prefix; a longer run is the secret too. */
  least: number;
  /** A longer run is something else, such as a word in capitals. */
  most?: number;
}

/** Documented prefixes of the vendors' own tokens; each is found by its literal, the rest is a run of its characters. */
const shapes: readonly TokenShape[] = [
  { prefix: 'AKIA', label: 'aws-key', test: isUpperOrDigit, least: 16, most: 16 },
  { prefix: 'ASIA', label: 'aws-key', test: isUpperOrDigit, least: 16, most: 16 },
  { prefix: 'ghp_', label: 'github-token', test: isAlphanumeric, least: 30 },
  { prefix: 'gho_', label: 'github-token', test: isAlphanumeric, least: 30 },
  { prefix: 'ghu_', label: 'github-token', test: isAlphanumeric, least: 30 },
  { prefix: 'ghs_', label: 'github-token', test: isAlphanumeric, least: 30 },
  { prefix: 'ghr_', label: 'github-token', test: isAlphanumeric, least: 30 },
  { prefix: 'github_pat_', label: 'github-token', test: isTokenCharacter, least: 22 },
  { prefix: 'glpat-', label: 'gitlab-token', test: isTokenCharacter, least: 20 },
  { prefix: 'glrt-', label: 'gitlab-token', test: isTokenCharacter, least: 20 },
  { prefix: 'xoxa-', label: 'slack-token', test: isTokenCharacter, least: 10 },
  { prefix: 'xoxb-', label: 'slack-token', test: isTokenCharacter, least: 10 },
  { prefix: 'xoxp-', label: 'slack-token', test: isTokenCharacter, least: 10 },
  { prefix: 'xoxr-', label: 'slack-token', test: isTokenCharacter, least: 10 },
  { prefix: 'xoxs-', label: 'slack-token', test: isTokenCharacter, least: 10 },
  { prefix: 'xapp-', label: 'slack-token', test: isTokenCharacter, least: 10 },
  { prefix: 'AIza', label: 'google-key', test: isTokenCharacter, least: 35 },
  { prefix: 'GOCSPX-', label: 'google-key', test: isTokenCharacter, least: 20 },
  { prefix: 'ya29.', label: 'google-token', test: isTokenCharacter, least: 20 },
  { prefix: 'sk_live_', label: 'stripe-key', test: isAlphanumeric, least: 10 },
  { prefix: 'sk_test_', label: 'stripe-key', test: isAlphanumeric, least: 10 },
  { prefix: 'rk_live_', label: 'stripe-key', test: isAlphanumeric, least: 10 },
  { prefix: 'rk_test_', label: 'stripe-key', test: isAlphanumeric, least: 10 },
  { prefix: 'whsec_', label: 'stripe-key', test: isTokenCharacter, least: 20 },
  { prefix: 'npm_', label: 'npm-token', test: isAlphanumeric, least: 30 },
  { prefix: 'sk-ant-', label: 'api-key', test: isTokenCharacter, least: 20 },
  { prefix: 'sk-proj-', label: 'api-key', test: isTokenCharacter, least: 20 },
  { prefix: 'AGE-SECRET-KEY-', label: 'age-key', test: isTokenCharacter, least: 40 },
];
const byPrefix = new Map(shapes.map((shape) => [shape.prefix, shape]));
const anyPrefix = new RegExp(shapes.map(({ prefix }) => prefix.replace('.', '\\.')).join('|'), 'g');

export const findTokens: Finder = (text) => {
  const found: Found[] = [];
  anyPrefix.lastIndex = 0;
  for (let match = anyPrefix.exec(text); match !== null; match = anyPrefix.exec(text)) {
    const shape = byPrefix.get(match[0]);
    const start = match.index;
    const inWord =
      start > 0 && isAlphanumeric(text.charCodeAt(start - 1)) && !/\\[nrt]$/.test(text.slice(Math.max(0, start - 2), start));
    if (!shape || inWord) continue;
    const end = runEnd(text, anyPrefix.lastIndex, shape.test);
    const length = end - anyPrefix.lastIndex;
    anyPrefix.lastIndex = end;
    if (length < shape.least || (shape.most !== undefined && length > shape.most)) continue;
    found.push({ start, end, rule: shape.label, kind: 'secret', value: shape.label });
  }
  return found;
};

/** JSON Web Tokens (RFC 7519): `eyJ` is base64url of `{"`. */
export const findWebTokens: Finder = (text) => {
  const found: Found[] = [];
  for (let start = text.indexOf('eyJ'), from = 0; start >= 0; start = text.indexOf('eyJ', from)) {
    const header = runEnd(text, start, isTokenCharacter);
    from = header;
    const before =
      start > 0 && isTokenCharacter(text.charCodeAt(start - 1)) && !/\\[nrt]$/.test(text.slice(Math.max(0, start - 2), start));
    if (before || header - start < 10 || text.charAt(header) !== '.') continue;
    const payload = runEnd(text, header + 1, isTokenCharacter);
    from = payload;
    if (payload - header < 6) continue;
    const end = text.charAt(payload) === '.' ? runEnd(text, payload + 1, isTokenCharacter) : payload;
    from = end;
    found.push({ start, end, rule: 'jwt', kind: 'secret', value: 'jwt' });
  }
  return found;
};

/** `Bearer <token>` wherever it stands (RFC 6750); prose such as "the bearer of" has no token's length and digit. */
export const findBearers: Finder = (text) => {
  const found: Found[] = [];
  const word = /bearer[ \u2028]+/gi;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    const start = word.lastIndex;
    const end = runEnd(text, start, isBearerCharacter);
    if (end - start < 12 || !/\d/.test(text.slice(start, Math.min(end, start + 200)))) continue;
    found.push({ start, end, rule: 'bearer', kind: 'secret', value: 'token' });
    word.lastIndex = end;
  }
  return found;
};

/** `scheme://user:password@host`: the password, or an opaque user that is a token. RFC 3986, 3.2.1. */
export const findUrlPasswords: Finder = (text) => {
  const found: Found[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const start = at + 3;
    const authority = /[^\s/?#"'<>`\\]{1,500}/y;
    authority.lastIndex = start;
    const text500 = authority.exec(text)?.[0] ?? '';
    const sign = text500.lastIndexOf('@');
    if (sign < 1) continue;
    const colon = text500.indexOf(':');
    const from = colon >= 0 && colon < sign ? colon + 1 : 0;
    const secret = text500.slice(from, sign);
    if (secret === '' || secret.startsWith('[secret:') || (from === 0 && !/^(?=.*\d)[\w.~-]{20,}$/.test(secret))) continue;
    found.push({ start: start + from, end: start + sign, rule: 'url-password', kind: 'secret', value: 'url-password' });
  }
  return found;
};
