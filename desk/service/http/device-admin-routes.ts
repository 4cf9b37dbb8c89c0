import type { ConsoleApi } from '#contract/http/console.ts';
import type { Context } from '../context.ts';
import {
  changeDevice,
  letDeviceIn,
  requireDevice,
  revokeDevice,
  revokedProblem,
} from '../domain/devices/devices.ts';
import { enrolmentsOf, makeEnrolment, revokeEnrolment } from '../domain/devices/enrolments.ts';
import { deviceOf, devicePageOf } from '../domain/devices/list.ts';
import { deleteAllOf } from '../domain/incidents/withdraw.ts';
import type { HandlersOf } from './implement.ts';

/** Devices and the tokens that enrol them. */
export function deviceAdminHandlers(
  context: Context,
): HandlersOf<ConsoleApi, 'devices' | 'enrolments'> {
  const { database, streams, changes, now } = context;

  return {
    'devices.list': ({ query }) => devicePageOf(context, query),

    'devices.read': ({ params }) => deviceOf(context, params.id),

    async 'devices.change'({ session, params: { id }, body }) {
      await changeDevice(database, session.engineer, id, body, now().toISOString());
      return changed(id);
    },

    async 'devices.revoke'({
      session: { engineer },
      params: { id },
      body: { reason, deleteIncidents },
    }) {
      await revokeDevice(database, engineer, id, reason, now().toISOString());
      streams.tell(id, 'revoked', revokedProblem(reason));
      streams.end(id);
      // Afterwards: a revoked device sends nothing new.
      if (deleteIncidents) await deleteAllOf(context, engineer, id, reason);
      return changed(id);
    },

    async 'devices.readmit'({ session, params: { id } }) {
      await letDeviceIn(database, session.engineer, id, now().toISOString());
      return changed(id);
    },

    async 'devices.deleteIncidents'({ session, params: { id }, body }) {
      await requireDevice(database, id);
      return { deleted: await deleteAllOf(context, session.engineer, id, body.reason) };
    },

    'enrolments.list': () => enrolmentsOf(database, now().toISOString()),

    'enrolments.create': ({ session, body }) =>
      makeEnrolment(database, session.engineer, body, now()),

    'enrolments.revoke': ({ session, params: { id } }) =>
      revokeEnrolment(database, session.engineer, id, now().toISOString()),
  };

  async function changed(id: string) {
    changes.publish('devices', id);
    return deviceOf(context, id);
  }
}
