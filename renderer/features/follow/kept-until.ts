import type { Submission } from '#contract/ipc/submission.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** When the organisation deletes a bundle, as the person agreed to it. ISO 8601. */
export const keptUntil = ({ agreedAt, retentionDays }: Submission): string =>
  new Date(Date.parse(agreedAt) + retentionDays * dayMilliseconds).toISOString();
