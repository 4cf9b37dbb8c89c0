import { raise } from '#contract/errors/result.ts';
import type { ConsoleApi } from '#contract/http/console.ts';
import type { Context } from '../context.ts';
import { engineerActor, record } from '../domain/audit/audit.ts';
import { makeRequest } from '../domain/requests/create.ts';
import { openReports, requestOf, requestPageOf } from '../domain/requests/read.ts';
import { requireRequest, withdrawRequest } from '../domain/requests/state.ts';
import { setAcknowledged } from '../store/requests.ts';
import { inTransaction } from '../store/transaction.ts';
import type { HandlersOf } from './implement.ts';

/** Engineers' requests: made, followed, taken back. */
export function requestHandlers(context: Context): HandlersOf<ConsoleApi, 'requests'> {
  const { database, now } = context;

  return {
    'requests.list': ({ session, query }) => requestPageOf(context, session, query),

    async 'requests.create'({ session, body }) {
      const { row, code } = await makeRequest(context, session.engineer, body);
      return { request: await requestOf(context, session, row.jti), code };
    },

    'requests.read': ({ session, params }) => requestOf(context, session, params.jti),

    async 'requests.withdraw'({ session, params: { jti }, body }) {
      await withdrawRequest(context, session.engineer, jti, body.sentence);
      return requestOf(context, session, jti);
    },

    'requests.reported': ({ session }) => openReports(context, session),

    async 'requests.acknowledge'({ session, params: { jti } }) {
      const { engineer } = session;
      const { state } = await requireRequest(database, jti);
      if (state !== 'reported') raise('conflict', 'Nobody has reported this request.');
      await inTransaction(database, async (transaction) => {
        await setAcknowledged(transaction, jti, engineer.name);
        const actor = engineerActor(engineer);
        await record(transaction, {
          at: now().toISOString(),
          actor,
          action: 'report-acknowledged',
          object: jti,
        });
      });
      context.changes.publish('requests', jti);
      return requestOf(context, session, jti);
    },
  };
}
