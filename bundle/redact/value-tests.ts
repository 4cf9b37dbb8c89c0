import { isPseudonym, withoutStandIns } from './common-words.ts';

const noSecret =
  /^(?:true|false|yes|no|on|off|none|null|nil|undefined|n\/a|unset|set|not set|not defined|empty|absent|present|required|optional|enabled|disabled|unknown|invalid|missing|expired|changed|redacted|hidden|masked|filtered|removed|protected|default|string|int|integer|bool|boolean|text|varchar.*|char|bytes|object|array|function|self|this|type|str|\*+|x{3,}|\.{2,}|-+|_+|\?+|<[^>]*>?|\$\{.*|\{\{.*|\$[A-Z_][A-Z0-9_]*|\$\(.*|\$[a-z_]{1,40}|%\w+%|%[sdv]|\[secret:.*|\[[a-z]+\]|[()[\]{},;]+|[[{(].*[\]})],?|&lt;.*|all|any|amd64|i386|arm64|armhf)$/i;
/** A value that only repeats its name: `--password=PASSWORD`, `token=your_token`. */
const namesItself =
  /^(?:my|your|the|some|new|old|a|an|user|db|this|any|enter|insert|auth|access|api|secret|with|no|and)?[-_ .]?(?:pass(?:word|wd|phrase)?s?|secrets?|tokens?|key|keys|api[-_]?key|pwd|psk|cookies?|credentials?|authorization|authentication|login|username|user)(?:[-_]?here)?[?!.]?$/i;
const code =
  /^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_]\w*)*\(|^(?:self|this|os|process|config|settings|options|args|opts|params|request|req)\.|^[a-z_]+\[["'\w]/;

/**
 * Whether the text of a secret field is a secret: `none`, `${VARIABLE}` and existing replacements
 * are not.
 */
export function isSecretValue(value: string): boolean {
  const start = value.trim().slice(0, 200);
  return (
    start !== '' &&
    !start.includes('[secret:') &&
    !isPseudonym(start) &&
    !noSecret.test(start) &&
    !namesItself.test(start)
  );
}

/** Source code that computes the value instead of quoting it. */
export function isCode(value: string): boolean {
  return code.test(value.slice(0, 200)) || /^(?:new|await|function|return)\b/.test(value);
}

export function isPath(value: string): boolean {
  // A base64 key may begin with a slash, but no folder has a name like this.
  if (
    value
      .split(/[\\/]/)
      .some(
        (part) => part.length >= 16 && /\d/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part),
      )
  )
    return false;
  return (
    /^(?:\/|~\/|\.\.?\/|[A-Za-z]:[\\/]|\$\w+\/)[\w.\\/ -]*$/.test(value.slice(0, 300)) ||
    /\.(?:pem|key|crt|cer|p12|pfx|pub|jks|txt|conf|json|ya?ml)$/i.test(value)
  );
}

/** A word that follows an option's name only in sentences. */
export function isOrdinaryWord(value: string): boolean {
  return /^(?:is|if|and|or|to|the|options?|was|when|for|in|with|on|as|an?|from|can|not|will|has|flags?|arguments?|are|which|that|by|of|should|must|may)$/i.test(
    value,
  );
}

/** Letters and other characters, long enough: not a plain word. */
export function looksMade(given: string): boolean {
  const value = withoutStandIns(given);
  return value.length >= 6 && /[A-Za-z]/.test(value) && /[^A-Za-z.,'’-]/.test(value);
}

/** Long, with letters and digits, without spaces: a machine-made key. */
export function looksRandom(given: string): boolean {
  const value = withoutStandIns(given);
  if (
    value.length < 12 ||
    !/^[\w+/=.~-]+$/.test(value) ||
    !/\d/.test(value) ||
    !/[A-Za-z]/.test(value)
  )
    return false;
  return value.length >= 16 || (/[a-z]/.test(value) && /[A-Z]/.test(value));
}

const stopWord =
  /(?:^|\s)(?:the|a|an|is|are|was|to|of|for|that|this|you|your|with|and|not|or|be|in|on|if|will|can|should|must|from|has|have|by|it|as|when|which|der|die|das|und|ist|le|la|les|de)(?:\s|[,.]|$)/i;

/** Several words, including one that only sentences contain. */
export function isSentence(value: string): boolean {
  return value.includes(' ') && stopWord.test(value.slice(0, 400));
}
