import { app, safeStorage } from 'electron';
import type { FormerOrganisation, Recipient } from '#contract/bundle/receipt.ts';
import { deskEndpoint, type Endpoint } from '#contract/collector/collector.ts';
import { type AppError, appErrorOf, toAppError } from '#contract/errors/result.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { PolicyView } from '#contract/policy/policy-view.ts';
import { faultText, loggedFaultText, type PolicyFault } from '#policy/policy-document.ts';
import type { Log } from '../log/log.ts';
import { parseAuthorities } from '../network/policy-authorities.ts';
import { collectedPolicy } from '../policy/collected-policy.ts';
import {
  forgetLastGoodPolicy,
  type LastGoodPolicy,
  readLastGoodPolicy,
  saveLastGoodPolicy,
} from '../policy/last-good-policy.ts';
import { viewOf } from '../policy/policy-view.ts';
import { type PolicyReading, readPolicy } from '../policy/read-policy.ts';
import { type DeviceKey, existingDeviceKey } from '../trust/device-key.ts';
import { recipientOf } from '../trust/organisation.ts';
import { currentPin, formerOf, pinOrganisation } from '../trust/pin.ts';

/** The organisation that this computer belongs to, verified against the pin. Policy and recipient are null without one. */
export interface Organisation {
  policy: Policy | null;
  recipient: Recipient | null;
  /** What is wrong with the policy. The last good policy may still be in force. */
  problem: AppError | null;
  view: PolicyView;
  /** The previous organisation, for 30 days after a change. */
  former: FormerOrganisation | null;
  /** IT has just replaced the organisation. */
  changed: boolean;
}

export interface OpenOrganisation {
  current(): Organisation;
  /** Reads the policy again now. */
  refresh(): Promise<void>;
  /** From now on, saves good policies and reads the policy again while the agent runs. */
  watch(deviceKey: () => Promise<DeviceKey>, onChange: () => void): void;
}

/** Milliseconds. Reading a file is cheap; reading the registry or the preferences starts a program. */
const lookAgainMs = process.platform === 'linux' ? 15_000 : 5 * 60_000;

/**
 * Reads the policy, verifies it against the pin, and repeats this while the agent runs. Callers read a setting when they
 * need it. What a person has been shown is compared with the current policy again before anything is sent.
 */
export async function openOrganisation(userData: string, log: Log): Promise<OpenOrganisation> {
  let reading = await read();
  let current = await readOrganisation(userData, log, reading);
  let reported = textOf(current);
  let deviceKey: (() => Promise<DeviceKey>) | null = null;
  let onChange = () => {};
  let running: Promise<void> | null = null;

  async function look(): Promise<void> {
    reading = await read();
    current = await readOrganisation(userData, log, reading);
    if (textOf(current) === reported) return;
    reported = textOf(current);
    log.info(`policy read again: ${current.view.state}`);
    await keep();
    onChange();
  }

  async function keep(): Promise<void> {
    if (!deviceKey) return;
    try {
      if (reading.place === null) await forgetLastGoodPolicy(userData);
      else if (current.view.state === 'in-force')
        await saveLastGoodPolicy(userData, reading, deviceKey);
    } catch (thrown) {
      // Without a key there is no fallback for later, but the current policy is still in force.
      log.warn(
        `the policy could not be kept: ${toAppError(thrown).detail ?? toAppError(thrown).code}`,
      );
    }
  }

  function refresh(): Promise<void> {
    running ??= look().finally(() => {
      running = null;
    });
    return running;
  }
  const refreshAndReport = () =>
    void refresh().catch((thrown: unknown) => log.error('reading the policy', thrown));

  return {
    current: () => current,
    refresh,
    watch(key, changed) {
      deviceKey = key;
      onChange = changed;
      void keep();
      setInterval(refreshAndReport, lookAgainMs).unref();
    },
  };
}

const read = () =>
  readPolicy({ platform: process.platform, packaged: app.isPackaged, argv: process.argv });

/** The policy's state as text, without the time at which it was read. */
const textOf = ({ view, problem }: Organisation): string =>
  JSON.stringify({ ...view, readAt: '', problem });

