/** One bundle that waits for its check. */
export interface Waiting {
  device: string;
  verified: boolean;
  /**
   * Resolves when the check has ended, whatever came of it. Never rejects.
   * @param usedMs checking time that the device has used while the queue was busy
   */
  work(usedMs: number): Promise<void>;
  /** Called instead of `work` when the queue closes before the turn came. */
  drop(): void;
}

export interface FairQueue {
  add(waiting: Waiting): void;
  /** Starts nothing more. Resolves when what is under way has ended. */
  close(): Promise<void>;
}

/** Checks that may run at once: for any device, and on top of these for verified devices alone. */
interface Places {
  anyDevice: number;
  verifiedOnly: number;
}

/**
 * Decides whose bundle is checked next, so that no device keeps the bundles of the others waiting:
 *
 * - One device has at most one check under way. A bundle that takes minutes holds back only its own sender.
 * - Verified devices come first, and have a place that no stranger can occupy.
 * - Then comes the device that has used the least checking time while the queue was busy; among equals the one that has
 *   waited longest. This is round robin by time rather than by count: a sender of expensive bundles gets as many seconds as
 *   a sender of cheap ones. The cost is measured and not estimated from the bundle's directory, because that would need the
 *   whole file unsealed first, and because the sender writes the directory.
 */
export function makeFairQueue(
  places: Places,
  clock: () => number = () => performance.now(),
): FairQueue {
  const waiting = new Set<Waiting>();
  const running = new Map<Waiting, Promise<void>>();
  /** Milliseconds of checking by device. Cleared as soon as no bundle waits or is checked. */
  const used = new Map<string, number>();

  function startNext(): void {
    for (let next = choose(); next; next = choose()) start(next);
    if (running.size === 0 && waiting.size === 0) used.clear();
  }

  function choose(): Waiting | null {
    const busy = [...running.keys()];
    const full = busy.length >= places.anyDevice + places.verifiedOnly;
    const fullForStrangers = busy.filter(({ verified }) => !verified).length >= places.anyDevice;
    if (full) return null;
    let best: Waiting | null = null;
    for (const candidate of waiting) {
      if (busy.some(({ device }) => device === candidate.device)) continue;
      if (!candidate.verified && fullForStrangers) continue;
      if (!best || isBefore(candidate, best)) best = candidate;
    }
    return best;
  }

  /** A Set keeps the order of arrival: of two equals the first one stays chosen. */
  function isBefore(a: Waiting, b: Waiting): boolean {
    if (a.verified !== b.verified) return a.verified;
    return (used.get(a.device) ?? 0) < (used.get(b.device) ?? 0);
  }

  function start(next: Waiting): void {
    const { device, work } = next;
    const began = clock();
    waiting.delete(next);
    const ended = work(used.get(device) ?? 0).finally(() => {
      used.set(device, (used.get(device) ?? 0) + clock() - began);
      running.delete(next);
      startNext();
    });
    running.set(next, ended);
  }

  return {
    add(added) {
      waiting.add(added);
      startNext();
    },
    async close() {
      for (const { drop } of waiting) drop();
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}
