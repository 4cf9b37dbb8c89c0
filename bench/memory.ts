import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const sampleMs = 250;
const settledMs = 2000;
const limitMs = 60_000;
/** A tick is 10 ms: 5 % of one processor. */
const idleTicks = 10;

/** Of the fields of /proc/PID/stat (proc(5)): the parent, and the processor time in ticks. Null when it has ended. */
function statOf(pid: number): { parent: number; ticks: number } | null {
  try {
    // The command's name stands in brackets and may hold anything; the state follows the last one.
    const fields = (readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1) ?? '').split(
      ' ',
    );
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}

/** A process and all that it started, directly or not. */
function processTree(root: number): { pid: number; ticks: number }[] {
  const stats = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), statOf(Number(name))] as const),
  );
  const inTree = (pid: number): boolean => {
    const parent = stats.get(pid)?.parent ?? 0;
    return pid === root || (parent > 1 && inTree(parent));
  };
  return [...stats].flatMap(([pid, stat]) =>
    stat && inTree(pid) ? [{ pid, ticks: stat.ticks }] : [],
  );
}

/** Bytes of memory that a process takes from the machine: PSS, in which shared pages are divided by their
 * users. Another Electron of the same build that runs meanwhile makes it look smaller. */
function memoryOf(pid: number): number {
  try {
    return (
      Number(
        /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0,
      ) * 1024
    );
  } catch {
    // Ended between the listing and the reading.
    return 0;
  }
}

function sample(root: number): { bytes: number; ticks: number } {
  const tree = processTree(root);
  return {
    bytes: tree.reduce((total, { pid }) => total + memoryOf(pid), 0),
    ticks: tree.reduce((total, { ticks }) => total + ticks, 0),
  };
}

/**
 * The memory of a process tree at rest, bytes: when for two seconds it changed by less than 1 % and the processor had
 * next to nothing to do for it. An app that waits for its turn on a busy machine also keeps its memory for a while.
 * @throws Error when it does not come to rest within a minute
 */
export async function settledMemory(root: number): Promise<number> {
  const samples: { bytes: number; ticks: number }[] = [];
  for (const end = performance.now() + limitMs; performance.now() < end; await wait(sampleMs)) {
    samples.push(sample(root));
    const recent = samples.slice(-settledMs / sampleMs);
    const bytes = recent.map((one) => one.bytes);
    const ticks = recent.map((one) => one.ticks);
    const full = recent.length === settledMs / sampleMs;
    const still = Math.max(...bytes) - Math.min(...bytes) < Math.max(...bytes) * 0.01;
    if (full && still && Math.max(...ticks) - Math.min(...ticks) <= idleTicks)
      return bytes.at(-1) ?? 0;
  }
  throw new Error(`process ${root} did not come to rest within ${limitMs / 1000} s`);
}