/** Reads the policy once and verifies it against the pin. An unusable policy counts as none, with the reason. */
export async function readOrganisation(
  userData: string,
  log: Log,
  given?: PolicyReading,
): Promise<Organisation> {
  const reading = given ?? (await read());
  const view = (recipient: Recipient | null, kept: LastGoodPolicy | null = null) =>
    viewOf(reading, kept, { recipient, platform: process.platform, now: new Date() });
  const none = { policy: null, recipient: null, former: null, view: view(null), changed: false };
  if (reading.place === null) return { ...none, problem: null };
  if (!reading.policy) {
    const kept = await lastGood(userData, log, reading);
    const policy = kept?.combined.policy ?? null;
    const recipient = policy && recipientOf(policy);
    return {
      policy,
      recipient,
      former: policy && (await formerNow(userData)),
      problem: policyProblem(reading.place, reading.faults, kept),
      view: view(recipient, kept),
      changed: false,
    };
  }
  const recipient = recipientOf(reading.policy);
  try {
    const change = await pinOrganisation({
      folder: userData,
      policy: reading.policy,
      origin: reading.origin,
    });
    if (change)
      log.warn('the organisation was changed by IT', {
        before: change.before?.fingerprint ?? 'unreadable',
        after: change.after.fingerprint,
      });
    const former = await formerNow(userData);
    return {
      policy: reading.policy,
      recipient,
      former,
      problem: null,
      view: view(recipient),
      changed: change !== null,
    };
  } catch (thrown) {
    log.error('the organisation was refused', thrown);
    return { ...none, problem: toAppError(thrown) };
  }
}

const formerNow = async (userData: string) => formerOf(await currentPin(userData), new Date());

async function lastGood(
  userData: string,
  log: Log,
  { place, origin, faults }: PolicyReading,
): Promise<LastGoodPolicy | null> {
  log.error(`policy ${place ?? ''} cannot be used: ${faults.map(loggedFaultText).join('; ')}`);
  const existingKey = () =>
    existingDeviceKey({ folder: userData, keyring: safeStorage, platform: process.platform });
  return readLastGoodPolicy(userData, origin, existingKey).catch((thrown: unknown) => {
    log.warn(
      `the last good policy cannot be read: ${toAppError(thrown).detail ?? toAppError(thrown).code}`,
    );
    return null;
  });
}

const shownFaults = 5;

function policyProblem(
  source: string,
  faults: readonly PolicyFault[],
  kept: LastGoodPolicy | null,
): AppError {
  const detail = faults.slice(0, shownFaults).map(faultText).join('; ');
  return kept
    ? appErrorOf(
        'policy-invalid',
        'The settings that your IT department gave to Candor have a mistake. Until it is corrected in {source}, Candor goes on with those it had on {date}.',
        { values: { source, date: kept.keptAt.slice(0, 10) }, detail },
      )
    : appErrorOf(
        'policy-invalid',
        'The settings that your IT department gave to Candor cannot be used. Nothing can be sent until they are corrected in {source}; you can still save a bundle to a file.',
        { values: { source }, detail },
      );
}

/** The parts of the policy that the collectors need, without secrets, because they may end up in a bundle. */
export const policyParts = (policy: Policy | null) => ({
  policy: policy && collectedPolicy(policy),
  authorities: parseAuthorities(policy?.certificateAuthorities ?? []).authorities.map(String),
  endpoints: endpointsOf(policy),
  applications: (policy?.applications ?? []).map(({ endpoints: _, ...application }) => application),
});

/** The endpoints to test: the desk, then the organisation's other services, then those of its applications. */
function endpointsOf(policy: Policy | null): Endpoint[] {
  if (!policy) return [];
  const ofApplications = policy.applications.flatMap(({ id, name, endpoints }) =>
    endpoints.map((url, index) => ({ id: `app-${id}-${index + 1}`, url, name })),
  );
  return [{ id: deskEndpoint, url: policy.desk.address }, ...policy.endpoints, ...ofApplications];
}
