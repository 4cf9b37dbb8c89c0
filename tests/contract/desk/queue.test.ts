import { randomUUID } from 'node:crypto';
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { appError } from '#contract/errors/result.ts';
import { makeBundle } from './bundle.ts';
import { registeredDevice, startTestDesk, type TestDesk } from './desk.ts';
import { callAs, decisionOf, send, submissionOf, type TestDevice } from './device.ts';

/** Never checks anything: every bundle waits for its turn. */
const noChecks = { checkProcesses: 0, checkProcessesForVerified: 0, checkWaitMs: 0 };

const uploadsOf = (desk: TestDesk) => readdirSync(join(desk.dataFolder, 'uploads'));

function begin(
  desk: TestDesk,
  device: TestDevice,
  submission: string,
  sealed: Uint8Array,
): Promise<Response> {
  const metadata = `submission ${btoa(submission)},sha256 ${btoa(sha256Hex(sealed))}`;
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-length': String(sealed.length),
    'upload-metadata': metadata,
  };
  return callAs(device, desk, 'POST', '/v1/uploads', { headers });
}

const headOf = (desk: TestDesk, device: TestDevice, path: string) =>
  callAs(device, desk, 'HEAD', path, { headers: { 'tus-resumable': '1.0.0' } });

test('a complete bundle that waits for its check is answered as checking from its last byte on', async () => {
  await using desk = await startTestDesk({ limits: noChecks });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device);
  const submission = randomUUID();
  await send(device, desk, sealed, { submission });
  expect(await submissionOf(device, desk, submission)).toEqual({ state: 'checking' });
});

test('a complete bundle that waits for its check keeps its upload when it is begun again', async () => {
  await using desk = await startTestDesk({ limits: noChecks });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device);
  const submission = randomUUID();
  const first = await send(device, desk, sealed, { submission });
  const before = uploadsOf(desk);

  const again = await begin(desk, device, submission, sealed);

  expect([again.status, again.headers.get('upload-offset')]).toEqual([201, String(sealed.length)]);
  expect(first).toContain(again.headers.get('location'));
  expect(uploadsOf(desk)).toEqual(before);
});

test.for(['HEAD', 'POST'])(
  'an upload whose connection broke right after the last byte is complete for the sender that comes back with %s',
  async (method) => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const { sealed } = await makeBundle(desk, device);
    const submission = randomUUID();
    const path = (await begin(desk, device, submission, sealed)).headers.get('location') ?? '';
    // As a desk leaves it that could not say so any more: all bytes, and a row that still says `uploading`.
    appendFileSync(join(desk.dataFolder, 'uploads', path.split('/').at(-1) ?? ''), sealed);

    const answer =
      method === 'HEAD'
        ? await headOf(desk, device, path)
        : await begin(desk, device, submission, sealed);

    expect(answer.headers.get('upload-offset')).toBe(String(sealed.length));
    expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  },
);

test('a bundle that waited for its check when the desk was stopped is answered as checking after the start', async () => {
  await using desk = await startTestDesk({ limits: noChecks });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device);
  const submission = randomUUID();
  await send(device, desk, sealed, { submission });
  await desk.stop();
  // An older desk wrote this down only when the check began.
  const database = new SqliteDatabase(join(desk.dataFolder, 'desk.sqlite'));
  database.prepare("update submissions set state = 'uploading'").run();
  database.close();

  await using later = await startTestDesk({ dataFolder: desk.dataFolder, limits: noChecks });
  expect(await submissionOf(device, later, submission)).toEqual({ state: 'checking' });
});

test('a device that has as many bundles waiting as the desk allows is told to come back, and others are not', async () => {
  await using desk = await startTestDesk({ limits: { ...noChecks, openUploads: 2 } });
  const [flood, genuine] = [await registeredDevice(desk), await registeredDevice(desk)];
  for (let sent = 0; sent < 2; sent += 1)
    await send(flood, desk, (await makeBundle(desk, flood)).sealed);

  const refused = await begin(desk, flood, randomUUID(), (await makeBundle(desk, flood)).sealed);

  expect(refused.status).toBe(429);
  expect(appError.parse(await refused.json())).toMatchObject({
    code: 'too-many-attempts',
    message: { values: { count: 2 } },
  });
  expect(
    (await begin(desk, genuine, randomUUID(), (await makeBundle(desk, genuine)).sealed)).status,
  ).toBe(201);
});
