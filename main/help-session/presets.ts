import { type Preset, presets as shipped } from '#contract/collector/collector.ts';
import type { PresetChoice } from '#contract/collector/preset.ts';
import { raise } from '#contract/errors/result.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { Selection } from '../collection/select.ts';
import type { RunTimes } from './run-times.ts';

/**
 * Milliseconds, for the first run on a computer. Measured on a virtual machine with two busy cores (0.6, 2, 1, 11 and 12 s)
 * and rounded up: an office computer has more to check, and services of its organisation to connect to.
 */
const estimates: Record<Preset, number> = {
  quick: 2_000,
  standard: 5_000,
  network: 10_000,
  performance: 15_000,
  full: 20_000,
};

/** How long a preset takes: measured on this computer, or else an estimate. */
export function expectedTime(
  id: string,
  times: RunTimes,
): Pick<PresetChoice, 'expectedMs' | 'timedHere'> {
  const measured = times.expectedMs(id);
  const known = shipped.find((preset) => preset === id);
  return {
    expectedMs: measured ?? (known ? estimates[known] : null),
    timedHere: measured !== null,
  };
}

/** The presets of this computer: Candor's, then those that the policy adds. */
export function listPresets(policy: Policy | null, times: RunTimes): PresetChoice[] {
  const standard = shipped.map((id) => ({ id, name: null, purpose: null }));
  const added = (policy?.presets ?? []).map(({ id, name, purpose }) => ({ id, name, purpose }));
  return [...standard, ...added].map((preset) => ({
    ...preset,
    ...expectedTime(preset.id, times),
  }));
}

/**
 * The collectors that run for a preset.
 * @throws CandorError `invalid-arguments`, which names the preset and those that exist.
 */
export function selectionOf(id: string, policy: Policy | null): Selection {
  const added = policy?.presets ?? [];
  const preset = added.find((candidate) => candidate.id === id);
  if (preset) return { preset: id, collectors: preset.collectors };
  if ((shipped as readonly string[]).includes(id)) return { preset: id, collectors: null };
  raise('invalid-arguments', 'There is no preset called “{name}”. Choose one of: {presets}.', {
    values: {
      name: id.slice(0, 80),
      presets: [...shipped, ...added.map((preset) => preset.id)].join(', '),
    },
  });
}
