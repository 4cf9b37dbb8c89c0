import type { Submission } from '#contract/ipc/submission.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** End of the time for which the organisation keeps a bundle, as it was agreed to. ISO 8601. */
export const keptUntil = ({ agreedAt, retentionDays }: Submission): string =>
  new Date(Date.parse(agreedAt) + retentionDays * dayMilliseconds).toISOString();
