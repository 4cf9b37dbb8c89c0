import type { Bundle } from '#bundle/read.ts';
import { timelineKinds } from '#contract/bundle/timeline.ts';
import { formatText } from '#contract/text/text.ts';
import { plainBytes, plainJson, plainText, table } from './terminal.ts';

/** Everything except the contents of items, as one JSON object. */
export function inspectJson(bundle: Bundle): string {
  const { manifest, manifestHash, receipt, findings, timeline, redactions, intact } = bundle;
  return plainJson({ manifestHash, intact, manifest, findings, timeline, redactions, receipt });
}

export function inspectText(bundle: Bundle): string {
  const { manifest } = bundle;
  return [
    `Bundle ${manifest.bundle}, ${manifest.createdAt}`,
    `  created by Candor ${manifest.agent.version} on ${manifest.agent.platform} ${manifest.agent.architecture}, preset ${manifest.preset}`,
    `  manifest ${bundle.manifestHash}`,
    ...receiptLines(bundle),
    ...(bundle.intact ? [] : ['  WARNING: the file was altered. Run: candor verify']),
    ...section('Items', itemLines(bundle)),
    ...section('Collectors', collectorLines(bundle)),
    ...section('Missing, and why', missingLines(bundle)),
    ...section('Findings', findingLines(bundle)),
    ...section('What changed, and what failed', timelineLines(bundle)),
  ]
    .map(plainText)
    .join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', title, ...(lines.length > 0 ? lines : ['  none'])];
}

function receiptLines({ receipt }: Bundle): string[] {
  if (!receipt) return ['  no receipt: the person has not agreed to send it'];
  const { agreedAt, recipient, purpose, retentionDays, device } = receipt.receipt;
  return [
    `  agreed ${agreedAt}, for ${recipient ? `${recipient.organisation} at ${recipient.desk}` : 'a file'}, by device ${device}`,
    `  purpose: ${purpose}${retentionDays === null ? '' : `; kept for ${retentionDays} days`}`,
  ];
}

function itemLines({ manifest }: Bundle): string[] {
  if (manifest.items.length === 0) return [];
  return table(
    ['item', 'size', 'category', 'sensitivity', 'replaced', 'cut'],
    manifest.items.map(({ id, bytes, category, sensitivity, redacted, droppedBytes }) => [
      id,
      plainBytes(bytes),
      category,
      sensitivity,
      String(redacted),
      droppedBytes > 0 ? plainBytes(droppedBytes) : '',
    ]),
  );
}

function collectorLines({ manifest }: Bundle): string[] {
  if (manifest.collectors.length === 0) return [];
  return table(
    ['collector', 'status', 'time', 'title'],
    manifest.collectors.map(({ id, status, durationMs, title }) => [
      id,
      status,
      `${Math.round(durationMs)} ms`,
      title,
    ]),
  );
}

function missingLines({ manifest }: Bundle): string[] {
  return [
    ...manifest.collectors
      .filter(({ status }) => status !== 'success')
      .map(
        ({ id, status, reason }) =>
          `  ${id} (${status}): ${reason ? formatText(reason) : 'no reason given'}`,
      ),
    ...manifest.items
      .filter(({ droppedBytes }) => droppedBytes > 0)
      .map(
        ({ id, droppedBytes }) => `  ${id}: ${plainBytes(droppedBytes)} dropped from the middle`,
      ),
    ...manifest.leftOut.map(
      ({ id, title, bytes }) => `  ${id}: left out by the person (${title}, ${plainBytes(bytes)})`,
    ),
  ];
}

function findingLines({ findings }: Bundle): string[] {
  return [
    ...findings.findings.flatMap(({ severity, cause, title, explanation, nextStep, evidence }) => [
      `  ${severity.toUpperCase()} ${formatText(title)} (${cause})`,
      `    ${formatText(explanation)}`,
      `    Next: ${formatText(nextStep)}`,
      ...evidence.map(
        ({ item, pointer, line, quote }) =>
          `    ${item}${pointer ?? ''}${line === null ? '' : `:${line}`}  ${quote}`,
      ),
    ]),
    ...findings.failed.map(
      ({ analyzer, detail }) => `  ${analyzer} could not be checked: ${detail}`,
    ),
  ];
}

/** Enough to show the latest events; `--json` lists all of them. */
const shownEvents = 20;

function timelineLines({ timeline }: Bundle): string[] {
  if (!timeline) return ['  no timeline: this bundle was made by an older version of Candor'];
  const { events, dropped, unreadable } = timeline;
  const counts = timelineKinds.flatMap((kind) => {
    const count = events
      .filter((event) => event.kind === kind)
      .reduce((sum, { count }) => sum + count, 0);
    return count > 0 ? [`${kind} ${count}`] : [];
  });
  return [
    ...(counts.length > 0 ? [`  ${counts.join(', ')}`] : []),
    ...events
      .slice(0, shownEvents)
      .map(
        ({ at, dayOnly, kind, what, detail, count }) =>
          `  ${dayOnly ? at.slice(0, 10) : at}  ${kind}  ${what}${detail === null ? '' : `  ${detail}`}${count > 1 ? `  (${count} times)` : ''}`,
      ),
    ...(events.length > shownEvents
      ? [`  and ${events.length - shownEvents} older events: use --json`]
      : []),
    ...(dropped > 0 ? [`  ${dropped} more events did not fit`] : []),
    ...unreadable.map(({ item, detail }) => `  ${item}: ${detail}`),
  ];
}
