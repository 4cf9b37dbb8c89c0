import type { Finding } from '#contract/bundle/finding.ts';
import {
  applicationLogsIn,
  type TimelineDocument,
  type TimelineEvent,
} from '#contract/bundle/timeline.ts';
import { formatDuration, shorten } from './format-units.ts';

export const applicationLog = 'application-log';

/**
 * Errors this shortly before the bundle was made most likely belong to the problem that the person
 * describes.
 */
const recentMs = 3_600_000;
const mostFindings = 10;
const mostEvidence = 5;

/**
 * Errors in the logs of the organisation's own applications, one finding per application. Every log
 * has some errors, so only recent ones are a warning.
 */
export function errorsOfApplications({
  events,
  until,
}: Pick<TimelineDocument, 'events' | 'until'>): Finding[] {
  const logs = new Set(applicationLogsIn(new Set(events.map(({ source }) => source.item))));
  const errors = events.filter(({ kind, source }) => kind === 'error' && logs.has(source.item));
  const applications = [...new Set(errors.map(({ what }) => what))].slice(0, mostFindings);
  return applications.flatMap((application) => {
    const ofOne = errors.filter(({ what }) => what === application);
    const [newest] = ofOne;
    return newest ? [findingOf(application, newest, ofOne, until)] : [];
  });
}

function findingOf(
  application: string,
  newest: TimelineEvent,
  errors: readonly TimelineEvent[],
  until: string,
): Finding {
  const ageMs = Math.max(0, Date.parse(until) - Date.parse(newest.at));
  const values = {
    application: shorten(application, 100),
    count: errors.reduce((sum, { count }) => sum + count, 0),
    error: shorten(newest.detail ?? '', 200),
    age: formatDuration(ageMs / 1000),
  };
  return {
    analyzer: applicationLog,
    severity: ageMs <= recentMs ? 'warning' : 'info',
    cause: 'application',
    title: {
      message: '“{application}” has errors in its log',
      values: { application: values.application },
    },
    explanation: {
      message:
        'Number of errors in its logs: {count}. The newest was written {age} before this bundle was made: “{error}”',
      values: { count: values.count, age: values.age, error: values.error },
    },
    nextStep: {
      message:
        'Read the lines around this error, and ask the team that runs this application what it means.',
    },
    evidence: errors.slice(0, mostEvidence).map(({ source, at, detail }) => ({
      ...source,
      quote: shorten([at, detail].filter(Boolean).join(' '), 500),
    })),
  };
}
