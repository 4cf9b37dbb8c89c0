// Without schemas: the window imports this file and must not wait for zod.

/** How long the private daily snapshots are stored. */
export const snapshotDays = 30;

/** The day of a moment in this computer's own calendar, `YYYY-MM-DD`. */
export function localDay(moment: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
