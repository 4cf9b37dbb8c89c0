import type { Text } from '#contract/text/text.ts';

export type LinearPattern = { ok: true; expression: RegExp } | { ok: false; reason: Text };

const longestPattern = 300;
/**
 * The maximum for `*`, `+` and `{n,}`: with a limit, each position of the text takes a limited
 * time.
 */
const mostRepeats = 200;
/** Maximum number of ways to try at each position of the text. */
const mostCost = 100;

/**
 * One element of a pattern and how often it repeats. `set` is its source, for comparison with its
 * neighbours.
 */
interface Atom {
  set: string;
  least: number;
  most: number;
  /** A group: its alternatives, each a sequence. */
  inner: Atom[][] | null;
}

/**
 * A user's pattern as a regular expression that takes linear time on any text; otherwise the reason
 * why not. The test is stricter than necessary, because it must never accept a slow pattern:
 * repetitions are limited, a repeated group may not contain a repetition or an alternative, two
 * neighbouring repetitions may not match the same character, and look-around and back-references
 * are not allowed.
 */
export function compileLinear(source: string): LinearPattern {
  if (source.trim() === '') return refuse({ message: 'The pattern is empty.' });
  if (source.length > longestPattern)
    return refuse({
      message: 'The pattern is longer than {longest} characters.',
      values: { longest: longestPattern },
    });
  let expression: RegExp;
  try {
    expression = new RegExp(source, 'giu');
  } catch (error) {
    const why =
      error instanceof Error
        ? error.message.replace(/^Invalid regular expression: /, '')
        : String(error);
    return refuse({ message: 'This is not a regular expression: {why}.', values: { why } });
  }
  const parser = createParser(source);
  const problem = parser.problem ?? problemOf(parser.alternatives);
  if (problem !== null) return refuse(problem);
  return expression.test('')
    ? refuse({
        message:
          'The pattern matches an empty text, so it would match everywhere. It must match at least one character.',
      })
    : { ok: true, expression: new RegExp(parser.bounded, 'giu') };
}

function refuse(reason: Text): LinearPattern {
  return { ok: false, reason };
}

function createParser(source: string): {
  alternatives: Atom[][];
  problem: Text | null;
  bounded: string;
} {
  let at = 0;
  let problem: Text | null = null;
  let bounded = '';
  let copied = 0;
  const fail = (message: string): void => {
    problem ??= { message };
  };

  function alternatives(): Atom[][] {
    const all: Atom[][] = [[]];
    while (at < source.length && source.charAt(at) !== ')') {
      if (source.charAt(at) === '|') {
        at += 1;
        all.push([]);
      } else {
        const atom = atomHere();
        if (atom) all.at(-1)?.push(atom);
      }
    }
    return all;
  }

  function atomHere(): Atom | null {
    const character = source.charAt(at);
    let set = character;
    let inner: Atom[][] | null = null;
    if (character === '(') inner = group();
    else if (character === '[') set = characterClass();
    else if (character === '\\') set = escaped();
    else at += 1;
    if (character === '^' || character === '$' || set === '\\b' || set === '\\B') return null;
    const [least, most] = quantifier();
    return { set, least, most, inner };
  }

  function group(): Atom[][] {
    at += 1;
    if (source.charAt(at) === '?') {
      if (source.charAt(at + 1) !== ':')
        fail(
          'Look-ahead, look-behind and named groups are not allowed. Use plain groups: (?:…) or (…).',
        );
      at += source.charAt(at + 1) === ':' ? 2 : 1;
    }
    const inner = alternatives();
    at += 1;
    return inner;
  }

  function characterClass(): string {
    const start = at;
    at += 1;
    while (at < source.length && source.charAt(at) !== ']')
      at += source.charAt(at) === '\\' ? 2 : 1;
    at += 1;
    return source.slice(start, at);
  }

  function escaped(): string {
    const start = at;
    const next = source.charAt(at + 1);
    if (/[1-9k]/.test(next)) fail('Back-references such as \\1 are not allowed.');
    const long =
      /^\\(?:u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]{1,60}\}|c[A-Za-z]|.)/iu.exec(
        source.slice(at),
      );
    at += long?.[0].length ?? 2;
    return source.slice(start, at);
  }

  function quantifier(): [number, number] {
    const match = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(source.slice(at));
    if (!match) return [1, 1];
    bounded += source.slice(copied, at) + boundedQuantifier(match[0]);
    at += match[0].length;
    copied = at;
    const sign = match[0].charAt(0);
    if (sign === '?') return [0, 1];
    if (sign === '*') return [0, mostRepeats];
    if (sign === '+') return [1, mostRepeats];
    const least = Number(match[1]);
    return [
      least,
      match[2] === undefined ? least : match[3] === '' ? mostRepeats : Number(match[3]),
    ];
  }

  const parsed = alternatives();
  return { alternatives: parsed, problem, bounded: bounded + source.slice(copied) };
}

