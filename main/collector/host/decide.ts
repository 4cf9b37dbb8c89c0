import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '../../../bundle/hash.ts';
import { applyDecisions } from '../../../bundle/redact/decisions.ts';
import type { DecidedItem, HostCommand } from '../../../contract/collector.ts';

/**
 * Writes each item as it stands after all of a person's decisions. They always start from the item as it was collected,
 * which is kept beside it, so that taking one back restores every byte. Items that no decision touches stay as they are.
 * Throws the system's error; each item is then either as it was or whole.
 * @returns the items that differ from what was collected, or did until now
 */
export async function decide({ folder, items, hide, show }: Extract<HostCommand, { type: 'decide' }>): Promise<DecidedItem[]> {
  const decided: DecidedItem[] = [];
  for (const { id, mediaType } of items) {
    const path = join(folder, 'items', id);
    const collected = join(folder, 'collected', id);
    const kept = await exists(collected);
    const before = await readFile(kept ? collected : path, 'utf8');
    const { text, hidden, shown } = applyDecisions(before, mediaType, { hide, show });
    if (hidden + shown === 0 && !kept) continue;
    if (hidden + shown === 0) await rename(collected, path);
    else await replace(path, kept ? null : collected, text);
    decided.push({ id, bytes: Buffer.byteLength(text), sha256: sha256Hex(Buffer.from(text)), hidden, shown });
  }
  return decided;
}

/** Puts a new text in an item's place; `keepAt`: where the old one goes. */
async function replace(path: string, keepAt: string | null, text: string): Promise<void> {
  const fresh = `${path}.new`;
  try {
    const file = await open(fresh, 'wx', 0o600);
    await file.writeFile(text, 'utf8').finally(() => file.close());
    if (keepAt !== null) {
      await mkdir(dirname(keepAt), { recursive: true, mode: 0o700 });
      await rename(path, keepAt);
    }
    await rename(fresh, path);
  } catch (thrown) {
    await rm(fresh, { force: true });
    throw thrown;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
