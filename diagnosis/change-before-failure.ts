import type { Evidence, Finding } from '../contract/finding.ts';
import { type TimelineDocument, type TimelineEvent, timelineWords, wholeComputer } from '../contract/timeline.ts';
import { programOf } from './timeline.ts';
import { durationInWords, shorten } from './words.ts';

export const changeBeforeFailure = 'change-before-failure';

/** Longer than this after a change, a failure has too many other possible causes. */
const longestGapMs = 24 * 3_600_000;
const mostFindings = 10;

/**
 * Programs whose recorded crashes or errors begin within a day after they, or for the whole computer a driver or the
 * kernel, were changed. Says what followed what, not what caused what. Pure.
 */
export function changesBeforeFailures({ events }: TimelineDocument): Finding[] {
  const changes = events.filter(({ kind, dayOnly }) => (kind === 'installed' || kind === 'updated') && !dayOnly);
  return failuresOf(events)
    .flatMap((failure) => {
      const possible = changes.filter((one) => belongs(one, failure.program) && precedes(one, failure));
      // The package of that very name before others that only begin alike.
      const change = possible.find(({ what }) => programOf(what) === failure.program) ?? possible[0];
      return change ? [findingOf(change, failure)] : [];
    })
    .slice(0, mostFindings);
}

interface Failure {
  program: string;
  first: TimelineEvent;
  firstAt: string;
  count: number;
  /** The record reaches back to here: before it, failures would not be known. */
  knownSince: string;
}

/** One for each program, at its first failure. */
function failuresOf(events: readonly TimelineEvent[]): Failure[] {
  const failing = events.filter(({ kind, what }) => (kind === 'crashed' || kind === 'error') && what !== '?');
  const oldestIn = new Map<string, string>();
  const byProgram = new Map<string, TimelineEvent[]>();
  for (const event of failing) {
    const begin = event.firstAt ?? event.at;
    const oldest = oldestIn.get(event.source.item);
    if (oldest === undefined || begin < oldest) oldestIn.set(event.source.item, begin);
    const program = programOf(event.what);
    byProgram.set(program, [...(byProgram.get(program) ?? []), event]);
  }
  return [...byProgram].flatMap(([program, ofProgram]) => {
    const [first] = ofProgram.toSorted((a, b) => ((a.firstAt ?? a.at) < (b.firstAt ?? b.at) ? -1 : 1));
    if (!first) return [];
    // A list of crashes reaches back further than the timeline; a log only as far as its oldest line.
    const knownSince = first.source.line === null && first.kind === 'crashed' ? '' : (oldestIn.get(first.source.item) ?? '');
    const count = ofProgram.reduce((sum, one) => sum + one.count, 0);
    return [{ program, first, firstAt: first.firstAt ?? first.at, count, knownSince }];
  });
}

function precedes(change: TimelineEvent, { firstAt, knownSince }: Failure): boolean {
  const gap = Date.parse(firstAt) - Date.parse(change.at);
  return gap >= 0 && gap <= longestGapMs && knownSince < change.at;
}

/** `firefox` and `firefox-esr`, not `sh` and `openssh`: whole words of a name, and none that is very short. */
function belongs(change: TimelineEvent, program: string): boolean {
  if (program === wholeComputer || program === 'kernel') {
    return change.detail === timelineWords.driver || /^(?:linux-image|kernel-core|kernel$|nvidia-)/.test(programOf(change.what));
  }
  const name = programOf(change.what);
  if (program.length < 4) return name === program;
  return (
    name === program ||
    name
      .split(/[\s._-]+/)
      .join(' ')
      .startsWith(`${program.split(/[\s._-]+/).join(' ')} `)
  );
}

function findingOf(change: TimelineEvent, { program, first, firstAt, count }: Failure): Finding {
  const ofAll = program === wholeComputer || program === 'kernel';
  const values = {
    program: shorten(first.what, 100),
    change: shorten(change.what, 100),
    gap: durationInWords((Date.parse(firstAt) - Date.parse(change.at)) / 1000),
    count,
  };
  if (!ofAll && change.kind === 'installed') return sinceInstallation(change, first, values);
  return {
    analyzer: changeBeforeFailure,
    severity: 'warning',
    cause: ofAll ? 'client environment' : 'application',
    title: ofAll
      ? { message: 'Failures of the whole computer began after “{change}” was changed', values: { change: values.change } }
      : {
          message: 'Failures of “{program}” began after “{change}” was changed',
          values: { program: values.program, change: values.change },
        },
    explanation: {
      message:
        'The first recorded failure came {gap} after the change, and none is recorded in the time before; since then there were {count}. One followed the other; that alone does not prove that it is the cause.',
      values: { gap: values.gap, count },
    },
    nextStep: {
      message:
        'Look up whether this version of “{change}” has a known fault. If it has, update it further, or go back to the version before.',
      values: { change: values.change },
    },
    evidence: [evidenceOf(change), evidenceOf(first)],
  };
}

/** What was not there before could not fail before: that its failures are new says nothing, that it fails at all does. */
function sinceInstallation(
  change: TimelineEvent,
  first: TimelineEvent,
  values: { program: string; change: string; gap: string; count: number },
): Finding {
  return {
    analyzer: changeBeforeFailure,
    severity: 'warning',
    cause: 'application',
    title: {
      message: '“{program}” has failed since “{change}” was installed',
      values: { program: values.program, change: values.change },
    },
    explanation: {
      message:
        'The first recorded failure came {gap} after the installation; since then there were {count}. If this was the first installation, it has never worked here.',
      values: { gap: values.gap, count: values.count },
    },
    nextStep: {
      message: 'Check what “{change}” needs on this computer, and whether this version of it has a known fault.',
      values: { change: values.change },
    },
    evidence: [evidenceOf(change), evidenceOf(first)],
  };
}

function evidenceOf({ source, at, what, detail }: TimelineEvent): Evidence {
  return { ...source, quote: shorten([at, what, detail].filter(Boolean).join(' '), 500) };
}
