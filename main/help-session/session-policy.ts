import { type AppError, appErrorOf, toAppError } from '#contract/errors/result.ts';
import type { HelpSession, HelpSessionOptions } from './help-session-options.ts';
import type { Terms } from './review-state.ts';

const standardPurpose = 'To find and solve the problem you described';
const standardRetentionDays = 30;

/*
 * Everything that a policy can decide about a help session: who receives a bundle, for how long, and what is not allowed.
 * No function here skips the review or the consent, so no policy can.
 */

type Options = Pick<HelpSessionOptions, 'organisation'>;

/** The terms of the policy at this moment. */
export function policyTerms({ organisation }: Options): Omit<Terms, 'requestedBy'> {
  const { policy, recipient, former } = organisation();
  return {
    recipient,
    sealedTo: policy?.recipients ?? [],
    former,
    purpose: policy?.purpose ?? standardPurpose,
    retentionDays: policy?.retentionDays ?? standardRetentionDays,
  };
}

/** The terms of this session at this moment. The purpose of a request is the engineer's reason; no policy sets it. */
export function termsNow({ options, state }: HelpSession): Terms {
  const current = state();
  const request = current.phase === 'idle' ? null : current.request;
  return {
    ...policyTerms(options),
    requestedBy: null,
    ...(request && { purpose: request.reason, requestedBy: request.engineer }),
  };
}

/** Whether a bundle may be saved to a file. */
export const maySave = ({ organisation }: Options): boolean =>
  organisation().policy?.features.saveToFile ?? true;

/** Whether a person may put back what Candor hid. */
export const mayUnredact = ({ organisation }: Options): boolean =>
  organisation().policy?.letThrough ?? true;

/** Why a bundle cannot be sent; null when it can. */
export async function sendProblem({
  organisation,
  deviceKey,
}: Pick<HelpSessionOptions, 'organisation' | 'deviceKey'>): Promise<AppError | null> {
  const { policy, problem } = organisation();
  if (!policy) return problem ?? noOrganisation();
  return deviceKey().then(() => null, toAppError);
}

export function noOrganisation(): AppError {
  return appErrorOf(
    'no-organisation',
    'No support organisation is set up here, so this cannot be sent. You can save it to a file.',
  );
}
