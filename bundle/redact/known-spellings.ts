import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import { canonicalIPv6, ipv4Number } from './address-values.ts';
import { standsAlone } from './common-words.ts';

/** One spelling of a known value. */
export interface Spelling {
  word: string;
  /** Base64 distinguishes upper and lower case. */
  exact: boolean;
  /**
   * Where the personal part begins in `word`: 0, except for the last folder in the path of a home
   * folder.
   */
  from: number;
  /** It may occur inside a run of letters and digits. */
  anywhere: boolean;
}

const plain = (word: string): Spelling => ({ word, exact: false, from: 0, anywhere: false });

/** All spellings of a known value to search for; none if it may not be replaced everywhere. */
export function spellingsOf({ kind, value }: PrivateMapEntry): Spelling[] {
  switch (kind) {
    case 'mac':
      // Stored without separators if it was known before the run; only then it is searched for
      // without its shape.
      return /^[0-9a-f]{12}$/.test(value) ? macSpellings(value) : [];
    case 'home':
      return pathSpellings(value);
    case 'name':
      return standsAlone(value) ? nameSpellings(value) : [];
    case 'id':
      return standsAlone(value) ? [...literals(value), ...dashed(value), ...encoded(value)] : [];
    case 'host':
      return standsAlone(value) ? [...literals(value), ...encoded(value), ...netbios(value)] : [];
    case 'email':
    case 'user':
    case 'domain':
    case 'word':
    case 'ssid':
      return standsAlone(value) || kind === 'word' ? [...literals(value), ...encoded(value)] : [];
    default:
      // Found only by its shape or context: replacing it everywhere would hide words that mean
      // something else.
      return [];
  }
}

/**
 * Plain, escaped in JSON, with \uXXXX escapes, in a URL, as a form field, in XML, composed and
 * decomposed (UAX 15).
 */
function literals(value: string): Spelling[] {
  const forms = new Set([
    value,
    value.normalize('NFC'),
    value.normalize('NFD'),
    value.replace(/ß/g, 'ss'),
  ]);
  return [...new Set([...forms].flatMap(escapes))].map(plain);
}

function escapes(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = json.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const percent = encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));
  const xml = value
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
  const backslashed = value.replace(/ /g, '\\ ');
  return [
    value,
    json,
    json.replaceAll('\\', '\\\\'),
    ascii,
    percent,
    percent.replaceAll('%20', '+'),
    xml,
    backslashed,
  ];
}

/** In base64 at each of its three alignments, of UTF-8 and of UTF-16LE (PowerShell), and in hexadecimal. */
function encoded(value: string): Spelling[] {
  const spelled: Spelling[] = [];
  for (const bytes of new Set([value, value.toLowerCase()]).values()) {
    for (const buffer of [Buffer.from(bytes, 'utf8'), Buffer.from(bytes, 'utf16le')])
      spelled.push(...base64Of(buffer));
  }
  const hex = Buffer.from(value, 'utf8').toString('hex');
  if (hex.length >= 12) spelled.push({ word: hex, exact: false, from: 0, anywhere: true });
  return spelled;
}

const shortestFragment = 8;
function base64Of(bytes: Buffer): Spelling[] {
  const words = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The characters at both ends also contain bits of the neighbouring bytes.
    const from = before === 0 ? 0 : before + 1;
    const to = (before + bytes.length) % 3 === 0 ? text.length : text.length - 1;
    return text.slice(from, to);
  });
  const safe = words.flatMap((word) => [word, word.replaceAll('+', '-').replaceAll('/', '_')]);
  return [...new Set(safe)]
    .filter(({ length }) => length >= shortestFragment)
    .map((word) => ({ word, exact: true, from: 0, anywhere: true }));
}

function pathSpellings(value: string): Spelling[] {
  const parts = value.split(/[\\/]+/).filter((part) => part !== '');
  const last = parts.at(-1);
  if (last === undefined) return [];
  const rooted = /^[\\/]/.test(value);
  return ['/', '\\', '\\\\', '\\/', '\\\\\\\\', '%2F', '%5C', '//'].flatMap((separator) =>
    [...new Set(escapes(last))].map((spelled) => {
      const before =
        (rooted ? separator : '') +
        parts.slice(0, -1).join(separator) +
        (parts.length > 1 ? separator : '');
      return { ...plain(before + spelled), from: before.length };
    }),
  );
}

