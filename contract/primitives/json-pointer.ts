/**
 * Writes a JSON Pointer (RFC 6901) from keys and indexes: `['a/b', 0]` → `/a~1b/0`. No keys give `''`, the whole document.
 * The order of the two replacements matters: `~` first (section 3).
 */
export function jsonPointer(...path: (string | number)[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
