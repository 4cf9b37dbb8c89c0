/** Formats numbers, sizes and times for the person's locale. */
export interface Formats {
  number(value: number): string;
  /** `0.42` → `42%`. */
  percent(fraction: number): string;
  /** Decimal units, as operating systems show file sizes on macOS and Linux: 1 kB = 1000 bytes. */
  bytes(count: number): string;
  /**
   * From milliseconds: seconds, with one decimal below ten; milliseconds below a tenth of a second.
   */
  duration(milliseconds: number): string;
  /** ISO 8601 → date and time of day, local time. */
  dateTime(iso: string): string;
  date(iso: string): string;
  time(iso: string): string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function createFormats(locale: string): Formats {
  const unit = (name: string, digits: number, unitDisplay: 'long' | 'short' = 'short') =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay,
      maximumFractionDigits: digits,
    });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });

  return {
    number: (value) => number.format(value),
    percent: (fraction) => percent.format(fraction),
    bytes(count) {
      if (count < 1000) return unit('byte', 0, 'long').format(count);
      const step = Math.min(byteUnits.length - 1, Math.floor(Math.log10(count) / 3));
      const value = count / 1000 ** step;
      return unit(byteUnits[step] ?? 'byte', value < 10 ? 1 : 0).format(value);
    },
    duration(milliseconds) {
      if (milliseconds < 100) return unit('millisecond', 0).format(milliseconds);
      const seconds = milliseconds / 1000;
      return unit('second', seconds < 10 ? 1 : 0).format(seconds);
    },
    dateTime: (iso) => dateTime.format(new Date(iso)),
    date: (iso) => date.format(new Date(iso)),
    time: (iso) => time.format(new Date(iso)),
  };
}
