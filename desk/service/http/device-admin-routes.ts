import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { consoleRoutes, deletedIncidents, deletion } from '../../../contract/console-api.ts';
import { devicePage, deviceQuery } from '../../../contract/console-lists.ts';
import {
  deskDevice,
  deviceChange,
  enrolmentToken,
  enrolmentWish,
  madeEnrolment,
  revocation,
} from '../../../contract/console-requests.ts';
import { thumbprint } from '../../../contract/receipt.ts';
import { everyone, leads } from '../auth/allowed.ts';
import type { Context } from '../context.ts';
import { changeDevice, findDevice, letDeviceIn, revokeDevice, revokedProblem } from '../devices/devices.ts';
import { enrolmentsOf, makeEnrolment, revokeEnrolment } from '../devices/enrolments.ts';
import { deviceOf, devicePageOf } from '../devices/list.ts';
import { deleteAllOf } from '../incidents/withdraw.ts';
import { sessionOf } from './console-routes.ts';

/** Devices and the tokens that enrol them. */
export function addDeviceAdminRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, streams, changes, now } = context;
  const config = { access: 'engineer' as const, roles: leads };
  const ofDevices = { access: 'engineer' as const, roles: everyone, scope: 'devices' as const };
  const ofEnrolments = { access: 'engineer' as const, roles: leads, scope: 'enrolments' as const };
  const params = z.object({ id: thumbprint });

  app.get(
    consoleRoutes.devices,
    { config: ofDevices, schema: { querystring: deviceQuery, response: { 200: devicePage } } },
    (request) => devicePageOf(context, request.query),
  );

  app.get(`${consoleRoutes.devices}/:id`, { config: ofDevices, schema: { params, response: { 200: deskDevice } } }, (request) =>
    deviceOf(context, request.params.id),
  );

  app.patch(
    `${consoleRoutes.devices}/:id`,
    { config, schema: { params, body: deviceChange, response: { 200: deskDevice } } },
    async (request) => {
      await changeDevice(database, sessionOf(request).engineer, request.params.id, request.body, now().toISOString());
      return changed(request.params.id);
    },
  );

  app.post(
    `${consoleRoutes.devices}/:id/revocation`,
    { config, schema: { params, body: revocation, response: { 200: deskDevice } } },
    async (request) => {
      const { id } = request.params;
      const { reason, deleteIncidents } = request.body;
      const { engineer } = sessionOf(request);
      await revokeDevice(database, engineer, id, reason, now().toISOString());
      streams.tell(id, 'revoked', revokedProblem(reason));
      streams.end(id);
      // Afterwards: a revoked device sends nothing new.
      if (deleteIncidents) await deleteAllOf(context, engineer, id, reason);
      return changed(id);
    },
  );

  app.delete(
    `${consoleRoutes.devices}/:id/revocation`,
    { config, schema: { params, response: { 200: deskDevice } } },
    async (request) => {
      const { id } = request.params;
      await letDeviceIn(database, sessionOf(request).engineer, id, now().toISOString());
      return changed(id);
    },
  );

  app.post(
    `${consoleRoutes.devices}/:id/deletion`,
    { config, schema: { params, body: deletion, response: { 200: deletedIncidents } } },
    async (request) => {
      const { id } = request.params;
      await findDevice(database, id);
      return { deleted: await deleteAllOf(context, sessionOf(request).engineer, id, request.body.reason) };
    },
  );

  app.get(consoleRoutes.enrolments, { config: ofEnrolments, schema: { response: { 200: z.array(enrolmentToken) } } }, () =>
    enrolmentsOf(database, now().toISOString()),
  );

  app.post(
    consoleRoutes.enrolments,
    { config: ofEnrolments, schema: { body: enrolmentWish, response: { 200: madeEnrolment } } },
    (request) => makeEnrolment(database, sessionOf(request).engineer, request.body, now()),
  );

  app.delete(
    `${consoleRoutes.enrolments}/:id`,
    { config: ofEnrolments, schema: { params: z.object({ id: z.uuid() }) } },
    async (request, reply) => {
      await revokeEnrolment(database, sessionOf(request).engineer, request.params.id.toLowerCase(), now().toISOString());
      return reply.code(204).send();
    },
  );

  async function changed(id: string) {
    changes.tellOf('devices', id);
    return deviceOf(context, id);
  }
}
