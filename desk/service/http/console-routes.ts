import type { ConsoleApi } from '#contract/http/console.ts';
import type { Context } from '../context.ts';
import { engineerActor, record } from '../domain/audit/audit.ts';
import { handOver } from '../domain/incidents/assignment.ts';
import { answer, changeStatus } from '../domain/incidents/change.ts';
import { idOf } from '../domain/incidents/number.ts';
import { detailOf } from '../domain/incidents/read.ts';
import { deleteByEngineer } from '../domain/incidents/withdraw.ts';
import { isNewView } from '../runtime/view-deduplication.ts';
import { listAssignees } from '../store/engineers.ts';
import { type HandlersOf, WrittenJson } from './implement.ts';

/** What the console asks about incidents, except for item bytes and events. */
export function incidentHandlers(context: Context): HandlersOf<ConsoleApi, 'incidents'> {
  const { database, now } = context;

  return {
    'incidents.list': ({ session, query }) => context.index.page(query, session.engineer.id),

    'incidents.assignees': () => listAssignees(database),

    async 'incidents.read'({ session, params: { number } }) {
      const detail = await detailOf(context, number);
      if (isNewView(context, session, number)) {
        const actor = engineerActor(session.engineer);
        await record(database, {
          at: now().toISOString(),
          actor,
          action: 'incident-viewed',
          object: number,
        });
      }
      return new WrittenJson(detail);
    },

    async 'incidents.setStatus'({ session: { engineer }, params: { number }, body: { status } }) {
      const change = { incident: idOf(number), status, engineer, at: now().toISOString() };
      return changed(number, await changeStatus(database, change));
    },

    async 'incidents.assign'({
      session: { engineer },
      params: { number },
      body: { engineer: to, instead },
    }) {
      const change = { incident: idOf(number), engineer, at: now().toISOString(), to, instead };
      return changed(number, await handOver(database, change));
    },

    async 'incidents.sendMessage'({ session: { engineer }, params: { number }, body }) {
      await answer(database, {
        ...body,
        incident: idOf(number),
        engineer,
        at: now().toISOString(),
      });
      return changed(number, true);
    },

    'incidents.delete': ({ session, params, body }) =>
      deleteByEngineer(context, session.engineer, params.number, body.reason),
  };

  async function changed(number: string, isChange: boolean): Promise<WrittenJson> {
    if (isChange) context.changes.incidentChanged(number);
    return new WrittenJson(await detailOf(context, number));
  }
}
