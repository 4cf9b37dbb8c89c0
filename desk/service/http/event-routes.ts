import type { FastifyInstance } from 'fastify';
import { raise } from '#contract/errors/result.ts';
import type { ConsoleApi } from '#contract/http/console.ts';
import type { IncidentEvent } from '#contract/http/console-lists.ts';
import type { Context } from '../context.ts';
import { findApiToken } from '../domain/auth/api-tokens.ts';
import { sessionHolds } from '../domain/auth/sessions.ts';
import type { HandlersOf } from './implement.ts';
import { openEventStream } from './sse.ts';

/** Bytes that a reader may leave unread; one that reads slower is cut off, and its browser connects again. */
const unreadBytes = 64 * 1024;

/**
 * Server-sent events (HTML standard, 9.2): `event: changed`, `data:` the incident's number; `requests` and `devices` with
 * their ids; `incident` with the changed row of the list. An auditor hears of devices only.
 */
export function eventHandlers(
  app: FastifyInstance,
  context: Context,
): HandlersOf<ConsoleApi, 'events'> {
  const { limits } = context;
  const open = new Map<() => void, string>();
  app.addHook('preClose', async () => {
    for (const close of open.keys()) close();
  });

  return {
    async 'events.listen'({ session: { key, engineer, scopes }, request, reply }) {
      const ofSession = [...open.values()].filter((other) => other === key).length;
      if (ofSession >= limits.eventStreamsPerSession || open.size >= limits.eventStreams) {
        raise(
          'too-many-attempts',
          'Too many windows are open. Close one and load this page again.',
        );
      }
      const stream = openEventStream(reply, 2000);
      const stopListening = context.changes.subscribe(({ topic, id }) => {
        if (engineer.role === 'auditor' && topic !== 'devices') return;
        send(`event: ${topic}\ndata: ${id}\n\n`);
      });
      // A token of the command line follows requests; what people wrote is not for it.
      const seesIncidents = engineer.role !== 'auditor' && scopes === null;
      const stopRows = seesIncidents
        ? context.index.listen((event) => send(frameOfRow(event)))
        : () => {};
      const heartbeat = setInterval(() => void beat(), limits.heartbeatMs);
      open.set(close, key);
      stream.on('close', close);
      stream.on('error', close);

      function send(text: string): void {
        if (stream.writableLength > unreadBytes) close();
        else stream.write(text);
      }

      async function beat(): Promise<void> {
        const holds = await stillHolds(key, scopes !== null, request.headers.authorization).catch(
          () => false,
        );
        if (holds) send(': alive\n\n');
        else close();
      }

      async function stillHolds(
        key: string,
        byToken: boolean,
        authorization = '',
      ): Promise<boolean> {
        if (byToken)
          return (await findApiToken(context.database, authorization, context.now()))?.key === key;
        return sessionHolds(context.database, key, context.now(), limits);
      }

      function close(): void {
        if (!open.delete(close)) return;
        clearInterval(heartbeat);
        stopListening();
        stopRows();
        stream.destroy();
      }
    },
  };
}

/** The same row goes to every console: it is written once. */
const frames = new WeakMap<IncidentEvent, string>();

function frameOfRow(event: IncidentEvent): string {
  const known = frames.get(event);
  if (known !== undefined) return known;
  // JSON holds no line break, so that it is one `data:` line.
  const frame = `event: incident\ndata: ${JSON.stringify(event)}\n\n`;
  frames.set(event, frame);
  return frame;
}
