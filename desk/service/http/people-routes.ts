import type { ConsoleApi } from '#contract/http/console.ts';
import type { Context } from '../context.ts';
import { engineerActor, record } from '../domain/audit/audit.ts';
import { offerPasswordReset } from '../domain/auth/password-reset.ts';
import { changePerson, invite, peopleOf } from '../domain/auth/people.ts';
import { unassignAllOf } from '../domain/incidents/assignment.ts';
import { withdrawAllOf } from '../domain/requests/state.ts';
import { listUnverifiedDevices } from '../store/devices.ts';
import type { HandlersOf } from './implement.ts';

/** People, their roles, and the settings of the whole desk. */
export function peopleHandlers(context: Context): HandlersOf<ConsoleApi, 'people' | 'settings'> {
  const { database, settings, now } = context;

  return {
    'people.list': () => peopleOf(database),

    async 'people.invite'({ session, body }) {
      const made = await invite(database, session.engineer, body, now());
      return { link: `${context.address}/join?token=${made.token}`, person: made.person };
    },

    async 'people.change'({ session, params: { id }, body }) {
      const changed = await changePerson(database, session.engineer, id, body, now().toISOString());
      if (body.change === 'disable') await withdrawAllOf(context, id);
      const seesNoIncidents = changed.state === 'disabled' || changed.role === 'auditor';
      if (seesNoIncidents) {
        for (const number of await unassignAllOf(database, changed, now().toISOString()))
          context.changes.incidentChanged(number);
      }
      return changed;
    },

    async 'people.resetPassword'({ session, params }) {
      const offered = await offerPasswordReset(
        database,
        engineerActor(session.engineer),
        params.id,
        now(),
      );
      return { link: `${context.address}/reset?token=${offered.token}`, person: offered.person };
    },

    'settings.read': () => settings.now(),

    async 'settings.change'({ session, body }) {
      const actor = engineerActor(session.engineer);
      const detail = { before: JSON.stringify(settings.now()), after: JSON.stringify(body) };
      await settings.change(body, (transaction) =>
        record(transaction, { at: now().toISOString(), actor, action: 'settings-changed', detail }),
      );
      if (!body.unverifiedDevices) await endUnverified();
      return settings.now();
    },
  };

  /** Disconnects devices that are no longer admitted. */
  async function endUnverified(): Promise<void> {
    for (const id of await listUnverifiedDevices(database)) context.streams.end(id);
  }
}