/** `Ann Smith`, `ann.smith`, `AnnSmith`, `Smith, Ann`, `Ann M. Smith` without its middle. */
function nameSpellings(value: string): Spelling[] {
  const parts = value.split(/\s+/).filter((part) => part !== '');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length < 2) return [...literals(value), ...encoded(value)];
  const joiners = [' ', '.', '_', '-', '+', '%20', '  ', '\u00a0', '\\u0020', '&nbsp;', '\t'];
  const together = joiners.flatMap((joiner) => [
    parts.join(joiner),
    [first, last].join(joiner),
    [last, first].join(joiner),
  ]);
  const turned = [', ', ',', ',%20', '%2C%20', '%2C+', ' , '].map((comma) => last + comma + first);
  const glued = first.length + last.length >= 8 ? [first + last, last + first] : [];
  const rest = parts.length > 2 ? [`${last}, ${parts.slice(0, -1).join(' ')}`] : [];
  return [...new Set([...together, ...turned, ...glued, ...rest])]
    .flatMap(literals)
    .concat(encoded(value));
}

/**
 * A UUID is written with and without dashes: /etc/machine-id and `hostnamectl` differ in exactly
 * that.
 */
function dashed(value: string): Spelling[] {
  const bare = value.replace(/[-{}]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(bare)) return [];
  const uuid = [
    bare.slice(0, 8),
    bare.slice(8, 12),
    bare.slice(12, 16),
    bare.slice(16, 20),
    bare.slice(20),
  ].join('-');
  return [bare, uuid, uuid.replaceAll('-', '_')].map(plain);
}

/** NetBIOS cuts a computer's name to fifteen characters. */
function netbios(value: string): Spelling[] {
  return value.length > 15 && !value.includes('.') && standsAlone(value.slice(0, 15))
    ? [plain(value.slice(0, 15))]
    : [];
}

function macSpellings(bare: string): Spelling[] {
  const pairs = bare.match(/../g) ?? [];
  const first = (Number.parseInt(pairs[0] ?? '0', 16) ^ 2).toString(16);
  const short = (text: string): string => text.replace(/^0+(?=.)/, '');
  // An interface identifier made of the address (RFC 4291, appendix A): `5054:ff:fe12:3456`.
  const identifier = [
    first + (pairs[1] ?? ''),
    `${pairs[2]}ff`,
    `fe${pairs[3]}`,
    (pairs[4] ?? '') + (pairs[5] ?? ''),
  ]
    .map(short)
    .join(':');
  const fours = bare.match(/..../g) ?? [];
  const spelled = [
    bare,
    ...[':', '-', '_', '.', ' ', '%3A'].map((sign) => pairs.join(sign)),
    fours.join('.'),
    fours.join('-'),
    fours.join(':'),
  ];
  return [
    ...spelled,
    pairs.map(short).join(':'),
    `${bare.slice(0, 6)}-${bare.slice(6)}`,
    `0x${bare}`,
    identifier,
  ].map(plain);
}

/**
 * Addresses known before the run are also searched for without their shape, so that nothing makes
 * them look like a version.
 */
export function addressSpellings(address: string): string[] {
  if (ipv4Number(address) !== null) {
    const parts = address.split('.');
    return [
      address,
      parts.join('-'),
      parts.join('_'),
      parts.map((part) => part.padStart(3, '0')).join('.'),
      parts.join('%2E'),
    ];
  }
  const canonical = canonicalIPv6(address);
  if (canonical === null) return [];
  const groups = groupsOf(canonical);
  const full = groups.map((group) => group.padStart(4, '0'));
  const reversed = [...full.join('')].reverse().join('.');
  return [
    canonical,
    groups.join(':'),
    full.join(':'),
    full.join(''),
    reversed,
    canonical.replaceAll(':', '-'),
    canonical.replaceAll(':', '%3A'),
  ];
}

/** The eight groups of a canonical IPv6 address, `::` written out. */
export function groupsOf(canonical: string): string[] {
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  if (tail === undefined) return left;
  return [
    ...left,
    ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'),
    ...right,
  ];
}
