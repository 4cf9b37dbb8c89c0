import { type Preset, presets as shipped } from '#contract/collector/collector.ts';
import type { PresetChoice } from '#contract/collector/preset.ts';
import { raise } from '#contract/errors/result.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { Selection } from '../collection/select.ts';
import type { RunTimes } from './run-times.ts';

/**
 * Milliseconds, for the first run on a computer. Measured on a virtual machine with two busy cores (0.6, 2, 1, 11 and 12 s)
 * and rounded up: a computer in an office has more to be looked at, and its organisation's services to connect to.
 */
const estimates: Record<Preset, number> = {
  quick: 2_000,
  standard: 5_000,
  network: 10_000,
  performance: 15_000,
  full: 20_000,
};

/** How long a preset takes: as it was measured here, else as far as it can be estimated. */
export function expectedTime(
  id: string,
  times: RunTimes,
): Pick<PresetChoice, 'expectedMs' | 'timedHere'> {
  const measured = times.expectedMs(id);
  const known = shipped.find((one) => one === id);
  return {
    expectedMs: measured ?? (known ? estimates[known] : null),
    timedHere: measured !== null,
  };
}

/** The presets of this computer: Candor's own, then those that the policy adds. */
export function listPresets(policy: Policy | null, times: RunTimes): PresetChoice[] {
  const own = shipped.map((id) => ({ id, name: null, purpose: null }));
  const added = (policy?.presets ?? []).map(({ id, name, purpose }) => ({ id, name, purpose }));
  return [...own, ...added].map((one) => ({ ...one, ...expectedTime(one.id, times) }));
}

/**
 * What runs for a preset.
 * @throws CandorError `invalid-arguments` that names it, and the ones there are.
 */
export function selectionOf(id: string, policy: Policy | null): Selection {
  const added = policy?.presets ?? [];
  const found = added.find((one) => one.id === id);
  if (found) return { preset: id, collectors: found.collectors };
  if ((shipped as readonly string[]).includes(id)) return { preset: id, collectors: null };
  raise('invalid-arguments', 'There is no preset called “{name}”. Choose one of: {presets}.', {
    values: {
      name: id.slice(0, 80),
      presets: [...shipped, ...added.map((one) => one.id)].join(', '),
    },
  });
}
