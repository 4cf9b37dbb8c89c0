import type { Evidence, Finding } from '#contract/bundle/finding.ts';
import {
  type TimelineDocument,
  type TimelineEvent,
  timelineWords,
  wholeComputer,
} from '#contract/bundle/timeline.ts';
import { formatDuration, shorten } from './format-units.ts';
import { programOf } from './timeline.ts';

export const changeBeforeFailure = 'change-before-failure';

const ownWords: ReadonlySet<string> = new Set(Object.values(timelineWords));
/** When a failure comes later than this after a change, too many other causes are possible. */
const longestGapMs = 24 * 3_600_000;
const mostFindings = 10;

/**
 * A single restart without a shutdown may be a power cut; several right after a change are worth a
 * look.
 */
const fewestRestarts = 2;

/**
 * Programs whose recorded crashes or errors began within a day after they were changed or, for the
 * whole computer, after a driver or the kernel was changed; unexpected restarts count as failures
 * of the whole computer. A finding says what followed what, not what caused what. Pure.
 */
export function changesBeforeFailures({ events }: TimelineDocument): Finding[] {
  const changes = events.filter(
    ({ kind, dayOnly }) => (kind === 'installed' || kind === 'updated') && !dayOnly,
  );
  return failuresOf(events)
    .flatMap((failure) => {
      const possible = changes.filter(
        (one) => belongs(one, failure.program) && precedes(one, failure),
      );
      // Prefer the package of exactly this name to packages that only begin with it.
      const change =
        possible.find(({ what }) => programOf(what) === failure.program) ?? possible[0];
      return change ? [findingOf(change, failure)] : [];
    })
    .slice(0, mostFindings);
}

interface Failure {
  program: string;
  first: TimelineEvent;
  firstAt: string;
  count: number;
  /** The log begins here; failures before this moment are unknown. */
  knownSince: string;
}

/** One finding per program, at its first failure. */
function failuresOf(events: readonly TimelineEvent[]): Failure[] {
  const failing = events.filter(
    (event) =>
      event.what !== '?' &&
      (event.kind === 'crashed' || event.kind === 'error' || isUnwantedRestart(event)),
  );
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
    const [first] = ofProgram.toSorted((a, b) =>
      (a.firstAt ?? a.at) < (b.firstAt ?? b.at) ? -1 : 1,
    );
    if (!first) return [];
    // A list of crashes goes back further than the timeline; a log only to its oldest line.
    const listed = first.source.line === null && first.kind !== 'error';
    const knownSince = listed ? '' : (oldestIn.get(first.source.item) ?? '');
    const count = ofProgram.reduce((sum, one) => sum + one.count, 0);
    if (ofProgram.every(({ kind }) => kind === 'rebooted') && count < fewestRestarts) return [];
    return [{ program, first, firstAt: first.firstAt ?? first.at, count, knownSince }];
  });
}

function isUnwantedRestart({ kind, detail }: TimelineEvent): boolean {
  if (kind !== 'rebooted' || detail === null) return false;
  return detail.startsWith(timelineWords.unexpected) || detail.startsWith(timelineWords.stopError);
}

function precedes(change: TimelineEvent, { firstAt, knownSince }: Failure): boolean {
  const gap = Date.parse(firstAt) - Date.parse(change.at);
  return gap >= 0 && gap <= longestGapMs && knownSince < change.at;
}

/**
 * `firefox` matches `firefox-esr`, but `sh` does not match `openssh`: only whole words of a name
 * match, and very short ones do not.
 */
function belongs(change: TimelineEvent, program: string): boolean {
  if (isWhole(program)) {
    return (
      change.detail === timelineWords.driver ||
      /^(?:linux-image|kernel-core|kernel$|nvidia-)/.test(programOf(change.what))
    );
  }
  const name = programOf(change.what);
  if (program.length < 4) return name === program;
  return `${wordsOf(name)} `.startsWith(`${wordsOf(program)} `);
}

/** `Northwind Dispatch` and `northwind-dispatch` are the same words. */
const wordsOf = (name: string): string =>
  name
    .split(/[\s._-]+/)
    .filter(Boolean)
    .join(' ');

function findingOf(change: TimelineEvent, failure: Failure): Finding {
  const { program, first, firstAt, count } = failure;
  const values = {
    change: shorten(change.what, 100),
    // The change, with its versions if known.
    what: shorten(
      [change.what, ownWords.has(change.detail ?? '') ? '' : change.detail]
        .filter(Boolean)
        .join(' '),
      200,
    ),
    when: `${change.at.slice(0, 16).replace('T', ' ')} UTC`,
    gap: formatDuration((Date.parse(firstAt) - Date.parse(change.at)) / 1000),
    count,
  };
  const { change: name, what, when, gap } = values;
  const updated = change.kind === 'updated';
  if (!updated && !isWhole(program)) {
    return sinceInstallation(change, first, {
      program: shorten(first.what, 100),
      change: name,
      gap,
      count,
    });
  }
  return {
    analyzer: changeBeforeFailure,
    severity: 'warning',
    cause: isWhole(program) ? 'client environment' : 'application',
    title: titleOf(change, failure, { change: name, gap }),
    explanation: {
      message: updated
        ? '“{what}” was updated on {when}. The first recorded failure came {gap} later. None was recorded before; since then there have been {count}. This does not prove that the update is the cause.'
        : '“{what}” was installed on {when}. The first recorded failure came {gap} later. None was recorded before; since then there have been {count}. This does not prove that the installation is the cause.',
      values: { what, when, gap, count },
    },
    nextStep: {
      message:
        'Find out whether this version of “{change}” has a known problem. If it has, install a newer version or go back to the previous one.',
      values: { change: name },
    },
    evidence: [evidenceOf(change), evidenceOf(first)],
  };
}

const isWhole = (program: string): boolean => program === wholeComputer || program === 'kernel';

/** Whole sentences, because a translation may need a different word order. */
function titleOf(
  change: TimelineEvent,
  { program, first }: Failure,
  values: { change: string; gap: string },
): Finding['title'] {
  const updated = change.kind === 'updated';
  if (isWhole(program)) {
    if (first.kind === 'rebooted') {
      return {
        message: updated
          ? 'The computer began to restart unexpectedly {gap} after “{change}” was updated'
          : 'The computer began to restart unexpectedly {gap} after “{change}” was installed',
        values,
      };
    }
    return {
      message: updated
        ? 'The computer began to fail {gap} after “{change}” was updated'
        : 'The computer began to fail {gap} after “{change}” was installed',
      values,
    };
  }
  const named = { program: shorten(first.what, 100), gap: values.gap };
  if (wordsOf(programOf(change.what)) === wordsOf(program)) {
    return { message: '“{program}” began to fail {gap} after it was updated', values: named };
  }
  return {
    message: '“{program}” began to fail {gap} after “{change}” was updated',
    values: { ...named, change: values.change },
  };
}

/**
 * A new program could not fail before it was installed, so new failures prove nothing; that it
 * fails at all does.
 */
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
        'The first recorded failure came {gap} after the installation. Since then there have been {count}. If this was the first installation, the program has never worked on this computer.',
      values: { gap: values.gap, count: values.count },
    },
    nextStep: {
      message:
        'Check what “{change}” needs on this computer, and whether this version has a known problem.',
      values: { change: values.change },
    },
    evidence: [evidenceOf(change), evidenceOf(first)],
  };
}

function evidenceOf({ source, at, what, detail }: TimelineEvent): Evidence {
  return { ...source, quote: shorten([at, what, detail].filter(Boolean).join(' '), 500) };
}
