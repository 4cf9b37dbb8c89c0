import {
  type Finding,
  type FindingsDocument,
  findingSeverities,
} from '#contract/bundle/finding.ts';
import type { TimelineDocument } from '#contract/bundle/timeline.ts';
import type { ShapedItemId } from '#contract/collector/item-shapes.ts';
import type { Analyzer, AnalyzerItems } from './analyzer.ts';
import { applicationLog, errorsOfApplications } from './application-log.ts';
import { certificate } from './certificate.ts';
import { changeBeforeFailure, changesBeforeFailures } from './change-before-failure.ts';
import { clock } from './clock.ts';
import { deskReachability } from './desk-reachability.ts';
import { diskSpace } from './disk-space.ts';
import { dns } from './dns.ts';
import { shorten } from './format-units.ts';
import { memoryPressure } from './memory-pressure.ts';
import { organisationServices } from './organisation-services.ts';
import { performance } from './performance.ts';
import { type ReadItem, readShapedItem } from './read-shaped-item.ts';

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
 * Runs every analyzer. `readItem` returns an item's text by id, or `undefined` when the bundle does
 * not contain it. Never throws: an analyzer whose items are missing, malformed or inconclusive is
 * listed in `failed`. Findings are sorted by severity, most severe first.
 * @param timeline made from the same items; without it, failures after a change are not analyzed.
 */
export function analyze(
  readItem: ReadItem,
  timeline: TimelineDocument | null = null,
): FindingsDocument {
  const findings: Finding[] = [];
  const failed: FindingsDocument['failed'] = [];
  const take = (analyzer: string, outcome: Outcome): void => {
    if (outcome.ok) findings.push(...outcome.findings);
    else failed.push({ analyzer, detail: shorten(outcome.detail, 2000) });
  };
  for (const analyzer of analyzers) {
    take(analyzer.id, run(analyzer, readItem));
  }
  if (timeline) {
    take(
      changeBeforeFailure,
      attempt(() => changesBeforeFailures(timeline)),
    );
    take(
      applicationLog,
      attempt(() => errorsOfApplications(timeline)),
    );
  }
  // Array.prototype.sort is stable (ECMA-262): findings of equal severity keep the order of the
  // analyzers.
  findings.sort(
    (a, b) => findingSeverities.indexOf(a.severity) - findingSeverities.indexOf(b.severity),
  );
  return { findings, failed };
}

type Outcome = { ok: true; findings: Finding[] } | { ok: false; detail: string };

function run<K extends ShapedItemId>(analyzer: Analyzer<K>, readItem: ReadItem): Outcome {
  const items: Partial<Record<ShapedItemId, unknown>> = {};
  for (const id of analyzer.reads) {
    const reading = readShapedItem(id, readItem);
    if (!reading.ok)
      return reading.missing && analyzer.onlyWhenCollected ? { ok: true, findings: [] } : reading;
    items[id] = reading.value;
  }
  // The loop above has stored a parsed item under every id that the analyzer reads.
  return attempt(() => analyzer.analyze(items as AnalyzerItems<K>));
}

function attempt(judge: () => Finding[]): Outcome {
  try {
    return { ok: true, findings: judge() };
  } catch (thrown) {
    return { ok: false, detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
