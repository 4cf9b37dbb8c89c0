import type { CollectorDeclaration } from '#contract/collector/collector.ts';

/** What shall run: the collectors that name `preset` themselves, or exactly the ones in the list. */
export interface Selection {
  preset: string;
  collectors: readonly string[] | null;
  /** An engineer asked for the list, and the person agreed to it and to nothing else, not even to their own words. */
  exactly?: boolean;
}

/**
 * The collectors of a selection, in the catalogue's order. What the person wrote is part of it, unless it is `exactly`. One that this
 * version does not have comes last: the collector process then says so, and nothing is missing silently.
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

/** Whether `systeminformation` is asked for the parts of the hardware. It costs a thread or two and up to some seconds: not where a quick look was asked for. */
export const wantsInventory = ({ preset, collectors }: Selection): boolean =>
  collectors !== null || preset === 'standard' || preset === 'full';

const unknownCollector = (id: string): CollectorDeclaration => ({
  id,
  title: id,
  purpose: 'Asked for by your organisation.',
  category: 'system',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['full'],
  deadlineMs: 1000,
  byteCap: 1,
});
