/** A hash or fingerprint in groups of four, which a person can compare by eye or read out. */
export function inGroups(value: string): string {
  return value.match(/.{1,4}/gs)?.join(' ') ?? '';
}

/** The beginning and the end of it, enough to recognise it by. */
export function shortGroups(value: string): string {
  return value.length <= 24
    ? inGroups(value)
    : `${inGroups(value.slice(0, 12))} … ${inGroups(value.slice(-8))}`;
}
