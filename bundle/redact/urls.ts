import type { Finder, Match } from './match.ts';

const authority = /[^\s/?#"'<>`\\]{1,500}/y;
/** A password with an unescaped `/`, `?` or `#`: the last `@` before the end still ends it. */
const loose = /([^\s/?#@:"'<>`\\]{0,100}):([^\s"'<>`@\d][^\s"'<>`@]{0,200})@(?=[\w[])/y;
const webhook =
  /(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/\d{1,30}\/|webhook\.office\.com\/webhookb2\/|chat\.googleapis\.com\/v1\/spaces\/|hooks\.zapier\.com\/hooks\/catch\/|api\.telegram\.org\/(?:file\/)?bot)([^\s"'<>?#\\]{8,300})/iy;
const parameter = /[?&;](?:amp;)?([\w.-]{1,60})=([^&\s"'<>#\\\u2028\u2029]{1,4000})/g;
/** Names that mean a secret only as URL parameters: `?code=…&sig=…`. */
const secretParameter =
  /^(?:sig|signature|code|key|auth|session|sid|ticket|state|nonce|samlresponse|samlrequest|relaystate|assertion|hash|otp|pin|pass|pw|id_token_hint|login_hint|code_verifier|code_challenge|x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|awsaccesskeyid|skoid|sktid|hmac|t|k|invite|magic|reset|confirm(?:ation)?)$/i;
const short =
  /^(?:t|k|state|hash|nonce|invite|magic|reset|confirm|confirmation|code|key|auth|session|sid|ticket)$/i;

/**
 * `scheme://user:password@host` (RFC 3986, 3.2.1): the password, or an opaque user that is a token;
 * and webhooks whose path is a key.
 */
export const findUrlSecrets: Finder = ({ text, hits }) => {
  const places = hits('address');
  const found: Match[] = [];
  let done = 0;
  for (let index = 1; index < places.length; index += 2) {
    const start = places[index] ?? 0;
    if (start < done) continue;
    const one = passwordAt(text, start) ?? hookAt(text, start);
    if (!one) continue;
    found.push({ ...one, rule: 'url-password', kind: 'secret', value: 'url-password' });
    done = one.end;
  }
  return found;
};

function passwordAt(text: string, start: number): { start: number; end: number } | null {
  authority.lastIndex = start;
  const part = authority.exec(text)?.[0] ?? '';
  const sign = part.lastIndexOf('@');
  if (sign >= 1) {
    const colon = part.indexOf(':');
    const from = colon >= 0 && colon < sign ? colon + 1 : 0;
    const secret = part.slice(from, sign);
    if (
      secret === '' ||
      secret.startsWith('[secret:') ||
      (from === 0 && !/^(?=.*\d)[\w.~-]{20,}$/.test(secret))
    )
      return null;
    return /^(?:\$\{?\w+\}?|\*+|<.*>|%[sw]|password|pass|\{\w*\}|x{3,})$/i.test(secret)
      ? null
      : { start: start + from, end: start + sign };
  }
  loose.lastIndex = start;
  const match = loose.exec(text);
  if (!match || match[2]?.startsWith('[secret:')) return null;
  const end = loose.lastIndex - 1;
  return { start: end - (match[2]?.length ?? 0), end };
}

function hookAt(text: string, start: number): { start: number; end: number } | null {
  webhook.lastIndex = start;
  const match = webhook.exec(text);
  const path = match?.[1];
  if (path === undefined || path.startsWith('[secret:')) return null;
  return { start: webhook.lastIndex - path.length, end: webhook.lastIndex };
}

/** URL parameters that are secrets only there. */
export const findSecretParameters: Finder = ({ text, hits }) => {
  const found: Match[] = [];
  if (hits('query').length === 0) return found;
  parameter.lastIndex = 0;
  for (let match = parameter.exec(text); match !== null; match = parameter.exec(text)) {
    const [, name = '', value = ''] = match;
    // `&b=` in `&a=1&b=2` begins where the value before it ended.
    const end = parameter.lastIndex;
    if (
      !secretParameter.test(name) ||
      value.startsWith('[secret:') ||
      /^(?:true|false|null|none|\$.*|\d{1,4})$/i.test(value)
    )
      continue;
    if (short.test(name) && (value.length < 6 || !/\d|[A-Z]|-/.test(value))) continue;
    found.push({
      start: end - value.length,
      end,
      rule: 'url-parameter',
      kind: 'secret',
      value: 'url-parameter',
    });
  }
  return found;
};
