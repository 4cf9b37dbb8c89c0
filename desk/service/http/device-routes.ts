import type { FastifyRequest } from 'fastify';
import { keyThumbprint } from '#bundle/receipt.ts';
import { raise } from '#contract/errors/result.ts';
import type { DeviceApi } from '#contract/http/device.ts';
import { type DeviceRegistration, greetingType } from '#contract/http/device-api.ts';
import type { Context } from '../context.ts';
import { claimedDevice } from '../domain/auth/device-token.ts';
import { tooMany } from '../domain/auth/engineers.ts';
import { networkOf } from '../domain/auth/network.ts';
import { enrolmentRequired, register, requireAdmitted } from '../domain/devices/devices.ts';
import { enrol } from '../domain/devices/enrolments.ts';
import { addPersonMessage } from '../domain/incidents/change.ts';
import { idOf, incidentNotFound } from '../domain/incidents/number.ts';
import { viewOf } from '../domain/incidents/timeline.ts';
import { withdrawSubmission } from '../domain/incidents/withdraw.ts';
import { answerSubmission } from '../domain/intake/submission.ts';
import { findDeviceKey } from '../store/devices.ts';
import { findIncident } from '../store/incidents.ts';
import { spendToken } from './access.ts';
import type { Handlers, HandlersOf } from './implement.ts';

type Names = 'device.register' | 'device.enrol';

/** What agents ask, except for uploads and requests. */
export function deviceHandlers(
  context: Context,
): HandlersOf<DeviceApi, 'desk' | 'submissions' | 'incidents'> & Handlers<DeviceApi, Names> {
  const { database, keys, now } = context;

  return {
    async 'desk.identify'({ query: { nonce } }) {
      const { organisation, address } = context;
      const { fingerprint } = keys;
      const { version } = context;
      const identity = { product: 'candor-desk' as const, version, organisation, fingerprint };
      if (nonce === undefined) return identity;
      const at = now().toISOString();
      return {
        ...identity,
        greeting: await keys.sign(greetingType, {
          nonce,
          address,
          organisation,
          fingerprint,
          at,
          version,
        }),
      };
    },

    async 'device.register'({ request, body }) {
      const { device, known } = await proven(request, body);
      if (!known && !context.settings.now().unverifiedDevices) enrolmentRequired();
      if (known) requireAdmitted(context, known);
      await register(database, device, body, now().toISOString());
      context.changes.publish('devices', device);
    },

    async 'device.enrol'({ request, body }) {
      const { device } = await proven(request, body);
      // Also a known device's tries are counted: it must not guess tokens faster than a new one.
      const wait = context.registrations.take(`enrol ${networkOf(request.ip)}`, now().getTime());
      if (wait > 0) tooMany(wait);
      await enrol(database, device, body, now().toISOString());
      context.changes.publish('devices', device);
      return { device, verified: true };
    },

    'submissions.read': ({ device, params }) => answerSubmission(context, device, params.id),

    'submissions.withdraw': ({ device, params }) => withdrawSubmission(context, device, params.id),

    async 'incidents.read'({ device, params }) {
      return viewOf(database, await ownIncident(device, params.number), now().toISOString());
    },

    async 'incidents.sendMessage'({ device, params: { number }, body }) {
      const incident = await ownIncident(device, number);
      const wait = context.deviceChanges.take(device, now().getTime());
      if (wait > 0) tooMany(wait);
      const changed = await addPersonMessage(database, incident.id, body, {
        at: now().toISOString(),
        most: context.limits.messagesOfPerson,
      });
      if (changed) context.changes.incidentChanged(number);
      return viewOf(database, await ownIncident(device, number), now().toISOString());
    },
  };

  /** The device that holds the key in the body. A new one counts against its network address; a revoked one ends here. */
  async function proven(request: FastifyRequest, { publicKey }: DeviceRegistration) {
    const { token, device } = claimedDevice(request.headers.authorization);
    if ((await keyThumbprint(publicKey)) !== device) {
      raise(
        'unauthorized',
        'The desk does not recognise this device. Start Candor again; if it stays so, tell your support team.',
        {
          detail: 'kid is not the thumbprint of the key',
        },
      );
    }
    await spendToken(request, context, token, device, publicKey);
    const known = await findDeviceKey(database, device);
    // Enrolled or not, a revoked device gets that answer before any other.
    if (known?.revokedAt != null) requireAdmitted(context, known);
    const wait = known ? 0 : context.registrations.take(request.ip, now().getTime());
    if (wait > 0) tooMany(wait);
    return { device, known };
  }

  /** Another device's incident gets the same answer as one that does not exist. */
  async function ownIncident(device: string, incident: string) {
    const found = await findIncident(database, idOf(incident));
    return found?.device === device ? found : incidentNotFound();
  }
}
