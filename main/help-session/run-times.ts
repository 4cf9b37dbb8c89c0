import { z } from 'zod';
import { presetId } from '#contract/collector/collector.ts';
import { jsonFile } from '../storage/json-file.ts';

/** Newest last. */
const savedTimes = z.record(presetId, z.array(z.number().int().nonnegative()).max(100));

const keptRuns = 10;

/** How long each preset took on this computer, to estimate how long it will take. */
export interface RunTimes {
  /** Median of the last runs in milliseconds; null before the first run. */
  expectedMs(preset: string): number | null;
  record(preset: string, milliseconds: number): Promise<void>;
}

/** Never throws: a missing or damaged file only means that there are no estimates yet. @param report for the log. */
export async function openRunTimes(
  path: string,
  report: (detail: string) => void,
): Promise<RunTimes> {
  const file = jsonFile(path, savedTimes);
  const runs = new Map<string, number[]>(Object.entries((await file.readOrSetAside(report)) ?? {}));
  return {
    expectedMs: (preset) => median(runs.get(preset) ?? []),
    async record(preset, milliseconds) {
      runs.set(preset, [...(runs.get(preset) ?? []), Math.round(milliseconds)].slice(-keptRuns));
      await file.write(Object.fromEntries(runs));
    },
  };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : Math.round((upper + lower) / 2);
}
