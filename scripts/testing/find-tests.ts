import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FoundTests {
  /** Files whose path has the name in it: all of their tests are meant. */
  byPath: string[];
  /** Other files, with a test whose title has the name in it. */
  byTitle: string[];
  /** When nothing was found: paths and titles that come close, the closest first. */
  near: string[];
}

/** A title is a literal right before a function, in `test('…', () => …)` as in `test.each(…)('…', (…) => …)`. */
const titlePattern =
  /(?<quote>['"`])(?<title>(?:\\.|(?!\k<quote>).)+)\k<quote>,\s*(?:async\s*)?(?:\([^()]*\)|\(\{[^}]*\}[^)]*\)|\w+)\s*=>/g;
/** What a table or an expression puts into a title: `%s`, `$name`, `${name}`. */
const placeholder = /%[a-z]|\$\{[^}]*\}|\$[a-z.]+/i;
/** Shorter pieces of a title with placeholders occur in too many other titles. */
const tellingLength = 10;
const mostNear = 5;

/** Finds tests by a part of their path or title, whatever its case. A title may be copied from a report: `file > group > title`. */
export function findTests(root: string, patterns: readonly string[], name: string): FoundTests {
  const wanted = titleIn(name).toLowerCase();
  const files = globSync([...patterns], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  const byPath = files.filter((file) => file.toLowerCase().includes(name.toLowerCase()));
  const titles = new Map(
    files.map((file) => [file, titlesOf(readFileSync(join(root, file), 'utf8'))]),
  );
  const byTitle = files.filter(
    (file) => !byPath.includes(file) && titles.get(file)?.some((title) => matches(title, wanted)),
  );
  const found = byPath.length + byTitle.length > 0;
  return {
    byPath,
    byTitle,
    near: found ? [] : nearest([...files, ...[...titles.values()].flat()], wanted),
  };
}

/** The title's part of a name that was copied from a report. */
const titleIn = (name: string): string => name.split(/ [>›] /).at(-1) ?? name;

const titlesOf = (source: string): string[] =>
  [...source.matchAll(titlePattern)].map(
    ({ groups }) => groups?.title?.replace(/\\(.)/g, '$1') ?? '',
  );

function matches(title: string, wanted: string): boolean {
  const lower = title.toLowerCase();
  if (lower.includes(wanted)) return true;
  const pieces = lower.split(placeholder);
  return (
    pieces.length > 1 &&
    pieces.some((piece) => piece.length >= tellingLength && wanted.includes(piece))
  );
}

function nearest(candidates: readonly string[], wanted: string): string[] {
  const parts = partsOf(wanted);
  return candidates
    .map((text) => ({ text, common: common(partsOf(text.toLowerCase()), parts) }))
    .filter(({ common }) => common > 0.3)
    .sort((a, b) => b.common - a.common)
    .slice(0, mostNear)
    .map(({ text }) => text);
}

/** Three letters each: a misspelled word still shares most of them. */
const partsOf = (text: string): Set<string> =>
  new Set(Array.from({ length: Math.max(1, text.length - 2) }, (_, at) => text.slice(at, at + 3)));

const common = (parts: ReadonlySet<string>, wanted: ReadonlySet<string>): number =>
  [...wanted].filter((part) => parts.has(part)).length / wanted.size;

/** A regular expression for runners that take one: the title's part of the name, whatever its case. */
export function titleExpression(name: string): string {
  return titleIn(name)
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}

/** What a person reads when nothing has that name. */
export function nothingFound(name: string, near: readonly string[]): string {
  const head = `No test has “${name}” in its path or title.`;
  return near.length === 0
    ? head
    : [head, 'These come close:', ...near.map((text) => `  ${text}`)].join('\n');
}
