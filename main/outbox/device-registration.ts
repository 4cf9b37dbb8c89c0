import { z } from 'zod';
import { thumbprint } from '#contract/bundle/receipt.ts';
import { type AppError, CandorError } from '#contract/errors/result.ts';
import type {
  DeviceEnrolment,
  DeviceStanding,
  DeviceRegistration as RegistrationRequest,
} from '#contract/http/device-api.ts';
import type { Standing } from '#contract/ipc/incoming-requests.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { jsonFile } from '../storage/json-file.ts';
import type { DeviceKey } from '../trust/device-key.ts';
import { enrolmentOf, tokenName } from '../trust/enrolment.ts';
import { recipientOf } from '../trust/organisation.ts';
import type { DeskCall } from './desk-call.ts';
import type { TransportResponse } from './transport.ts';

/** `registration.json`: the desk that knows this device. */
const registration = z.strictObject({
  fingerprint: thumbprint,
  desk: z.string(),
  device: thumbprint,
  standing: z.enum(['unverified', 'verified']).default('unverified'),
  /** SHA-256 of the enrolment token that was used; null if none was. */
  enrolment: z.string().nullable().default(null),
});
type Registration = z.infer<typeof registration>;

export interface DeviceRegistrationOptions {
  deviceKey: () => Promise<DeviceKey>;
  agentVersion: string;
  platform: string;
  registrationFile: string;
  /**
   * How the desk knows this device. `news`: the desk has just said so; otherwise it comes from `registration.json`.
   * `problem`: why enrolment failed.
   */
  onStanding?(standing: Standing, problem: AppError | null, news: boolean): void;
}

export interface DeviceRegistration {
  /** Registers or enrols this device unless the desk already knows it. */
  register(signal: AbortSignal): Promise<void>;
  /** The desk may have forgotten this device: the next call registers it again. */
  forget(): void;
  /** The desk has refused this device. */
  noteRevoked(problem: AppError): void;
  /** Whether this desk knows this device. */
  isKnown(policy: Policy): Promise<boolean>;
}

export function createDeviceRegistration(
  options: DeviceRegistrationOptions & {
    call: DeskCall;
    policy(): Policy;
    /** @throws CandorError unless the desk holds the organisation's key. */
    greet(signal: AbortSignal): Promise<unknown>;
  },
): DeviceRegistration {
  const { call, policy, greet, deviceKey, onStanding } = options;
  let known: Registration | null = null;
  let revoked = false;
  let forgotten = false;
  /** Tried in this run, and refused. */
  let refusedToken: string | null = null;
  /** `onStanding` was called in this run. */
  let announced = false;
  /** The last registration in the queue; never rejects. */
  let registering: Promise<void> = Promise.resolve();

  async function registerNow(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { fingerprint, desk } = recipientOf(policy());
    const key = await deviceKey();
    const enrolment = enrolmentOf(policy());
    const token = enrolment && tokenName(enrolment.token);
    known ??= await readRegistration(options.registrationFile);
    const before =
      known?.fingerprint === fingerprint && known.desk === desk && known.device === key.id
        ? known
        : null;
    const enrolled = token === null || known?.enrolment === token || refusedToken === token;
    const firstTime = !announced;
    announced = true;
    if (!forgotten && before && enrolled) {
      if (firstTime) onStanding?.(before.standing, null, false);
      return;
    }
    const { platform, agentVersion } = options;
    const body: RegistrationRequest = { publicKey: key.publicKey, platform, agentVersion };
    const mayEnrol = enrolment && refusedToken !== token;
    const answer = mayEnrol ? await enrol({ ...body, ...enrolment }, signal) : null;
    if (!answer) await call('device.register', { body }, { signal });
    const verified = answer?.verified ?? before?.standing === 'verified';
    known = {
      fingerprint,
      desk,
      device: key.id,
      standing: verified ? 'verified' : 'unverified',
      enrolment: answer ? token : (before?.enrolment ?? null),
    };
    forgotten = false;
    revoked = false;
    await jsonFile(options.registrationFile, registration).write(known);
    if (!refusedToken || answer) onStanding?.(known.standing, null, true);
  }

  /** Null when the token is used up, expired or wrong: the device then registers without one, where the desk allows it. */
  async function enrol(body: DeviceEnrolment, signal: AbortSignal): Promise<DeviceStanding | null> {
    // The fingerprint compared before is public, and anybody can repeat it. The token is for the desk alone.
    await greet(signal);
    let status = 0;
    const onResponse = (response: TransportResponse) => {
      ({ status } = response);
    };
    try {
      return await call('device.enrol', { body }, { signal, onResponse });
    } catch (thrown) {
      // With another status, the desk has a fault of its own, and the token may still be good.
      const invalid = thrown instanceof CandorError && thrown.error.code === 'enrolment-invalid';
      if (!invalid || status !== 403) throw thrown;
      refusedToken = tokenName(body.token);
      onStanding?.('unverified', thrown.error, true);
      return null;
    }
  }

  return {
    // One registration at a time: several calls may learn at once that the desk has forgotten this device, and the first
    // one registers it for all. They queue rather than share, because each call is aborted by its own signal.
    register(signal) {
      const turn = registering.then(() => registerNow(signal));
      registering = turn.catch(() => {});
      return turn;
    },
    forget() {
      forgotten = true;
    },
    noteRevoked(problem) {
      // The next call registers again, and so learns whether the device has been readmitted.
      forgotten = true;
      if (revoked) return;
      revoked = true;
      onStanding?.('revoked', problem, true);
    },
    async isKnown(policy) {
      const { fingerprint, desk } = recipientOf(policy);
      known ??= await readRegistration(options.registrationFile);
      return known?.fingerprint === fingerprint && known.desk === desk;
    },
  };
}

async function readRegistration(file: string): Promise<Registration | null> {
  const stored = await jsonFile(file, registration).read();
  // Missing or damaged: registering once more is harmless.
  return stored.state === 'read' ? stored.value : null;
}
