import type { Redactor } from '#bundle/redact/redactor.ts';
import { diskFullReason, notSavedReason } from '#contract/bundle/not-saved.ts';
import type { CollectedItem, CollectorOutcome } from '#contract/collector/collector.ts';
import type { Text } from '#contract/text/text.ts';
import { because } from '../toolkit/define.ts';
import type { Collected } from './run-collector.ts';
import { writeItem } from './write-item.ts';

/** Redacts and writes what was collected; the reason is redacted as well, for it may quote an error. */
export async function keepItems(
  folder: string,
  collector: string,
  collected: Collected,
  redactor: Redactor,
): Promise<Omit<CollectorOutcome, 'durationMs'>> {
  const { status, reason } = collected;
  const items: CollectedItem[] = [];
  try {
    for (const item of collected.items)
      items.push(await writeItem(folder, collector, item, redactor));
  } catch (thrown) {
    return { collector, status: 'fail', reason: redactedReason(notSaved(thrown), redactor), items };
  }
  return { collector, status, reason: reason && redactedReason(reason, redactor), items };
}

function notSaved(thrown: unknown): Text {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return because(diskFullReason);
  }
  const detail =
    thrown instanceof Error ? thrown.message.slice(0, 1000) : String(thrown).slice(0, 1000);
  return because(notSavedReason, { detail });
}

function redactedReason({ message, values }: Text, redactor: Redactor): Text {
  if (!values) return { message };
  const safe = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? redactor.redact(value, 'text/plain').text.slice(0, 2000) : value,
  ]);
  return { message, values: Object.fromEntries(safe) };
}
