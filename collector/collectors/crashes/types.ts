export interface Crash {
  at: string;
  /** `system` when the whole computer crashed. */
  program: string;
  /** `crash`, `hang`, `system`, or null. */
  kind: string | null;
  /** Signal or exception, such as `SIGSEGV` or `0xC0000005 in example.dll`. */
  cause: string | null;
}

/** Newest first, each once, not older than `since`, at most 500. */
export function recentCrashes(crashes: Crash[], since: Date): Crash[] {
  const first = since.toISOString();
  const unique = new Map(
    crashes
      .filter(({ at }) => at >= first)
      .map((crash) => [`${crash.at.slice(0, 19)}\n${crash.program}`, crash]),
  );
  return [...unique.values()]
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, 500);
}
