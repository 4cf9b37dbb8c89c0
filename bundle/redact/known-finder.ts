import type { PrivateMapEntry } from '../../contract/collector.ts';
import { isWordCode, startsWord, wordClass } from './characters.ts';
import { findEmails } from './emails.ts';
import type { Finder, Found } from './found.ts';
import { standsAlone } from './ordinary.ts';

/** How a value of one kind may be spelled, as sources of case-insensitive regular expressions. */
function spellings(kind: string, value: string): string[] {
  switch (kind) {
    case 'ip':
    case 'duid':
      return [];
    case 'email':
      return isOrdinaryEmail(value) ? [] : literals(value);
    case 'mac':
      // Stored without separators when it was known before the run; only then its bare spelling is looked for.
      return /^[0-9a-f]{12}$/.test(value) ? [value] : [];
    case 'home':
      return pathSpellings(value);
    case 'name':
      return standsAlone(value) ? nameSpellings(value) : [];
    case 'id':
      return standsAlone(value) ? [...literals(value), ...dashedSpellings(value)] : [];
    default:
      return standsAlone(value) ? literals(value) : [];
  }
}

/** An e-mail address that its own finder recognises wherever it stands. */
function isOrdinaryEmail(value: string): boolean {
  const [first] = findEmails(value);
  return first !== undefined && first.start === 0 && first.end === value.length;
}

/** As it is, escaped in JSON, with \uXXXX escapes, in a URL. */
function literals(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const spelled = new Set([value, json, ascii, encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'))]);
  return [...spelled].map(escapeSource);
}

const separator = '[\\\\/]{1,4}';
function pathSpellings(value: string): string[] {
  const parts = value.split(/[\\/]+/).filter((part) => part !== '');
  const joined = parts.map((part) => `(?:${literals(part).join('|')})`).join(separator);
  return parts.length === 0 ? [] : [/^[\\/]/.test(value) ? separator + joined : joined];
}

/** `Ann Smith`, `ann.smith`, `Smith, Ann`. */
function nameSpellings(value: string): string[] {
  const parts = value.split(/\s+/).filter((part) => part !== '');
  const join = (list: readonly string[]): string =>
    list.map((part) => `(?:${literals(part).join('|')})`).join('(?:[ ._+-]|%20){1,2}');
  const last = parts.at(-1) ?? '';
  const first = parts[0] ?? '';
  if (parts.length < 2) return literals(value);
  const reversed = `(?:${literals(last).join('|')}),? (?:${literals(first).join('|')})`;
  return parts.length > 2 ? [join(parts), join([first, last]), reversed] : [join(parts), reversed];
}

/** A UUID is written with and without dashes: /etc/machine-id and `hostnamectl` differ in just that. */
function dashedSpellings(value: string): string[] {
  const bare = value.replace(/-/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(bare)) return [];
  return [[bare.slice(0, 8), bare.slice(8, 12), bare.slice(12, 16), bare.slice(16, 20), bare.slice(20)].join('-?')];
}

function escapeSource(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Right edge: after a word's last letter no other letter may come. The left edge needs a look back, see `startsWord`. */
function bounded(source: string, value: string): string {
  return isWordCode(value.charCodeAt(value.length - 1)) ? `(?:${source})(?!${wordClass})` : `(?:${source})`;
}

interface Spelling {
  entry: PrivateMapEntry;
  source: string;
}

/**
 * Finds known values by all their spellings, whatever their case, where they stand as words of their own. Addresses are
 * not among them: their patterns find them. In a home folder's path only the last part is the personal value.
 */
export function createKnownFinder(entries: readonly PrivateMapEntry[]): Finder {
  const all: Spelling[] = [...entries]
    .sort((a, b) => b.value.length - a.value.length)
    .flatMap((entry) => spellings(entry.kind, entry.value).map((source) => ({ entry, source: bounded(source, entry.value) })));
  if (all.length === 0) return () => [];
  const anywhere = new RegExp(all.map(({ source }) => source).join('|'), 'gi');
  const whole = all.map(({ entry, source }) => ({ entry, expression: new RegExp(`^(?:${source})$`, 'i') }));
  const seen = new Map<string, PrivateMapEntry | undefined>();

  function entryOf(matched: string): PrivateMapEntry | undefined {
    if (!seen.has(matched)) seen.set(matched, whole.find(({ expression }) => expression.test(matched))?.entry);
    return seen.get(matched);
  }

  return (text) => {
    const found: Found[] = [];
    anywhere.lastIndex = 0;
    for (let match = anywhere.exec(text); match !== null; match = anywhere.exec(text)) {
      const entry = startsWord(text, match.index) ? entryOf(match[0]) : undefined;
      if (!entry) {
        anywhere.lastIndex = match.index + 1;
        continue;
      }
      const end = match.index + match[0].length;
      if (entry.kind !== 'home')
        found.push({ start: match.index, end, rule: `known-${entry.kind}`, kind: entry.kind, value: entry.value });
      else
        found.push({
          start: match.index + lastPartStart(match[0]),
          end,
          rule: 'known-home',
          kind: 'user',
          value: lastPart(entry.value),
        });
    }
    return found;
  };
}

function lastPartStart(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
}

/** The folder's own name in a path: `ann` of `/home/ann`. */
export function lastPart(path: string): string {
  const trimmed = path.replace(/[\\/]+$/, '');
  return trimmed.slice(lastPartStart(trimmed));
}
