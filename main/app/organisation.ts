import { app } from 'electron';
import { deskEndpoint, type Endpoint } from '../../contract/collector.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Recipient } from '../../contract/receipt.ts';
import { type AppError, toAppError } from '../../contract/result.ts';
import type { Log } from '../log/log.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { recipientOf } from '../trust/organisation.ts';
import { pinOrganisation } from '../trust/pin.ts';

/** The organisation that this machine belongs to, proven against the pin; all null without one. */
export interface Organisation {
  policy: Policy | null;
  recipient: Recipient | null;
  problem: AppError | null;
  /** IT put another organisation in the place of the one before. */
  changed: boolean;
}

/** Reads the policy and holds it against the pin. A policy that may not be used is as good as none, and says why. */
export async function readOrganisation(userData: string, log: Log): Promise<Organisation> {
  const { policy, origin, source, problem } = await readPolicy({
    platform: process.platform,
    packaged: app.isPackaged,
    argv: process.argv,
  });
  if (!policy) {
    if (problem) log.error(`policy ${source ?? ''} cannot be used: ${problem.detail ?? problem.message.message}`);
    return { policy: null, recipient: null, problem, changed: false };
  }
  try {
    const change = await pinOrganisation({ folder: userData, policy, origin });
    if (change)
      log.warn('the organisation was changed by IT', {
        before: change.before?.fingerprint ?? 'unreadable',
        after: change.after.fingerprint,
      });
    return { policy, recipient: recipientOf(policy), problem: null, changed: change !== null };
  } catch (thrown) {
    log.error('the organisation was refused', thrown);
    return { policy: null, recipient: null, problem: toAppError(thrown), changed: false };
  }
}

/** What of the policy the collectors need. */
export const policyParts = (policy: Policy | null) => ({
  policy,
  endpoints: endpointsOf(policy),
  applications: (policy?.applications ?? []).map(({ endpoints: _, ...application }) => application),
});

/** What is tested: the desk, then the organisation's other services, then what its applications need. */
function endpointsOf(policy: Policy | null): Endpoint[] {
  if (!policy) return [];
  const ofApplications = policy.applications.flatMap(({ id, name, endpoints }) =>
    endpoints.map((url, index) => ({ id: `app-${id}-${index + 1}`, url, name })),
  );
  return [{ id: deskEndpoint, url: policy.desk.address }, ...policy.endpoints, ...ofApplications];
}
