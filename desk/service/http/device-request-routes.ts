import type { FastifyInstance } from 'fastify';
import { raise } from '#contract/errors/result.ts';
import type { DeviceApi } from '#contract/http/device.ts';
import type { Context } from '../context.ts';
import { tooMany } from '../domain/auth/engineers.ts';
import { idOf } from '../domain/incidents/number.ts';
import { redeemCode } from '../domain/requests/codes.ts';
import { answerReveal } from '../domain/requests/reveal.ts';
import { openRequestsOf, reportRequest } from '../domain/requests/state.ts';
import { frameOf } from '../runtime/streams.ts';
import { findIncident } from '../store/incidents.ts';
import type { Handlers, HandlersOf } from './implement.ts';
import { openEventStream } from './sse.ts';

type Names = 'device.listen' | 'device.redeemCode';

/** Sends engineers' requests to a device and takes its answers. */
export function deviceRequestHandlers(
  app: FastifyInstance,
  context: Context,
): HandlersOf<DeviceApi, 'requests'> & Handlers<DeviceApi, Names> {
  const { now, streams, limits } = context;
  const beat = setInterval(() => streams.beat(), limits.heartbeatMs);
  beat.unref();
  const stopListening = context.changes.subscribe(({ topic, id }) => {
    if (topic === 'changed') void tellOwner(id);
  });
  app.addHook('preClose', async () => {
    clearInterval(beat);
    stopListening();
    streams.close();
  });

  return {
    async 'device.listen'({ device, reply }) {
      const wait = context.streamBudget.take(device, now().getTime());
      if (wait > 0) tooMany(wait);
      if (streams.count >= limits.deviceStreams && !streams.has(device)) {
        raise(
          'too-many-attempts',
          'Too many computers are connected. Wait {seconds} seconds, then try again.',
          {
            values: { seconds: 60 },
          },
        );
      }
      const stream = openEventStream(reply, 5000);
      // Listening before looking: a request made in between comes twice rather than never.
      streams.add(device, stream);
      for (const jws of await openRequestsOf(context, device))
        stream.write(frameOf('request', { jws }));
    },

    async 'device.redeemCode'({ device, request, body }) {
      return { jws: await redeemCode(context, device, request.ip, body) };
    },

    async 'requests.open'({ device }) {
      return { requests: await openRequestsOf(context, device) };
    },

    'requests.report': ({ device, params, body }) =>
      reportRequest(context, spendChange(device), params.jti, body),

    'requests.reveal': ({ device, params, body }) =>
      answerReveal(context, spendChange(device), params.jti, body),
  };

  /** Makes the device that an incident came from read it again. */
  async function tellOwner(number: string): Promise<void> {
    try {
      const incident = await findIncident(context.database, idOf(number));
      if (incident) streams.tell(incident.device, 'incident', { number });
    } catch (thrown) {
      // The device asks again later.
      context.log.warn({ err: thrown }, 'a device could not be told of its incident');
    }
  }

  function spendChange(device: string): string {
    const wait = context.deviceChanges.take(device, now().getTime());
    if (wait > 0) tooMany(wait);
    return device;
  }
}
