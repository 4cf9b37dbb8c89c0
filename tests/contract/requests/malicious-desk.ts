import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { makeOrganisation, type Organisation } from '#tests/fixtures/organisation.ts';

/** The strongest desk that there can be on the wrong side: it holds the organisation's key, and keeps to no rule. */
export interface MaliciousDesk extends Organisation {
  /** Answers each stream of events; the connection stays for as long as it wants. */
  stream: (response: http.ServerResponse) => void;
  /** Answers a code with whatever this gives. */
  redeem: (nonce: string) => Promise<string>;
  /** Answers the greeting; null for none. */
  greeting: (nonce: string) => Promise<string | null>;
  /** Every request that came, as `METHOD /path`. */
  heard: string[];
  streams: number;
  [Symbol.asyncDispose](): Promise<void>;
}

export const event = (name: string, data: unknown) =>
  `event: ${name}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

export async function startMaliciousDesk(): Promise<MaliciousDesk> {
  const server = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const organisation = await makeOrganisation(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  const desk: MaliciousDesk = {
    ...organisation,
    stream: () => {},
    redeem: async () => '',
    greeting: (nonce) => organisation.greet(nonce, Date.now()),
    heard: [],
    streams: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', desk.policy.desk.address);
    desk.heard.push(`${request.method} ${url.pathname}`);
    const json = (document: unknown, status = 200) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(document));
    const body = JSON.parse((await text(request)) || 'null');
    switch (url.pathname) {
      case deviceRoutes.desk: {
        const identity = {
          product: 'candor-desk',
          version: '1',
          organisation: 'Example Ltd',
          fingerprint: desk.fingerprint,
        };
        const nonce = url.searchParams.get('nonce');
        const greeting = nonce && (await desk.greeting(nonce));
        return void json({ ...identity, ...(greeting && { greeting }) });
      }
      case deviceRoutes.device:
        return void response.writeHead(204).end();
      case deviceRoutes.codes:
        return void json({ jws: await desk.redeem(body.nonce) });
      case deviceRoutes.events:
        desk.streams += 1;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(': hello\n\n');
        return desk.stream(response);
      default:
        return void json({ code: 'not-found', message: { message: 'x' }, detail: null }, 404);
    }
  }
  return desk;
}

async function text(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
