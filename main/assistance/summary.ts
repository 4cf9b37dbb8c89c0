/** First line of the person's words, to recognise a submission by. */
export function summaryOf(happened: string): string {
  const line = happened.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
