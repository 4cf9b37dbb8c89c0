import { presets as shipped } from '../../contract/collector.ts';
import type { Policy } from '../../contract/policy.ts';
import type { PresetChoice } from '../../contract/preset.ts';
import { raise } from '../../contract/result.ts';
import type { Selection } from '../collector/supervisor/select.ts';
import type { RunTimes } from './run-times.ts';

/** The presets of this computer: Candor's own, then those that the policy adds. */
export function listPresets(policy: Policy | null, times: RunTimes): PresetChoice[] {
  const own = shipped.map((id) => ({ id, name: null, purpose: null }));
  const added = (policy?.presets ?? []).map(({ id, name, purpose }) => ({ id, name, purpose }));
  return [...own, ...added].map((one) => ({ ...one, expectedMs: times.expectedMs(one.id) }));
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
    values: { name: id.slice(0, 80), presets: [...shipped, ...added.map((one) => one.id)].join(', ') },
  });
}
