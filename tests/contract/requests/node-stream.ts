import http from 'node:http';
import { connectionProblem } from '#main/outbox/desk-errors.ts';
import type { StreamTransport } from '#main/outbox/transport.ts';

/** The agent's stream over Node's own client, for where no Electron runs. */
export const nodeStream: StreamTransport = {
  open: ({ url, headers, signal, onOpen, onData }) =>
    new Promise((resolve, reject) => {
      const fail = (thrown: unknown) => {
        request.destroy();
        reject(signal.aborted ? signal.reason : thrown);
      };
      const broken = (error: NodeJS.ErrnoException) =>
        fail(connectionProblem(error.code ?? 'ERR_FAILED', error.message, url));
      const request = http.request(url, { headers, signal, agent: false });
      request.on('error', broken);
      request.on('response', (response) => {
        const success = response.statusCode === 200;
        const chunks: Buffer[] = [];
        if (success) onOpen();
        response.on('data', (chunk: Buffer) => {
          if (!success) return void chunks.push(chunk);
          try {
            onData(chunk);
          } catch (thrown) {
            fail(thrown);
          }
        });
        response.on('error', broken);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: {}, body: Buffer.concat(chunks) }),
        );
      });
      request.end();
    }),
};
