import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { Manifest } from '#contract/bundle/manifest.ts';
import { mostItems } from '#contract/collector/collector.ts';
import { consoleRoutes, incidentDetail } from '#contract/http/console-api.ts';
import { makeBundle, sealBytes } from './bundle.ts';
import { firstEngineer, registeredDevice, startTestDesk, type TestDesk } from './desk.ts';
import { decisionOf, send, type TestDevice } from './device.ts';
import { incidentsOf } from './lists.ts';

const megabyte = 1024 * 1024;

/** A real bundle's zip, to be spoiled. */
async function plainBundle(desk: TestDesk, device: TestDevice): Promise<Buffer> {
  return Buffer.from((await makeBundle(desk, device, { unsealed: true })).sealed);
}

/** The same bytes with every occurrence of one name replaced by another of equal length. */
function rename(zip: Buffer, from: string, to: string): Buffer {
  expect(to).toHaveLength(from.length);
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

/** A zip whose one item unpacks to far more than its own size. */
function bomb(): Promise<Buffer> {
  const zip = new ZipFile();
  const zeros = Buffer.alloc(megabyte);
  zip.addReadStream(
    Readable.from(Array.from({ length: 300 }, () => zeros)),
    'items/logs/zeros.log',
  );
  for (const name of ['manifest.json', 'findings.json', 'redactions.json', 'receipt.json'])
    zip.addBuffer(Buffer.from('{}'), name);
  zip.end();
  return buffer(zip.outputStream as Readable);
}

const spoiled: [string, (zip: Buffer) => Buffer | Promise<Buffer>][] = [
  ['a zip bomb', () => bomb()],
  [
    'a name that leaves the folder',
    (zip) => rename(zip, 'items/logs/system.log', '../../../../evil/x.txt'.slice(0, 21)),
  ],
  ['an absolute name', (zip) => rename(zip, 'items/logs/system.log', '/tmp/candor-evil-file')],
  ['a name twice', (zip) => rename(zip, 'redactions.json', 'findings.json\0\0')],
  ['a manifest that is no JSON', (zip) => rename(zip, 'manifest.json', 'manifest.jsom')],
  ['a zip that is cut off', (zip) => zip.subarray(0, zip.length - 40)],
  ['nothing', () => Buffer.alloc(1)],
];

test.for(spoiled)('%s is refused in plain words, and leaves nothing behind', async ([, spoil]) => {
  // What is unpacked is unpacked in a process that may not have more than this.
  await using desk = await startTestDesk({ limits: { checkMemoryMiB: 100 } });
  const device = await registeredDevice(desk);
  const submission = randomUUID();
  await send(device, desk, await sealBytes(desk, await spoil(await plainBundle(desk, device))), {
    submission,
  });

  const answer = await decisionOf(device, desk, submission);
  expect(answer.state).toBe('refused');
  if (answer.state !== 'refused') return;
  expect(answer.problem.code).toMatch(/bundle-invalid|too-large/);
  expect(answer.problem.message.message).toMatch(/^[A-Z][^{}]*(\{\w+\}[^{}]*)*\.$/);
  // It was refused for what it is, and not because its check ran out of memory.
  expect(answer.problem.detail).not.toContain('the check ended');
  for (const folder of ['uploads', 'objects'])
    expect(readdirSync(join(desk.dataFolder, folder))).toEqual([]);
  expect(existsSync('/tmp/candor-evil-file')).toBe(false);
});

test('the bundle that the others are made of is accepted', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  const submission = randomUUID();
  await send(device, desk, await sealBytes(desk, await plainBundle(desk, device)), { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
});

test('a small bundle that names two million items is refused, and the desk keeps nothing of it', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  const engineer = await firstEngineer(desk);
  const submission = randomUUID();
  const spoilManifest = ({ collectors: [first] }: Manifest) => {
    if (first) first.items = Array<string>(2_000_000).fill('a/b');
  };
  const { sealed } = await makeBundle(desk, device, { spoilManifest });
  expect(sealed.length).toBeLessThan(100_000);
  await send(device, desk, sealed, { submission });
  const answer = await decisionOf(device, desk, submission);
  expect(answer.state).toBe('refused');
  expect((await incidentsOf(engineer, { view: 'all' })).total).toBe(0);
  for (const folder of ['uploads', 'objects'])
    expect(readdirSync(join(desk.dataFolder, folder))).toEqual([]);
});

test('the most items that a bundle may name are accepted, and shown in an answer of bounded size', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  const engineer = await firstEngineer(desk);
  const submission = randomUUID();
  const extra = Object.fromEntries(
    Array.from({ length: mostItems - 3 }, (_, index) => [`logs/${index}.log`, 'x']),
  );
  await send(device, desk, (await makeBundle(desk, device, { extra })).sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  const text = await (await engineer.call('GET', `${consoleRoutes.incidents}/INC-000001`)).text();
  expect(text.length).toBeLessThan(4 * megabyte);
  expect(incidentDetail.parse(JSON.parse(text)).manifest.items).toHaveLength(mostItems);
}, 90_000);
