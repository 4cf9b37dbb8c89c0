import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#main/outbox/clock.ts';
import { createDeskClient, type DeskClient } from '#main/outbox/desk-client.ts';
import { nextPiece, type UploadTask, upload } from '#main/outbox/upload.ts';
import { loadDeviceKey } from '#main/trust/device-key.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { sealedBytes, writeSealed } from './agent.ts';
import { type FakeDesk, startFakeDesk } from './fake-desk.ts';
import { nodeTransport } from './node-transport.ts';

let folder: string;
let desk: FakeDesk;
let client: DeskClient;
let task: UploadTask;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-upload-'));
  desk = await startFakeDesk(join(folder, 'desk'));
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
    transport: nodeTransport,
    policy: () => desk.policy,
    deviceKey: async () => key,
    agentVersion: '0.1.0',
    platform: process.platform,
    clock: systemClock,
    registrationFile: join(folder, 'registration.json'),
  });
  const { signal } = new AbortController();
  await client.meet(recipientOf(desk.policy), signal);
  const file = join(folder, 'bundle.age');
  const { bytes, sha256 } = await writeSealed(file, sealedBytes(100_000));
  task = {
    submission: randomUUID(),
    file,
    totalBytes: bytes,
    sha256,
    uploadPath: null,
    desk: client,
    transport: nodeTransport,
    signal,
    now: Date.now,
    onUploadPath: async () => {},
    onProgress: () => {},
    onAdvance: () => {},
  };
});
afterEach(async () => {
  await desk.kill();
  await rm(folder, { recursive: true, force: true });
});

const answers = (location: string) => (method: string) =>
  method === 'POST' ? { status: 201, headers: { location } } : null;

describe('an upload', () => {
  test('sends no byte before its address is durable, so that a kill does not lose what arrived', async () => {
    let durable = false;
    const early: string[] = [];
    desk.behaviour.intercept = (method) => {
      if (method === 'PATCH' && !durable) early.push(method);
      return null;
    };
    const onUploadPath = async () => {
      // A slow disk, as long as several exchanges with the desk.
      for (let exchange = 0; exchange < 5; exchange += 1)
        await client.meet(recipientOf(desk.policy), task.signal);
      durable = true;
    };
    expect(await upload({ ...task, onUploadPath })).toBe('complete');
    expect(early).toEqual([]);
  });

  test('is gone when the desk no longer has it, and no other is begun without asking', async () => {
    expect(
      await upload({ ...task, uploadPath: '/v1/uploads/00000000000000000000000000000000' }),
    ).toBe('gone');
    expect(desk.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  test('goes to the desk of the policy, whatever host its address names', async () => {
    const paths: string[] = [];
    desk.behaviour.intercept = (method) => {
      if (method !== 'PATCH') return answers('https://elsewhere.example/v1/uploads/abc')(method);
      return { status: 204, headers: { 'tus-resumable': '1.0.0', 'upload-offset': '100000' } };
    };
    expect(await upload({ ...task, onUploadPath: async (path) => void paths.push(path) })).toBe(
      'complete',
    );
    expect(paths).toEqual(['/v1/uploads/abc']);
    expect(desk.requests).toContain('PATCH /v1/uploads/abc');
  });

  test.each([
    '/v1/incidents/INC-000001/messages',
    'https://elsewhere.example/',
    `/v1/uploads/${'a'.repeat(400)}`,
  ])('is not sent to an address that is not an upload: %s', async (location) => {
    desk.behaviour.intercept = answers(location);
    await expect(upload(task)).rejects.toMatchObject({ error: { code: 'desk-failed' } });
    expect(desk.requests.filter((request) => request.startsWith('PATCH'))).toEqual([]);
  });

  test('cannot be sent to a path that names another host', () => {
    for (const path of [
      '//elsewhere.example/v1/uploads/1',
      '/\\\\elsewhere.example/x',
      'https://elsewhere.example/x',
      '/@elsewhere',
    ]) {
      expect(new URL(client.urlOf(path)).origin).toBe(new URL(desk.policy.desk.address).origin);
    }
  });

  test('ends at once when it is aborted', async () => {
    const abort = new AbortController();
    const held = desk.holdAfter(0);
    const running = upload({ ...task, signal: abort.signal });
    await held;
    abort.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    desk.release();
  });

  test('counts as sent only what the desk has confirmed, however much the network has taken', async () => {
    const bytes = sealedBytes(400_000);
    const { sha256 } = await writeSealed(task.file, bytes);
    const told: { accepted: number; arrived: number }[] = [];
    const onProgress = (accepted: number) =>
      void told.push({ accepted, arrived: desk.arrivedBytes() });
    expect(await upload({ ...task, totalBytes: bytes.length, sha256, onProgress })).toBe(
      'complete',
    );
    expect(told.filter(({ accepted, arrived }) => accepted > arrived)).toEqual([]);
    expect(told.length).toBeGreaterThan(3);
    expect(told.at(-1)?.accepted).toBe(bytes.length);
  });
});

describe('the next piece', () => {
  const KiB = 1024;
  test.each([
    ['grows fourfold at most where the line is quick', 16 * KiB, 1, 64 * KiB],
    ['is what two seconds carry', 64 * KiB, 4000, 32 * KiB],
    ['is never so small that the requests outweigh it', 16 * KiB, 60_000, 16 * KiB],
    ['is never larger than what is held in memory', 8192 * KiB, 10, 8192 * KiB],
  ])('%s', (_what, bytes, milliseconds, expected) => {
    expect(nextPiece(bytes, milliseconds)).toBe(expected);
  });
});
