import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { makeBundle, noiseItem } from './bundle.ts';
import {
  firstEngineer,
  password,
  registeredDevice,
  signInAs,
  startTestDesk,
  strangerOf,
} from './desk.ts';
import { failToStart, kill, killAll, startProcess } from './desk-process.ts';
import { callAs, decisionOf, send, submissionOf } from './device.ts';
import { fillDisk, mountSmall, unmountAll } from './small-disk.ts';

afterEach(async () => {
  await killAll();
  unmountAll();
});

test('a disk without room for the bundle is told before a byte is sent', async ({ skip }) => {
  const dataFolder = mountSmall('1m') ?? skip('needs root and mount');
  await using desk = await startTestDesk({ dataFolder, limits: { reservedDiskBytes: 0 } });
  const device = await registeredDevice(desk);
  const response = await callAs(device, desk, 'POST', '/v1/uploads', {
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': '2000000',
      'upload-metadata': `submission ${btoa(randomUUID())},sha256 ${btoa('a'.repeat(64))}`,
    },
  });
  expect(response.status).toBe(507);
  expect(appError.parse(await response.json())).toMatchObject({ code: 'disk-full' });
});

test('a disk that fills up during an upload: the sender is told, and goes on when there is room', async ({
  skip,
}) => {
  const dataFolder = mountSmall('3m') ?? skip('needs root and mount');
  await using desk = await startTestDesk({ dataFolder, limits: { reservedDiskBytes: 0 } });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device, { extra: noiseItem(750_000) });
  const submission = randomUUID();
  const ballast = join(dataFolder, 'ballast');
  let filled = false;
  const fill = () => {
    if (filled) return;
    filled = true;
    try {
      writeFileSync(ballast, new Uint8Array(4_000_000));
    } catch {
      // It is full now.
    }
  };
  await expect(
    send(device, desk, sealed, { submission, chunkSize: 200_000, onChunkComplete: fill }),
  ).rejects.toThrow(/507/);

  rmSync(ballast);
  await send(device, desk, sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
});

test('an upload stops before it takes the room that the desk needs for itself, and goes on when there is more', async ({
  skip,
}) => {
  const dataFolder = mountSmall('4m') ?? skip('needs root and mount');
  await using desk = await startTestDesk({ dataFolder, limits: { reservedDiskBytes: 1_000_000 } });
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device, { extra: noiseItem(750_000) });
  const submission = randomUUID();
  const ballast = join(dataFolder, 'ballast');
  // There was room when it began; then others came.
  const fill = () => writeFileSync(ballast, new Uint8Array(3_000_000));
  const sent = send(device, desk, sealed, {
    submission,
    chunkSize: 200_000,
    onChunkComplete: fill,
  });
  await expect(sent).rejects.toThrow(/507.*1000000 reserved/s);

  rmSync(ballast);
  await send(device, desk, sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
});

test('a disk that is full when the bundle is accepted: the check waits, and is made when there is room', async ({
  skip,
}) => {
  const dataFolder = mountSmall('4m') ?? skip('needs root and mount');
  // However slow the machine: every question waits for the end of the check.
  const limits = { reservedDiskBytes: 0, checkWaitMs: 60_000 };
  await using desk = await startTestDesk({ dataFolder, limits });
  const device = await registeredDevice(desk);
  // Many items: what is kept of them is more than the few pages that are still free and what the database has put by.
  const extra = Object.fromEntries(
    Array.from({ length: 3500 }, (_, index) => [`many/item-${index}.txt`, `${index}`]),
  );
  const { sealed } = await makeBundle(desk, device, { extra });
  const submission = randomUUID();
  const chunkSize = 100_000;
  let makeRoom = () => {};
  const fill = (_bytes: number, accepted: number) => {
    const left = sealed.length - accepted;
    if (left > 0 && left <= chunkSize) makeRoom = fillDisk(dataFolder, left + 40_000);
  };
  await expect(
    send(device, desk, sealed, { submission, chunkSize, onChunkComplete: fill }),
  ).rejects.toThrow(/507/);
  await expect(submissionOf(device, desk, submission)).rejects.toThrow(/507.*disk-full/);

  makeRoom();
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
});

describe('on a disk without a free byte', () => {
  test('the desk says in words why nobody can sign in or read, stops cleanly, and works again when there is room', async ({
    skip,
  }) => {
    const dataFolder = mountSmall('16m') ?? skip('needs root and mount');
    await using prepared = await startTestDesk({ dataFolder, limits: { reservedDiskBytes: 0 } });
    const device = await registeredDevice(prepared);
    await firstEngineer(prepared);
    const submission = randomUUID();
    await send(device, prepared, (await makeBundle(prepared, device)).sealed, { submission });
    await decisionOf(device, prepared, submission);
    await prepared.stop();
    const { child, address } = await startProcess(dataFolder, 0);
    const desk = { ...prepared, address };
    const engineer = await signInAs(desk, 'Erika Example');

    const makeRoom = fillDisk(dataFolder, 0);
    const signIn = { name: 'Erika Example', password };
    const answers = [
      await strangerOf(desk).call('POST', consoleRoutes.session, signIn),
      await engineer.call('GET', consoleRoutes.incidents),
      await engineer.call('GET', '/api/incidents/INC-000001'),
      await engineer.call('GET', '/api/incidents/INC-000001/items/logs/system.log'),
    ];
    for (const answer of answers) {
      if (answer.status !== 200)
        expect([answer.status, appError.parse(await answer.json()).code]).toEqual([
          507,
          'disk-full',
        ]);
    }
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    makeRoom();

    await using later = await startTestDesk({ dataFolder });
    const again = await signInAs(later, 'Erika Example');
    expect((await again.call('GET', '/api/incidents/INC-000001')).status).toBe(200);
  });

  test('the desk does not start, names its folder and says what to do', async ({ skip }) => {
    const dataFolder = mountSmall('8m') ?? skip('needs root and mount');
    const desk = await startTestDesk({ dataFolder });
    await desk.stop();
    const makeRoom = fillDisk(dataFolder, 0);
    const { code, said } = await failToStart(dataFolder);
    makeRoom();
    expect([code, said]).toEqual([
      1,
      expect.stringContaining(
        `The disk that holds ${dataFolder} is full. Free some space, then start the desk again.`,
      ),
    ]);
    const { child } = await startProcess(dataFolder, 0);
    await kill(child);
  });
});
