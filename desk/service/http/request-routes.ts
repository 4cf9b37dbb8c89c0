import type { ConsoleApi } from '#contract/http/console.ts';
import type { Context } from '../context.ts';
import { makeRequest } from '../domain/requests/create.ts';
import { openReports, requestOf, requestPageOf } from '../domain/requests/read.ts';
import { acknowledgeReport, withdrawRequest } from '../domain/requests/state.ts';
import type { HandlersOf } from './implement.ts';

/** Lets engineers make, follow and withdraw requests. */
export function requestHandlers(context: Context): HandlersOf<ConsoleApi, 'requests'> {
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
      await acknowledgeReport(context, session.engineer, jti);
      return requestOf(context, session, jti);
    },
  };
}