function boundedQuantifier(written: string): string {
  return written
    .replace(/^\*/, `{0,${mostRepeats}}`)
    .replace(/^\+/, `{1,${mostRepeats}}`)
    .replace(/,\}/, `,${mostRepeats}}`);
}

function problemOf(alternatives: readonly Atom[][]): Text | null {
  for (const sequence of alternatives) {
    const cost = costOf(sequence, true);
    if (typeof cost === 'object') return cost;
    if (cost > mostCost) return tooMany;
  }
  return null;
}

const tooMany: Text = {
  message:
    'Two neighbouring parts of variable length can match the same characters, which may take very long on some texts. Put a fixed character between them, or make each part more specific.',
};

const groupRepeats: Text = {
  message:
    'A repeated group must not contain a repetition or an alternative, which may take very long on some texts.',
};

/**
 * The maximum number of ways in which a sequence can match at one position; or why it cannot be
 * determined.
 */
function costOf(sequence: readonly Atom[], last: boolean): number | Text {
  let cost = 1;
  for (const [index, atom] of sequence.entries()) {
    if (atom.most > mostRepeats) {
      const values = { most: mostRepeats, found: atom.most };
      return { message: 'At most {most} repetitions are allowed, not {found}.', values };
    }
    if (atom.inner && atom.most > 1 && (atom.inner.length > 1 || atom.inner.some(hasChoice))) {
      return groupRepeats;
    }
    for (const inner of atom.inner ?? []) {
      const within = costOf(inner, false);
      if (typeof within === 'object') return within;
      cost *= within;
    }
    if (atom.inner) cost *= atom.inner.length * (atom.most - atom.least + 1);
    else if (atom.most > atom.least && !endsItself(atom, sequence.slice(index + 1), last))
      cost *= atom.most - atom.least + 1;
  }
  return cost;
}

/**
 * Nothing follows that could fail, or the next part cannot match the same characters: this part can
 * end in only one place.
 */
function endsItself(atom: Atom, rest: readonly Atom[], last: boolean): boolean {
  if (rest.length === 0) return last;
  for (const next of rest) {
    if (next.inner || overlap(atom.set, next.set)) return false;
    if (next.least > 0) return true;
  }
  return false;
}

/**
 * Whether two character sets overlap; tested with the first 0x250 characters and one representative
 * of all others.
 */
function overlap(first: string, second: string): boolean {
  const [one, two] = [new RegExp(`^(?:${first})$`, 'iu'), new RegExp(`^(?:${second})$`, 'iu')];
  for (const code of samples) {
    const character = String.fromCodePoint(code);
    if (one.test(character) && two.test(character)) return true;
  }
  return false;
}
const samples = [
  ...Array.from({ length: 0x250 }, (_, code) => code),
  0x3b1,
  0x416,
  0x5d0,
  0x627,
  0x2028,
  0x3042,
  0x4e2d,
  0xac00,
  0xfeff,
  0x1f600,
];

function varies({ least, most, inner }: Atom): boolean {
  return least !== most || (inner?.some((sequence) => sequence.some(varies)) ?? false);
}

function hasChoice(sequence: readonly Atom[]): boolean {
  return sequence.some(
    (atom) =>
      atom.most > 1 ||
      varies(atom) ||
      (atom.inner !== null && (atom.inner.length > 1 || atom.inner.some(hasChoice))),
  );
}
