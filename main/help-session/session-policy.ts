import type { FormerOrganisation, Recipient } from '#contract/bundle/receipt.ts';
import { type AppError, appErrorOf } from '#contract/errors/result.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { HelpSessionOptions } from './help-session-options.ts';
import { selectionOf } from './presets.ts';

const standardPurpose = 'To find and solve the problem you described';
const standardRetentionDays = 30;

/**
 * All that a policy can say to a help session: whom a bundle goes to and for how long, what is looked at, and what may not
 * be done. That a person sees it and agrees is no part of it, so no policy can reach it.
 */
export function sessionPolicy(
  current: () => {
    policy: Policy | null;
    recipient: Recipient | null;
    former?: FormerOrganisation | null;
  },
): Pick<HelpSessionOptions, 'terms' | 'maySave' | 'mayLetThrough' | 'select'> {
  return {
    terms() {
      const { policy, recipient, former = null } = current();
      return {
        recipient,
        sealedTo: policy?.recipients ?? [],
        former,
        purpose: policy?.purpose ?? standardPurpose,
        retentionDays: policy?.retentionDays ?? standardRetentionDays,
      };
    },
    maySave: () => current().policy?.features.saveToFile ?? true,
    mayLetThrough: () => current().policy?.letThrough ?? true,
    select: (preset) => selectionOf(preset, current().policy),
  };
}

export function noOrganisation(): AppError {
  return appErrorOf(
    'no-organisation',
    'No support organisation is set up here, so this cannot be sent. You can save it to a file.',
  );
}
