import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '#bundle/hash.ts';
import { applyDecisions } from '#bundle/redact/decisions.ts';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';
import type { DecidedItem, HostCommand, PrivateMapEntry } from '#contract/collector/collector.ts';

export interface Decided {
  items: DecidedItem[];
  /** The replacements of the second redaction. */
  discovered: PrivateMapEntry[];
}

/**
 * Writes every item with all of the person's decisions applied. Decisions always apply to the collected item, which is
 * stored next to it, so that undoing one restores every byte. Items without decisions do not change. Throws the system's
 * error; then every item has either its old or its new contents.
 * @returns the items that differ from what was collected, or did until now
 */
export async function decide({
  folder,
  items,
  hide,
  show,
  again,
}: Extract<HostCommand, { type: 'decide' }>): Promise<Decided> {
  const decided: DecidedItem[] = [];
  const redactor = again && createRedactor({ known: emptyKnownValues, privateMap: again });
  for (const { id, mediaType } of items) {
    const path = join(folder, 'items', id);
    const collected = join(folder, 'collected', id);
    const kept = await exists(collected);
    const before = await readFile(kept ? collected : path, 'utf8');
    const once = redactor?.redact(before, mediaType) ?? { text: before, redactions: [] };
    const redacted = once.redactions.reduce((sum, { count }) => sum + count, 0);
    const { text, hidden, shown } = applyDecisions(once.text, mediaType, { hide, show });
    const changes = redacted + hidden + shown;
    if (changes === 0 && !kept) continue;
    if (changes === 0) await rename(collected, path);
    else await replace(path, kept ? null : collected, text);
    decided.push({
      id,
      bytes: Buffer.byteLength(text),
      sha256: sha256Hex(Buffer.from(text)),
      hidden,
      shown,
      again: redacted,
    });
  }
  return { items: decided, discovered: redactor?.discovered() ?? [] };
}

/** Replaces an item's text; `keepAt`: where the old one goes. */
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
