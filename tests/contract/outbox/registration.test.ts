import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#main/outbox/clock.ts';
import { createDeskClient, type DeskClient } from '#main/outbox/desk-client.ts';
import type { Transport } from '#main/outbox/transport.ts';
import { loadDeviceKey } from '#main/trust/device-key.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { type FakeDesk, startFakeDesk } from './fake-desk.ts';
import { nodeTransport } from './node-transport.ts';

let folder: string;
let desk: FakeDesk;
let client: DeskClient;
/** Registrations are sent only after it resolves. */
let registrationsMayLeave: Promise<void>;
/** Called for each 401. */
let onRefused: () => void;

const transport: Transport = {
  async request(request) {
    if (request.method === 'PUT') await registrationsMayLeave;
    const response = await nodeTransport.request(request);
    if (response.status === 401) onRefused();
    return response;
  },
};
const never = new AbortController().signal;
const registrations = () => desk.requests.filter((request) => request === 'PUT /v1/device').length;
const ask = (signal = never) => client.submission(randomUUID(), signal);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-registration-'));
  desk = await startFakeDesk(join(folder, 'desk'));
  registrationsMayLeave = Promise.resolve();
  onRefused = () => {};
  const keyring = {
    isEncryptionAvailable: () => false,
    encryptString: () => Buffer.of(),
    decryptString: () => '',
  };
  const key = await loadDeviceKey({
    folder,
    protection: 'file',
    keyring,
    platform: process.platform,
  });
  client = createDeskClient({
    transport,
    policy: () => desk.policy,
    deviceKey: async () => key,
    agentVersion: '0.1.0',
    platform: process.platform,
    clock: systemClock,
    registrationFile: join(folder, 'registration.json'),
  });
  await client.meet(recipientOf(desk.policy), never);
});
afterEach(async () => {
  await desk.kill();
  await rm(folder, { recursive: true, force: true });
});

/** Makes the desk forget the device; registrations wait until so many calls got a 401. */
function forgetUntilRefused(calls: number): Promise<void> {
  desk.behaviour.knowsDevices = false;
  registrationsMayLeave = new Promise((resolve) => {
    onRefused = () => {
      calls -= 1;
      if (calls === 0) resolve();
    };
  });
  return registrationsMayLeave;
}

test('two calls register the device once when both learn that the desk has forgotten it', async () => {
  forgetUntilRefused(2);
  expect(await Promise.all([ask(), ask()])).toEqual([{ state: 'unknown' }, { state: 'unknown' }]);
  expect(registrations()).toBe(2);
});

test('a call that was aborted while another registered the device does not register it', async () => {
  const refused = forgetUntilRefused(2);
  const ended = new AbortController();
  const first = ask();
  const second = ask(ended.signal);
  void refused.then(() => ended.abort(new Error('no longer wanted')));
  await expect(second).rejects.toThrow('no longer wanted');
  expect(await first).toEqual({ state: 'unknown' });
  expect(registrations()).toBe(2);
});

test('a failed registration does not keep another call from registering the device', async () => {
  forgetUntilRefused(1);
  desk.behaviour.intercept = (method) => (method === 'PUT' ? { status: 500 } : null);
  await expect(ask()).rejects.toThrow();
  desk.behaviour.intercept = null;
  expect(await ask()).toEqual({ state: 'unknown' });
});
