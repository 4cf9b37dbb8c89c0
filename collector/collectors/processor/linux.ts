import { numberOf } from '#collector/toolkit/fields.ts';
import { physicalCores } from '#collector/toolkit/proc.ts';
import type { Cores } from './types.ts';

/** Texts of one processor's files below `/sys/devices/system/cpu/cpuN`; '' for a missing file. */
export interface LinuxProcessor {
  /** `topology/thread_siblings_list`: the same text for all threads of one core, on every architecture. */
  siblings: string;
  /** `cpu_capacity`: ARM and RISC-V, from 1 to 1024 for the fastest. */
  capacity: string;
  /** `thermal_throttle/core_throttle_count` and `package_throttle_count`: x86 made by Intel. */
  coreThrottles: string;
  packageThrottles: string;
}

/** `fast` and `slow`: the texts of `/sys/devices/cpu_core/cpus` and `cpu_atom/cpus`, on Intel's mixed processors. */
export function linuxCores(
  processors: LinuxProcessor[],
  kinds: { fast: string; slow: string },
  cpuinfo: string,
): Cores {
  const cores = new Map<string, { first: number; capacity: number | null }>();
  for (const { siblings, capacity } of processors) {
    const list = siblings.trim();
    const first = numberOf(/^\d{1,5}/.exec(list)?.[0]);
    // A processor that is off has no siblings.
    if (first !== null) cores.set(list, { first, capacity: numberOf(capacity.trim()) });
  }
  const found = [...cores.values()];
  if (found.length === 0) return { physicalCores: physicalCores(cpuinfo), coreKinds: null };
  return {
    physicalCores: found.length,
    coreKinds: intelKinds(found, kinds) ?? capacityKinds(found),
  };
}

function intelKinds(
  cores: { first: number }[],
  { fast, slow }: { fast: string; slow: string },
): Cores['coreKinds'] {
  const [fastCores, slowCores] = [fast, slow].map((list) => {
    const ranges = rangesOf(list);
    return cores.filter(({ first }) => ranges.some(([from, to]) => first >= from && first <= to))
      .length;
  });
  return fastCores && slowCores ? { performance: fastCores, efficiency: slowCores } : null;
}

/** The kernel's list format: `0-7,12`. */
function rangesOf(list: string): [from: number, to: number][] {
  return [...list.slice(0, 4000).matchAll(/(\d{1,5})(?:-(\d{1,5}))?/g)].map(([, from, to]) => [
    Number(from),
    Number(to ?? from),
  ]);
}

/** The cores with the least capacity are the efficient ones, if the capacities differ. */
function capacityKinds(cores: { capacity: number | null }[]): Cores['coreKinds'] {
  const capacities = cores.flatMap(({ capacity }) => capacity || []);
  if (capacities.length !== cores.length) return null;
  const least = capacities.reduce((a, b) => Math.min(a, b));
  const efficiency = capacities.filter((capacity) => capacity === least).length;
  return efficiency === capacities.length
    ? null
    : { performance: capacities.length - efficiency, efficiency };
}

/**
 * How often heat slowed the processor down since the start: the highest count of a core and of the package. All cores of a
 * package count the same package events, so a sum would be too high. Null when the kernel does not count.
 */
export function linuxThrottles(
  processors: LinuxProcessor[],
): { core: number | null; package: number | null } | null {
  const most = (key: 'coreThrottles' | 'packageThrottles'): number | null => {
    const counts = processors.flatMap((processor) => numberOf(processor[key].trim()) ?? []);
    return counts.length === 0 ? null : counts.reduce((a, b) => Math.max(a, b));
  };
  const [core, whole] = [most('coreThrottles'), most('packageThrottles')];
  return core === null && whole === null ? null : { core, package: whole };
}
