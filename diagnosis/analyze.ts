import { type Finding, type FindingsDocument, findingSeverities } from '../contract/finding.ts';
import type { ShapedItemId } from '../contract/item-shapes.ts';
import type { Analyzer, AnalyzerItems } from './analyzer.ts';
import { certificate } from './certificate.ts';
import { clock } from './clock.ts';
import { deskReachability } from './desk-reachability.ts';
import { diskSpace } from './disk-space.ts';
import { dns } from './dns.ts';
import { memoryPressure } from './memory-pressure.ts';
import { organisationServices } from './organisation-services.ts';
import { performance } from './performance.ts';
import { type ReadItem, readShapedItem } from './read-shaped-item.ts';
import { shorten } from './words.ts';

export const analyzers: readonly Analyzer[] = [
  diskSpace,
  memoryPressure,
  clock,
  dns,
  deskReachability,
  organisationServices,
  certificate,
  performance,
];

/**
 * Runs every analyzer. `readItem` gives an item's text by id, or `undefined` when it is not there. Never throws: an
 * analyzer whose items are missing, misshapen or say nothing stands in `failed`. Findings come most severe first.
 */
export function analyze(readItem: ReadItem): FindingsDocument {
  const findings: Finding[] = [];
  const failed: FindingsDocument['failed'] = [];
  for (const analyzer of analyzers) {
    const outcome = run(analyzer, readItem);
    if (outcome.ok) findings.push(...outcome.findings);
    else failed.push({ analyzer: analyzer.id, detail: shorten(outcome.detail, 2000) });
  }
  // Array.prototype.sort is stable (ECMA-262): equal severities stay in the order of the analyzers.
  findings.sort((a, b) => findingSeverities.indexOf(a.severity) - findingSeverities.indexOf(b.severity));
  return { findings, failed };
}

type Outcome = { ok: true; findings: Finding[] } | { ok: false; detail: string };

function run<K extends ShapedItemId>(analyzer: Analyzer<K>, readItem: ReadItem): Outcome {
  const items: Partial<Record<ShapedItemId, unknown>> = {};
  for (const id of analyzer.reads) {
    const reading = readShapedItem(id, readItem);
    if (!reading.ok) return reading.missing && analyzer.onlyWhenCollected ? { ok: true, findings: [] } : reading;
    items[id] = reading.value;
  }
  try {
    // The loop above has put a parsed item under every id that the analyzer reads.
    return { ok: true, findings: analyzer.analyze(items as AnalyzerItems<K>) };
  } catch (thrown) {
    return { ok: false, detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
