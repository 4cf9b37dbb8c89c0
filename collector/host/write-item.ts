import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '#bundle/hash.ts';
import type { Redactor } from '#bundle/redact/redactor.ts';
import { secondOpinion } from '#bundle/redact/second-opinion.ts';
import { type CollectedItem, collectorId, itemName } from '#contract/collector/collector.ts';
import type { CappedItem } from './item-cap.ts';

/**
 * Redacts an item, checks the result with secretlint, and writes it to `<folder>/items/<collector>/<name>`, readable only by
 * its owner. The raw text never touches the disk. Throws the system's error (`ENOSPC` …) and then leaves no file behind.
 */
export async function writeItem(
  folder: string,
  collector: string,
  item: CappedItem,
  redactor: Redactor,
): Promise<CollectedItem> {
  const id = `${collectorId.parse(collector)}/${itemName.parse(item.name)}`;
  const redacted = redactor.redact(item.text, item.mediaType);
  const { text, redactions } = await secondOpinion(redacted.text, item.mediaType);
  const bytes = Buffer.from(text, 'utf8');
  const path = join(folder, 'items', id);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // A file from an earlier try of the same collector is replaced, never followed or appended to.
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
  } catch (thrown) {
    await file.close();
    await rm(path, { force: true });
    throw thrown;
  }
  await file.close();
  const { mediaType, droppedBytes } = item;
  return {
    id,
    mediaType,
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
    droppedBytes,
    redactions: [...redacted.redactions, ...redactions],
  };
}
