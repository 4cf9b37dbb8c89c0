/** How far back the log is read. */
export const hours = 24;
