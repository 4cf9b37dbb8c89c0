import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CollectorOutcome } from '#contract/collector/collector.ts';

/**
 * Whether every reported item exists in the review folder: of this collector, a plain file, of that size, and listed once.
 * The process reads hostile data, so its report alone is not enough.
 */
export async function filesMatch(folder: string, outcome: CollectorOutcome): Promise<boolean> {
  const { collector, items } = outcome;
  if (new Set(items.map(({ id }) => id)).size !== items.length) return false;
  const checks = items.map(async ({ id, bytes }) => {
    if (!id.startsWith(`${collector}/`)) return false;
    const facts = await lstat(join(folder, 'items', id)).catch(() => null);
    const place = await lstat(join(folder, 'items', collector)).catch(() => null);
    return facts?.isFile() === true && facts.size === bytes && place?.isDirectory() === true;
  });
  return (await Promise.all(checks)).every(Boolean);
}
