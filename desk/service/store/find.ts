import { type RawBuilder, sql } from 'kysely';

/** True where the word occurs in one of the columns, in upper or lower case (SQLite: of ASCII letters). */
export function containsWord(word: string, columns: readonly string[]): RawBuilder<boolean> {
  // LIKE treats `\\` as an ordinary character unless ESCAPE names it.
  const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
  const tests = columns.map(
    (column) => sql`coalesce(${sql.ref(column)}, '') like ${pattern} escape '\\'`,
  );
  return sql<boolean>`(${sql.join(tests, sql` or `)})`;
}

export const searchWords = (find: string): string[] => find.split(/\s+/).filter(Boolean);
