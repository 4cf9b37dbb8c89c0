const steps = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `3 hours ago` in the engineer's language; `now` under a minute. */
export function relativeTime(iso: string, nowMs: number, locale: string): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
  const [unit, length] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 0];
  return length === 0 ? format.format(0, unit) : format.format(Math.trunc(seconds / length), unit);
}
