import type { FindingsDocument } from '#contract/bundle/finding.ts';
import type { Manifest } from '#contract/bundle/manifest.ts';
import type { TimelineDocument } from '#contract/bundle/timeline.ts';
import type { Text } from '#contract/text/text.ts';

/**
 * The values in Candor's own documents that come from the machine, one per line. Titles, purposes
 * and messages are fixed texts: scanning them for a person called Will would stop every bundle of
 * theirs because of the word "will".
 */
function valuesOf(text: Text | null): string[] {
  return Object.values(text?.values ?? {}).map(String);
}

export function manifestVariables(manifest: Manifest): string {
  return [
    manifest.agent.version,
    ...manifest.collectors.flatMap(({ reason }) => valuesOf(reason)),
    ...manifest.items.map(({ id }) => id),
    ...manifest.leftOut.map(({ id }) => id),
  ].join('\n');
}

export function findingsVariables({ findings, failed }: FindingsDocument): string {
  return [
    ...findings.flatMap(({ title, explanation, nextStep }) =>
      [title, explanation, nextStep].flatMap(valuesOf),
    ),
    ...findings.flatMap(({ evidence }) =>
      evidence.flatMap(({ pointer, quote }) => [pointer ?? '', quote]),
    ),
    ...failed.map(({ detail }) => detail),
  ].join('\n');
}

export function timelineVariables({ events, unreadable }: TimelineDocument): string {
  return [
    ...events.flatMap(({ what, detail, source }) => [what, detail ?? '', source.pointer ?? '']),
    ...unreadable.map(({ detail }) => detail),
  ].join('\n');
}
