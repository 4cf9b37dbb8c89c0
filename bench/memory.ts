import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const sampleMs = 250;
const settledMs = 2000;
const limitMs = 60_000;

function parentOf(pid: number): number | null {
  try {
    // The command's name stands in brackets and may hold anything; the parent follows the state after the last one.
    const afterName = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1) ?? '';
    return Number(afterName.split(' ')[1]);
  } catch {
    return null;
  }
}

/** A process and all that it started, directly or not. */
export function processTree(root: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))] as const),
  );
  const inTree = (pid: number): boolean => {
    const parent = parents.get(pid);
    return pid === root || (parent != null && parent > 1 && inTree(parent));
  };
  return [...parents.keys()].filter(inTree);
}

/** Bytes of memory that a process tree takes from the machine: PSS, in which shared pages are divided by their users. */
export function treeMemory(root: number): number {
  const pss = (pid: number) => {
    try {
      return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0) * 1024;
    } catch {
      // Ended between the listing and the reading.
      return 0;
    }
  };
  return processTree(root).reduce((total, pid) => total + pss(pid), 0);
}

/**
 * The memory of a process tree at rest: when it changed by less than 1 % for two seconds.
 * @throws Error when it does not come to rest within a minute
 */
export async function settledMemory(root: number): Promise<number> {
  const samples: number[] = [];
  for (const end = performance.now() + limitMs; performance.now() < end; await wait(sampleMs)) {
    samples.push(treeMemory(root));
    const recent = samples.slice(-settledMs / sampleMs);
    const highest = Math.max(...recent);
    if (recent.length === settledMs / sampleMs && highest - Math.min(...recent) < highest * 0.01) return recent.at(-1) ?? highest;
  }
  throw new Error(`the memory of process ${root} did not come to rest within ${limitMs / 1000} s`);
}
