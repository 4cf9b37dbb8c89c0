/** A hash or fingerprint in groups of four, so that a person can compare it or read it out. */
export function inGroups(value: string): string {
  return value.match(/.{1,4}/gs)?.join(' ') ?? '';
}

/** The start and the end of a hash, enough to recognise it. */
export function shortGroups(value: string): string {
  return value.length <= 24
    ? inGroups(value)
    : `${inGroups(value.slice(0, 12))} … ${inGroups(value.slice(-8))}`;
}
