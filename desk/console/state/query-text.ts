/** `?a=1&b=2` of everything that is set. */
export function queryText(query: Readonly<Record<string, string | null | undefined>>): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] != null && entry[1] !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
}
