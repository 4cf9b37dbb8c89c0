import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { consoleRoutes } from '../../../contract/console-api.ts';
import {
  deskSettings,
  invitationWish,
  madeInvitation,
  offeredReset,
  person,
  personChange,
} from '../../../contract/console-people.ts';
import { engineerActor, record } from '../audit/audit.ts';
import { administrators, leads, leadsAndOverseers } from '../auth/allowed.ts';
import { offerPasswordReset } from '../auth/password-reset.ts';
import { changePerson, invite, peopleOf } from '../auth/people.ts';
import type { Context } from '../context.ts';
import { unassignAllOf } from '../incidents/assignment.ts';
import { withdrawAllOf } from '../requests/state.ts';
import { sessionOf } from './console-routes.ts';

/** People, their roles, and the settings of the whole desk. */
export function addPeopleRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { database, settings, now } = context;
  const config = { access: 'engineer' as const, roles: administrators };
  const ofLeads = { access: 'engineer' as const, roles: leads };
  const toRead = { access: 'engineer' as const, roles: leadsAndOverseers };

  app.get(consoleRoutes.people, { config: toRead, schema: { response: { 200: z.array(person) } } }, () => peopleOf(database));

  app.post(
    consoleRoutes.people,
    { config, schema: { body: invitationWish, response: { 200: madeInvitation } } },
    async (request) => {
      const made = await invite(database, sessionOf(request).engineer, request.body, now());
      return { link: `${context.address}/join?token=${made.token}`, person: made.person };
    },
  );

  app.patch(
    `${consoleRoutes.people}/:id`,
    { config, schema: { params: z.object({ id: z.uuid() }), body: personChange, response: { 200: person } } },
    async (request) => {
      const id = request.params.id.toLowerCase();
      const changed = await changePerson(database, sessionOf(request).engineer, id, request.body, now().toISOString());
      if (request.body.change === 'disable') await withdrawAllOf(context, id);
      const seesNoIncidents = changed.state === 'disabled' || changed.role === 'auditor';
      if (seesNoIncidents) {
        for (const number of await unassignAllOf(database, changed, now().toISOString())) context.changes.tell(number);
      }
      return changed;
    },
  );

  app.post(
    `${consoleRoutes.people}/:id/password-reset`,
    { config, schema: { params: z.object({ id: z.uuid().toLowerCase() }), response: { 200: offeredReset } } },
    async (request) => {
      const by = engineerActor(sessionOf(request).engineer);
      const offered = await offerPasswordReset(database, by, request.params.id, now());
      return { link: `${context.address}/reset?token=${offered.token}`, person: offered.person };
    },
  );

  app.get(consoleRoutes.settings, { config: ofLeads, schema: { response: { 200: deskSettings } } }, async () => settings.now());

  app.put(
    consoleRoutes.settings,
    { config: ofLeads, schema: { body: deskSettings, response: { 200: deskSettings } } },
    async (request) => {
      const actor = engineerActor(sessionOf(request).engineer);
      const detail = { before: JSON.stringify(settings.now()), after: JSON.stringify(request.body) };
      await settings.change(request.body, (transaction) =>
        record(transaction, { at: now().toISOString(), actor, action: 'settings-changed', detail }),
      );
      if (!request.body.unverifiedDevices) await endUnverified();
      return settings.now();
    },
  );

  /** Who is no longer let in does not go on listening. */
  async function endUnverified(): Promise<void> {
    const rows = await database.selectFrom('devices').select('id').where('enrolled_at', 'is', null).execute();
    for (const { id } of rows) context.streams.end(id);
  }
}
