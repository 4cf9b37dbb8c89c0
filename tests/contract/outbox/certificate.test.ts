import { mkdtemp, rm } from 'node:fs/promises';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selfSigned } from '#tests/fixtures/self-signed.ts';
import { type Agent, consentTo, sealedBytes, startAgent, writeSealed } from './agent.ts';
import { startFakeDesk } from './fake-desk.ts';

let folder: string;
let server: https.Server;
let agent: Agent;
let requests = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-certificate-'));
  requests = 0;
});
afterEach(async () => {
  await agent.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** A web server with a self-signed certificate. */
async function untrustedServer(): Promise<string> {
  server = https.createServer(selfSigned(), (_request, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a desk whose certificate this computer does not trust', () => {
  test('gets nothing: the bundle waits, and the person is asked to tell IT', async () => {
    const desk = await startFakeDesk(join(folder, 'desk'));
    await desk.kill();
    const policy = { ...desk.policy, desk: { address: await untrustedServer() } };
    agent = await startAgent({ folder: join(folder, 'agent'), policy });
    const consent = await consentTo(policy, agent.key);
    await agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(1000)));
    const { problem } = await agent.until(consent.id, ({ state }) => state === 'waiting');
    expect(problem?.code).toBe('desk-certificate-untrusted');
    expect(problem?.message.message).toMatch(/Tell your IT department/);
    expect(requests).toBe(0);
  });
});
