import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { keyThumbprint } from '../../../bundle/receipt.ts';
import { deskIdentity, deviceRegistration, deviceRoutes, personMessage, submissionAnswer } from '../../../contract/device-api.ts';
import { incidentView } from '../../../contract/incident.ts';
import { raise } from '../../../contract/result.ts';
import { claimedDevice } from '../auth/device-token.ts';
import { tooMany } from '../auth/engineers.ts';
import type { Context } from '../context.ts';
import { addPersonMessage } from '../incidents/change.ts';
import { idOf, incidentNotFound } from '../incidents/number.ts';
import { viewOf } from '../incidents/timeline.ts';
import { answerSubmission } from '../intake/submission.ts';
import { spendToken } from './access.ts';

/** What agents ask, except for uploads. */
export function addDeviceRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, keys, now } = context;
  const number = z.object({ number: z.string() });

  app.get(deviceRoutes.desk, { config: { access: 'public' }, schema: { response: { 200: deskIdentity } } }, async () => ({
    product: 'candor-desk' as const,
    version: context.version,
    organisation: context.organisation,
    fingerprint: keys.fingerprint,
  }));

  app.put(
    deviceRoutes.device,
    { config: { access: 'registration' }, schema: { body: deviceRegistration } },
    async (request, reply) => {
      const { publicKey, platform, agentVersion } = request.body;
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
      const at = now().toISOString();
      const known = await database.selectFrom('devices').select('id').where('id', '=', device).executeTakeFirst();
      const wait = known ? 0 : context.registrations.take(request.ip, now().getTime());
      if (wait > 0) tooMany(wait);
      await database
        .insertInto('devices')
        .values({
          id: device,
          public_key: JSON.stringify(publicKey),
          platform,
          agent_version: agentVersion,
          registered_at: at,
          seen_at: at,
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ platform, agent_version: agentVersion, seen_at: at }))
        .execute();
      return reply.code(204).send();
    },
  );

  app.get(
    `${deviceRoutes.submissions}/:id`,
    { config: { access: 'device' }, schema: { params: z.object({ id: z.uuid() }), response: { 200: submissionAnswer } } },
    (request) => answerSubmission(context, deviceOf(request), request.params.id.toLowerCase()),
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
