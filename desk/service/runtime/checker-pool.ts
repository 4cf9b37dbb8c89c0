import type { Limits } from '../limits.ts';
import { type Checker, makeChecker, type Pace } from './checker.ts';

export interface CheckerPool {
  take(pace: Pace): Checker;
  giveBack(checker: Checker, pace: Pace): void;
  /** Ends the idle ones. Call it when every checker was given back. */
  close(): Promise<void>;
}

/**
 * The processes that check bundles: of each pace at most one for each check that may run at once. While one works, the next
 * of normal pace is already warm: otherwise the second sender pays for starting a process whenever somebody else's bundle is
 * being checked. A desk that checks nothing has none. A process cannot raise its own priority again, so those of low pace
 * are not used for anything else.
 */
export function makeCheckerPool(
  limits: Pick<
    Limits,
    'checkMemoryMiB' | 'checkMs' | 'checkProcesses' | 'checkProcessesForVerified'
  >,
  make: (limits: Pick<Limits, 'checkMemoryMiB' | 'checkMs'>, pace: Pace) => Checker = makeChecker,
): CheckerPool {
  const most = limits.checkProcesses + limits.checkProcessesForVerified;
  // The last one used is taken first.
  const idle: Record<Pace, Checker[]> = { normal: [], low: [] };
  let madeNormal = 0;

  function add(pace: Pace): Checker {
    if (pace === 'normal') madeNormal += 1;
    return make(limits, pace);
  }

  return {
    take(pace) {
      const checker = idle[pace].pop() ?? add(pace);
      if (idle.normal.length === 0 && madeNormal < most) {
        const spare = add('normal');
        spare.warm();
        idle.normal.push(spare);
      }
      return checker;
    },
    giveBack: (checker, pace) => void idle[pace].push(checker),
    async close() {
      await Promise.all([...idle.normal, ...idle.low].map((checker) => checker.close()));
    },
  };
}
