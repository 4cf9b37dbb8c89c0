/** @throws Error for an empty list, which has none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  if (low === undefined || high === undefined) throw new Error('the median of nothing');
  return (low + high) / 2;
}

/** Median against median, to three decimals. */
export function ratio(ours: readonly number[], theirs: readonly number[]): number {
  return Math.round((median(ours) / median(theirs)) * 1000) / 1000;
}
