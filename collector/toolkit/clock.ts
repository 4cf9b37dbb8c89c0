/**
 * This machine's clock minus the server's, in seconds, from the `Date` header (RFC 9110, 6.6.1) and the local time in the
 * middle of the request. The header has whole seconds and is truncated, so half a second is the expected error.
 */
export function clockOffsetSeconds(dateHeader: string | undefined, localMs: number): number | null {
  if (
    !dateHeader ||
    !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(dateHeader)
  )
    return null;
  const serverMs = Date.parse(dateHeader);
  return Number.isNaN(serverMs) ? null : Math.round((localMs - serverMs - 500) / 100) / 10;
}
