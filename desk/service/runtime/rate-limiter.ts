/** The most entries in memory; when a flood of addresses fills it, the oldest are removed first. */
const mostKeys = 20_000;

export interface RateLimiter {
  /** Takes one token of `key`; 0 when there was one, else the seconds until there is one. */
  take(key: string, nowMs: number): number;
}

/**
 * Token buckets: each key may do `count` things at once and as many again within `perMs`.
 * @param keyOf what a key counts as, such as `networkOf` for addresses.
 */
export function makeRateLimiter(
  count: number,
  perMs: number,
  keyOf = (key: string): string => key,
): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(given, nowMs) {
      const key = keyOf(given);
      const bucket = buckets.get(key) ?? { tokens: count, at: nowMs };
      const tokens = Math.min(
        count,
        bucket.tokens + (Math.max(0, nowMs - bucket.at) / perMs) * count,
      );
      const allowed = tokens >= 1;
      // Deleted and inserted again: a Map iterates in order of insertion, so the first key is the least recently seen.
      buckets.delete(key);
      buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: nowMs });
      const oldest = buckets.size > mostKeys ? buckets.keys().next() : null;
      if (oldest && !oldest.done) buckets.delete(oldest.value);
      return allowed ? 0 : Math.ceil(((1 - tokens) / count) * (perMs / 1000));
    },
  };
}
