import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { keyThumbprint } from '../../../bundle/receipt.ts';
import {
  type DeviceRegistration,
  deskIdentity,
  deviceEnrolment,
  deviceRegistration,
  deviceRoutes,
  deviceStanding,
  greetingType,
  personMessage,
  submissionAnswer,
  withdrawn,
} from '../../../contract/device-api.ts';
import { incidentView } from '../../../contract/incident.ts';
import { raise } from '../../../contract/result.ts';
import { claimedDevice } from '../auth/device-token.ts';
import { tooMany } from '../auth/engineers.ts';
import { networkOf } from '../auth/network.ts';
import type { Context } from '../context.ts';
import { enrolmentRequired, register, requireAdmitted } from '../devices/devices.ts';
import { enrol } from '../devices/enrolments.ts';
import { addPersonMessage } from '../incidents/change.ts';
import { idOf, incidentNotFound } from '../incidents/number.ts';
import { viewOf } from '../incidents/timeline.ts';
import { withdrawSubmission } from '../incidents/withdraw.ts';
import { answerSubmission } from '../intake/submission.ts';
import { spendToken } from './access.ts';

/** What agents ask, except for uploads and requests. */
export function addDeviceRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, keys, now } = context;
  const number = z.object({ number: z.string() });
  const id = z.object({ id: z.uuid() });

  app.get(
    deviceRoutes.desk,
    {
      config: { access: 'public' },
      schema: { querystring: z.object({ nonce: z.uuid().optional() }), response: { 200: deskIdentity } },
    },
    async ({ query: { nonce } }) => {
      const { organisation, address } = context;
      const { fingerprint } = keys;
      const { version } = context;
      const identity = { product: 'candor-desk' as const, version, organisation, fingerprint };
      if (nonce === undefined) return identity;
      const at = now().toISOString();
      return { ...identity, greeting: await keys.sign(greetingType, { nonce, address, organisation, fingerprint, at, version }) };
    },
  );

  app.put(
    deviceRoutes.device,
    { config: { access: 'registration' }, schema: { body: deviceRegistration } },
    async (request, reply) => {
      const { device, known } = await proven(request, request.body);
      if (!known && !context.settings.now().unverifiedDevices) enrolmentRequired();
      if (known) requireAdmitted(context, known);
      await register(database, device, request.body, now().toISOString());
      context.changes.tellOf('devices', device);
      return reply.code(204).send();
    },
  );

  app.post(
    deviceRoutes.enrol,
    { config: { access: 'registration' }, schema: { body: deviceEnrolment, response: { 200: deviceStanding } } },
    async (request) => {
      const { device } = await proven(request, request.body);
      // Also a known device's tries are counted: it must not guess tokens faster than a new one.
      const wait = context.registrations.take(`enrol ${networkOf(request.ip)}`, now().getTime());
      if (wait > 0) tooMany(wait);
      await enrol(database, device, request.body, now().toISOString());
      context.changes.tellOf('devices', device);
      return { device, verified: true };
    },
  );

  app.get(
    `${deviceRoutes.submissions}/:id`,
    { config: { access: 'device' }, schema: { params: id, response: { 200: submissionAnswer } } },
    (request) => answerSubmission(context, deviceOf(request), request.params.id.toLowerCase()),
  );

  app.delete(
    `${deviceRoutes.submissions}/:id`,
    { config: { access: 'device' }, schema: { params: id, response: { 200: withdrawn } } },
    (request) => withdrawSubmission(context, deviceOf(request), request.params.id.toLowerCase()),
  );

  app.get(
    `${deviceRoutes.incidents}/:number`,
    { config: { access: 'device' }, schema: { params: number, response: { 200: incidentView } } },
    async (request) => viewOf(database, await ownIncident(deviceOf(request), request.params.number), now().toISOString()),
  );

  app.post(
    `${deviceRoutes.incidents}/:number/messages`,
    { config: { access: 'device' }, schema: { params: number, body: personMessage, response: { 200: incidentView } } },
    async (request) => {
      const device = deviceOf(request);
      const incident = await ownIncident(device, request.params.number);
      const wait = context.deviceChanges.take(device, now().getTime());
      if (wait > 0) tooMany(wait);
      const changed = await addPersonMessage(database, incident.id, request.body, {
        at: now().toISOString(),
        most: context.limits.messagesOfPerson,
      });
      if (changed) context.changes.tell(request.params.number);
      return viewOf(database, await ownIncident(device, request.params.number), now().toISOString());
    },
  );

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
    const known = await database
      .selectFrom('devices')
      .select(['enrolled_at', 'revoked_at', 'revoked_reason'])
      .where('id', '=', device)
      .executeTakeFirst();
    // Enrolled or not: a revoked device is told so before anything else.
    if (known?.revoked_at != null) requireAdmitted(context, known);
    const wait = known ? 0 : context.registrations.take(request.ip, now().getTime());
    if (wait > 0) tooMany(wait);
    return { device, known };
  }

  /** Another device's incident is as unknown as one that does not exist. */
  async function ownIncident(device: string, incident: string) {
    const row = await database
      .selectFrom('incidents')
      .select(['id', 'status', 'expires_at', 'deleted_at'])
      .where('id', '=', idOf(incident))
      .where('device', '=', device)
      .executeTakeFirst();
    return row ?? incidentNotFound();
  }
}

/** The device that the guard let in. */
export function deviceOf({ device }: { device: string | null }): string {
  return device ?? raise('unauthorized', 'The desk does not recognise this device.');
}
