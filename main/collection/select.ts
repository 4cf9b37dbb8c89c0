import type { CollectorDeclaration } from '#contract/collector/collector.ts';

/** What to run: the collectors of `preset`, or exactly those in the list. */
export interface Selection {
  preset: string;
  collectors: readonly string[] | null;
  /** The person agreed to an engineer's list and to nothing else, not even to sending their own words. */
  exactly?: boolean;
}

/**
 * The collectors of a selection, in the catalogue's order, with the person's words unless it is `exactly`. One that this
 * version does not have comes last: the collector process then reports it, and nothing is missing silently.
 */
export function select(
  catalogue: readonly CollectorDeclaration[],
  { preset, collectors, exactly }: Selection,
): CollectorDeclaration[] {
  if (collectors === null)
    return catalogue.filter(({ presets }) => (presets as readonly string[]).includes(preset));
  const wanted = new Set(exactly ? collectors : ['description', ...collectors]);
  const known = catalogue.filter(({ id }) => wanted.delete(id));
  if (!exactly) wanted.delete('description');
  return [...known, ...[...wanted].map(unknownCollector)];
}

/** Whether `systeminformation` reads the hardware. It costs a thread or two and up to some seconds, so not for a quick check. */
export const wantsInventory = ({ preset, collectors }: Selection): boolean =>
  collectors !== null || preset === 'standard' || preset === 'full';

const unknownCollector = (id: string): CollectorDeclaration => ({
  id,
  title: id,
  purpose: 'Requested by your organisation.',
  category: 'system',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['full'],
  deadlineMs: 1000,
  byteCap: 1,
});
