// Without schemas: the window reads this file too, and must not wait for zod.

/** How long the private daily snapshots are kept. */
export const snapshotDays = 30;

/** The day of a moment on this machine's own calendar, `YYYY-MM-DD`. */
export function localDay(moment: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
