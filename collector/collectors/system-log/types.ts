/** How far back the log is read. */
export const hours = 24;
/** How far back Windows counts events: what happens on Mondays only needs a week. */
export const countedDays = 7;
