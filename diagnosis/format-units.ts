/**
 * Formats values for use inside a sentence in any language: numbers and unit symbols only, no
 * words. Unit symbols are the same in every language (SI brochure, chapter 5.2), so only the
 * sentence around them needs a translation.
 */

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/**
 * Bytes with a decimal unit, as disks are sold and as GNOME and macOS show them: 1_500_000_000 →
 * `1.5 GB`.
 */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 and above would be rounded to `1000`.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 99.5 || unit === 0 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit]}`;
}

/** Seconds in the two largest units: 250 → `4 min 10 s`, 273_600 → `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** `part` of `whole` in percent, with one decimal below ten, where it matters. */
export function formatPercent(part: number, whole: number): string {
  const percent = whole > 0 ? (part / whole) * 100 : 0;
  return `${percent < 9.95 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** Text from an item, cut to `length` UTF-16 units without splitting a surrogate pair. */
export function shorten(text: string, length = 200): string {
  return text.length <= length
    ? text
    : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
