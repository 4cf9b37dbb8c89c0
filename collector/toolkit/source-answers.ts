import { jsonOf, listOf, type Row, rowOf, rowsOf, textOf } from './fields.ts';

/** A source that did not answer, and the system's error, which may be translated. */
export interface Silent {
  source: string;
  error: string | null;
}

export interface Sources {
  /** The answers by the sources' names; undefined without any. */
  answer: Row | undefined;
  silent: Silent[];
}

/**
 * The lines of a script made by `askEach`: each is JSON, `{ name: answer }` or `{ silent: { source, error } }`. Lists in
 * several lines become one list. A line that was cut off, by a deadline or a cap, is ignored.
 */
export function sourcesOf(output: string): Sources {
  // Exceptions are slow, and the first character of most invalid lines already shows that they are not JSON.
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  const rows = lines.flatMap((line) => rowsOf(jsonOf(line.trim())));
  const lists = new Map<string, unknown[]>();
  const answer: Row = {};
  const silent: Silent[] = [];
  for (const [name, value] of rows.flatMap((row) => Object.entries(row))) {
    const list = lists.get(name);
    if (name === 'silent') silent.push(...silentOf(value));
    else if (list) list.push(...listOf(value));
    else if (Array.isArray(value)) lists.set(name, [...value]);
    else if (name !== '__proto__') answer[name] = value;
  }
  return {
    answer: rows.length === 0 ? undefined : { ...answer, ...Object.fromEntries(lists) },
    silent,
  };
}

const silentOf = (value: unknown): Silent[] => {
  const { source, error } = rowOf(value);
  const name = textOf(source);
  return name === null ? [] : [{ source: name, error: textOf(error) }];
};
