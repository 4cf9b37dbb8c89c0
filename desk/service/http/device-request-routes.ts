import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { codeRedemption, deviceRoutes, openRequests, redeemedCode } from '../../../contract/device-api.ts';
import { requestReport, requestStanding, signedReveal } from '../../../contract/request.ts';
import { raise } from '../../../contract/result.ts';
import { tooMany } from '../auth/engineers.ts';
import type { Context } from '../context.ts';
import { frameOf } from '../devices/streams.ts';
import { idOf } from '../incidents/number.ts';
import { redeemCode } from '../requests/codes.ts';
import { answerReveal } from '../requests/reveal.ts';
import { openRequestsOf, reportRequest } from '../requests/state.ts';
import { deviceOf } from './device-routes.ts';

/** How engineers' requests reach a device, and what it says of them. */
export function addDeviceRequestRoutes(plain: FastifyInstance, context: Context): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { now, streams, limits } = context;
  const config = { access: 'device' as const };
  const params = z.object({ jti: z.uuid().toLowerCase() });
  const response = { 200: requestStanding };
  const beat = setInterval(() => streams.beat(), limits.heartbeatMs);
  beat.unref();
  const stopListening = context.changes.listen(({ topic, id }) => {
    if (topic === 'changed') void tellOwner(id);
  });
  app.addHook('preClose', async () => {
    clearInterval(beat);
    stopListening();
    streams.close();
  });

  // No HEAD: its answer would have no end.
  app.get(deviceRoutes.events, { config, exposeHeadRoute: false }, async (request, reply) => {
    const device = deviceOf(request);
    const wait = context.streamBudget.take(device, now().getTime());
    if (wait > 0) tooMany(wait);
    if (streams.count >= limits.deviceStreams && !streams.has(device)) {
      raise('too-many-attempts', 'Too many computers are connected. Wait {seconds} seconds, then try again.', {
        values: { seconds: 60 },
      });
    }
    reply.hijack();
    const { raw } = reply;
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200);
    // Listening before looking: a request made in between comes twice rather than never.
    streams.add(device, raw);
    raw.write('retry: 5000\n\n');
    for (const jws of await openRequestsOf(context, device)) raw.write(frameOf('request', { jws }));
  });

  app.get(deviceRoutes.requests, { config, schema: { response: { 200: openRequests } } }, async (request) => ({
    requests: await openRequestsOf(context, deviceOf(request)),
  }));

  app.post(
    `${deviceRoutes.requests}/:jti/state`,
    { config, schema: { params, body: requestReport, response } },
    async (request) => {
      const device = spendChange(deviceOf(request));
      return reportRequest(context, device, request.params.jti, request.body);
    },
  );

  app.post(
    `${deviceRoutes.requests}/:jti/reveal`,
    { config, schema: { params, body: signedReveal, response } },
    async (request) => {
      const device = spendChange(deviceOf(request));
      return answerReveal(context, device, request.params.jti, request.body);
    },
  );

  app.post(
    deviceRoutes.codes,
    { config, schema: { body: codeRedemption, response: { 200: redeemedCode } } },
    async (request) => ({ jws: await redeemCode(context, deviceOf(request), request.ip, request.body) }),
  );

  /** The device from which an incident came looks at it again. */
  async function tellOwner(number: string): Promise<void> {
    try {
      const row = await context.database
        .selectFrom('incidents')
        .select('device')
        .where('id', '=', idOf(number))
        .executeTakeFirst();
      if (row) streams.tell(row.device, 'incident', { number });
    } catch (thrown) {
      // It asks again by itself, later.
      context.log.warn({ err: thrown }, 'a device could not be told of its incident');
    }
  }

  function spendChange(device: string): string {
    const wait = context.deviceChanges.take(device, now().getTime());
    if (wait > 0) tooMany(wait);
    return device;
  }
}
