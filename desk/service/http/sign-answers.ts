import type { FastifyInstance } from 'fastify';
import { sha256Hex } from '#bundle/hash.ts';
import { answerSignature, answerType, type SignedAnswer } from '#contract/http/device-api.ts';
import type { Context } from '../context.ts';

/**
 * Signs what devices are told about their bundles and incidents, so that whoever can read and change the connection, such as
 * a proxy whose certificate the computer trusts, cannot write to the person in the organisation's name. Each signature
 * names the token of one request: an answer cannot be used again for another. Must come before anything that packs
 * bodies: the signature is over the body as the device reads it.
 */
export function signAnswers(app: FastifyInstance, { keys }: Pick<Context, 'keys'>): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { endpoint } = request.routeOptions.config;
    if (reply.statusCode !== 200 || typeof payload !== 'string' || !endpoint?.signed)
      return payload;
    const answer: SignedAnswer = {
      request: sha256Hex(Buffer.from(request.headers.authorization ?? '')),
      body: sha256Hex(Buffer.from(payload)),
    };
    reply.header(answerSignature, await keys.sign(answerType, answer));
    return payload;
  });
}
