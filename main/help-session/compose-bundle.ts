import { sha256Hex } from '#bundle/hash.ts';
import { encodeDocument, encodeManifest, manifestHash } from '#bundle/manifest.ts';
import type { FindingsDocument } from '#contract/bundle/finding.ts';
import {
  findingsName,
  type Manifest,
  type ManifestItem,
  manifestName,
  type RedactionReport,
  redactionsName,
  timelineName,
} from '#contract/bundle/manifest.ts';
import { applicationLogsIn } from '#contract/bundle/timeline.ts';
import type {
  CollectedItem,
  CollectorDeclaration,
  CollectorOutcome,
} from '#contract/collector/collector.ts';
import { attachedTextItemId } from '#contract/collector/item-shapes.ts';
import { analyze } from '#diagnosis/analyze.ts';
import { type TimelineMemory, timelineOf } from '#diagnosis/timeline.ts';

/** What one run collected. `parts` is in the collectors' order and includes every collector of the preset. */
export interface Collected {
  bundle: string;
  createdAt: string;
  preset: string;
  agent: Manifest['agent'];
  parts: readonly { declaration: CollectorDeclaration; outcome: CollectorOutcome }[];
}

/** The bundle's own documents, byte for byte as they would be sent. */
export interface Composition {
  manifest: Manifest;
  manifestBytes: Uint8Array;
  manifestHash: string;
  findings: FindingsDocument;
  findingsBytes: Uint8Array;
  timelineBytes: Uint8Array;
  redactionsBytes: Uint8Array;
  /** Sum of all items and documents, before compression. */
  bytes: number;
}

/** The documents by their names in the bundle. */
export const documentsOf = (composition: Composition): Record<string, Uint8Array> => ({
  [manifestName]: composition.manifestBytes,
  [findingsName]: composition.findingsBytes,
  [timelineName]: composition.timelineBytes,
  [redactionsName]: composition.redactionsBytes,
});

/** Everything that a person can include or leave out, in the order in which it is shown. */
export function itemsOf(collected: Collected): ManifestItem[] {
  return collected.parts.flatMap(({ declaration, outcome }) =>
    outcome.items.map(({ redactions, ...item }) => ({
      ...item,
      collector: declaration.id,
      title: item.id === attachedTextItemId ? 'Text that you attached' : declaration.title,
      purpose: declaration.purpose,
      category: declaration.category,
      sensitivity: declaration.sensitivity,
      redacted: redactedIn(redactions),
    })),
  );
}

/** Never negative: a text may have contained something like a pseudonym before redaction, which was then shown as well. */
function redactedIn(redactions: CollectedItem['redactions']): number {
  const sum = redactions.reduce(
    (sum, { kind, count }) => (kind === 'shown' ? sum - count : sum + count),
    0,
  );
  return Math.max(0, sum);
}

/**
 * Composes the documents for exactly the items that are included. Findings, timeline and redaction report are made from
 * those alone: they must not reveal what the person left out, or what a stopped collector left on disk.
 */
export function composeBundle(
  collected: Collected,
  leftOut: ReadonlySet<string>,
  readItem: (id: string) => string | undefined,
  memory: TimelineMemory = new Map(),
): Composition {
  const items = itemsOf(collected);
  const included = items.filter(({ id }) => !leftOut.has(id));
  const readable = new Set(included.map(({ id }) => id));
  const readIncluded = (id: string) => (readable.has(id) ? readItem(id) : undefined);
  const timeline = timelineOf(
    readIncluded,
    collected.createdAt,
    memory,
    applicationLogsIn(readable),
  );
  const timelineBytes = encodeDocument(timeline);
  const findings = analyze(readIncluded, timeline);
  const findingsBytes = encodeDocument(findings);
  const pictures = included.filter(({ mediaType }) => mediaType === 'image/png');
  const report: RedactionReport = {
    items: collected.parts.flatMap(({ outcome }) =>
      outcome.items
        .filter(({ id, redactions }) => !leftOut.has(id) && redactions.length > 0)
        .map(({ id, redactions }) => ({ item: id, redactions })),
    ),
    ...(pictures.length > 0 && { notSearched: pictures.map(({ id }) => id) }),
  };
  const redactionsBytes = encodeDocument(report);
  const manifest: Manifest = {
    format: 'candor-bundle',
    version: 1,
    bundle: collected.bundle,
    createdAt: collected.createdAt,
    agent: collected.agent,
    preset: collected.preset,
    collectors: collected.parts.map(({ declaration, outcome }) => ({
      id: declaration.id,
      title: declaration.title,
      purpose: declaration.purpose,
      category: declaration.category,
      status: outcome.status,
      durationMs: Math.round(outcome.durationMs),
      reason: outcome.reason,
      items: outcome.items.map(({ id }) => id).filter((id) => !leftOut.has(id)),
    })),
    items: included,
    leftOut: items
      .filter(({ id }) => leftOut.has(id))
      .map(({ id, title, bytes }) => ({ id, title, bytes })),
    findings: { bytes: findingsBytes.length, sha256: sha256Hex(findingsBytes) },
    redactions: { bytes: redactionsBytes.length, sha256: sha256Hex(redactionsBytes) },
    timeline: { bytes: timelineBytes.length, sha256: sha256Hex(timelineBytes) },
  };
  const manifestBytes = encodeManifest(manifest);
  const documents = [manifestBytes, findingsBytes, timelineBytes, redactionsBytes];
  const bytes = [
    ...included.map((item) => item.bytes),
    ...documents.map(({ length }) => length),
  ].reduce((sum, bytes) => sum + bytes, 0);
  const hash = manifestHash(manifestBytes);
  return {
    manifest,
    manifestBytes,
    manifestHash: hash,
    findings,
    findingsBytes,
    timelineBytes,
    redactionsBytes,
    bytes,
  };
}
