import { deskEndpoint } from '#contract/collector/collector.ts';
import { reachabilityItem } from '#contract/collector/item-shapes.ts';
import { type ClockDifference, largestClockOffset } from '#contract/primitives/clock.ts';

/** Milliseconds: the skew at which sign-ins fail too (RFC 4120, section 8.2). A smaller one is an ordinary finding. */
const worthSaying = 5 * 60_000;
const reachabilityId = 'reachability/reachability.json';

/**
 * The difference between this computer's clock and the desk's, from the connection check; null if it is small or unknown.
 * @param texts the items by their ids. @param at when they were collected, by this computer's clock (ISO 8601).
 */
export function clockDifferenceIn(
  texts: ReadonlyMap<string, string>,
  at: string,
): ClockDifference | null {
  const offset = 1000 * (deskOffset(texts.get(reachabilityId)) ?? 0);
  if (Math.abs(offset) < worthSaying) return null;
  const desk = new Date(Date.parse(at) - offset);
  if (Number.isNaN(desk.getTime()) || desk.getUTCFullYear() > 9999 || desk.getUTCFullYear() < 1)
    return null;
  return {
    here: at,
    desk: desk.toISOString(),
    blocksSending: Math.abs(offset) > largestClockOffset,
  };
}

function deskOffset(text: string | undefined): number | null {
  if (text === undefined) return null;
  try {
    const { endpoints } = reachabilityItem.parse(JSON.parse(text));
    return endpoints.find(({ id }) => id === deskEndpoint)?.http?.clockOffsetSeconds ?? null;
  } catch {
    return null;
  }
}
