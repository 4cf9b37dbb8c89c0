/** How far back the log is read. */
export const hours = 24;
/** How far back Windows counts events: a week, to include problems that occur only on Mondays. */
export const countedDays = 7;
