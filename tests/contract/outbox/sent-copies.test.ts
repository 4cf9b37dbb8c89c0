import { randomUUID } from 'node:crypto';
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBundle } from '#bundle/read.ts';
import { pictureItemId } from '#contract/bundle/picture.ts';
import type { Clock } from '#main/outbox/clock.ts';
import type { NewEntry } from '#main/outbox/entry.ts';
import { largestCopy } from '#main/outbox/store.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { pngOf } from '#tests/fixtures/png.ts';
import { makeBundle } from '../desk/bundle.ts';
import { startTestDesk, type TestDesk } from '../desk/desk.ts';
import { type Agent, startAgent, writeSealed } from './agent.ts';

const day = 24 * 3_600_000;
const log = 'logs/system.log';
const logText = 'first line\nsecond line <script>alert(1)</script>\n';
let folder: string;
let desk: TestDesk;
let agent: Agent;
/** Milliseconds by which the agent's clock is ahead of this machine's. */
let ahead: number;
let timers: Set<() => void>;

const clock: Clock = {
  now: () => Date.now() + ahead,
  after(milliseconds, action) {
    if (milliseconds === day) {
      timers.add(action);
      return () => timers.delete(action);
    }
    const timer = setTimeout(action, milliseconds / 100);
    return () => clearTimeout(timer);
  },
  random: () => 0.5,
};
const start = () => startAgent({ folder: join(folder, 'agent'), policy: desk.policy(), clock });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-copies-'));
  desk = await startTestDesk({ dataFolder: join(folder, 'desk') });
  ahead = 0;
  timers = new Set();
  agent = await start();
});
afterEach(async () => {
  await agent.stop();
  await desk.stop();
  await rm(folder, { recursive: true, force: true });
});

const copyFile = (id: string) => join(folder, 'agent', 'outbox', id, 'sent.zip');
const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
const shown = (id: string) => agent.outbox.list().find((submission) => submission.id === id);

/** A bundle that was agreed to, with its copy. */
async function agree(part: Partial<NewEntry> = {}, extra: Record<string, Uint8Array> = {}) {
  const { sealed, plain, receipt, manifest } = await makeBundle(desk, agent.key, {
    extra,
    unscanned: true,
  });
  const entry: NewEntry = {
    id: randomUUID(),
    receipt,
    summary: '',
    recipient: recipientOf(desk.policy()),
    retentionDays: 30,
    itemCount: manifest.items.length,
    contentBytes: 1000,
    writeCopy: (file) => writeFile(file, plain, { mode: 0o600 }),
    ...part,
  };
  await agent.outbox.add(entry, (file) => writeSealed(file, Buffer.from(sealed)));
  await agent.until(entry.id, ({ state }) => state === 'sent');
  return { id: entry.id, manifest, plain };
}

/** The archive with one bit of the item's packed bytes flipped, so that it still unpacks, but to another text. */
async function withAnotherLetter(plain: Uint8Array, item: string): Promise<Uint8Array> {
  const from = Buffer.from(plain).indexOf(item);
  for (let offset = from + item.length; offset < plain.length; offset += 1) {
    const altered = Uint8Array.from(plain);
    altered[offset] = (plain[offset] ?? 0) ^ 0b1000;
    const text = await openBundle(altered).then(
      (bundle) => bundle.readItem(item).catch(() => null),
      () => null,
    );
    if (text && Buffer.from(text).toString() !== logText) return altered;
  }
  throw new Error('no such bit');
}

async function wholeText(id: string, item: string, length: number): Promise<string> {
  const pieces: string[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const chunk = await agent.outbox.sent.read(id, item, offset, length);
    pieces.push(chunk.text);
    offset = chunk.nextOffset;
  }
  return pieces.join('');
}

describe('the copy of what was sent', () => {
  test('shows every item with its title, and its exact bytes, after the bundle has arrived and after a restart', async () => {
    const { id, manifest } = await agree();
    expect(shown(id)).toMatchObject({ copy: 'kept', contentBytes: 1000 });
    await agent.stop();
    agent = await start();
    expect(await agent.outbox.sent.contents(id)).toEqual({ items: manifest.items });
    expect(await wholeText(id, log, 10)).toBe(logText);
    expect(JSON.parse(await wholeText(id, 'manifest.json', 100_000))).toMatchObject({
      bundle: manifest.bundle,
    });
    expect(JSON.parse(await wholeText(id, 'redactions.json', 100_000))).toEqual({ items: [] });
  });

  test('shows the picture that was sent, with its size', async () => {
    const png = pngOf({ width: 20, height: 12 }, (x) => [x * 10, 90, 30]);
    const { id } = await agree({}, { [pictureItemId]: png });
    const { width, height, image } = await agent.outbox.sent.picture(id);
    expect([width, height]).toEqual([20, 12]);
    expect(image).toContain(Buffer.from(png).toString('base64'));
  });

  test('does not show as a picture what is not one', async () => {
    const { id } = await agree({}, { [pictureItemId]: Buffer.from('<svg/>') });
    await expect(agent.outbox.sent.picture(id)).rejects.toMatchObject({
      error: { code: 'content-changed' },
    });
  });

  test('is not shown when it was changed on the disk', async () => {
    const { id } = await agree();
    const other = await makeBundle(desk, agent.key, { extra: { 'logs/planted.log': 'planted' } });
    await writeFile(copyFile(id), other.plain);
    await expect(agent.outbox.sent.contents(id)).rejects.toMatchObject({
      error: { code: 'content-changed' },
    });
    await writeFile(copyFile(id), 'no zip at all');
    await expect(agent.outbox.sent.contents(id)).rejects.toMatchObject({
      error: { code: 'content-changed' },
    });
  });

  test('does not show an item that differs from the one in the manifest by a single letter', async () => {
    const { id, plain } = await agree();
    await writeFile(copyFile(id), await withAnotherLetter(plain, log));
    await expect(agent.outbox.sent.contents(id)).resolves.toBeDefined();
    await expect(agent.outbox.sent.read(id, log, 0, 100)).rejects.toMatchObject({
      error: { code: 'content-changed' },
    });
  });

  test('is reported missing when it no longer exists', async () => {
    const { id } = await agree();
    await rm(copyFile(id));
    await expect(agent.outbox.sent.contents(id)).rejects.toMatchObject({
      error: { code: 'not-found' },
    });
  });

  test('shows nothing that was not sent', async () => {
    const { id } = await agree();
    await expect(agent.outbox.sent.read(id, '../receipt.json', 0, 100)).rejects.toMatchObject({
      error: { code: 'unknown-item' },
    });
    await expect(agent.outbox.sent.picture(id)).rejects.toMatchObject({
      error: { code: 'unknown-item' },
    });
  });

  test('returns the right bytes when two items are read alternately, in pieces', async () => {
    const { id } = await agree();
    const manifest = await wholeText(id, 'manifest.json', 100_000);
    await agent.outbox.sent.read(id, log, 0, 10);
    expect((await agent.outbox.sent.read(id, 'manifest.json', 10, 10)).text).toBe(
      manifest.slice(10, 20),
    );
    await agent.outbox.sent.read(id, log, 0, 10);
    const other = await agree();
    const itsManifest = await wholeText(other.id, 'manifest.json', 100_000);
    await agent.outbox.sent.read(id, 'manifest.json', 0, 10);
    expect((await agent.outbox.sent.read(other.id, 'manifest.json', 10, 500)).text).toBe(
      itsManifest.slice(10, 510),
    );
  });

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['it was removed', (id) => agent.outbox.sent.remove(id)],
    [
      'the deletion of the bundle was requested',
      async (id) => {
        await agent.outbox.requestDeletion(id);
        await agent.until(id, ({ copy }) => copy === 'removed');
      },
    ],
    [
      'its time has ended',
      async () => {
        ahead = 31 * day;
      },
    ],
  ])('cannot be read further once %s', async (_, end) => {
    const { id } = await agree();
    const { nextOffset } = await agent.outbox.sent.read(id, log, 0, 10);
    expect(nextOffset).toBe(10);
    await end(id);
    await expect(agent.outbox.sent.read(id, log, 10, 10)).rejects.toMatchObject({
      error: { code: 'not-found' },
    });
  });

  test('is removed when the person asks for it, and stays removed', async () => {
    const { id } = await agree();
    await agent.outbox.sent.remove(id);
    expect(await exists(copyFile(id))).toBe(false);
    expect(shown(id)).toMatchObject({ copy: 'removed', state: 'sent' });
    await agent.stop();
    agent = await start();
    expect(shown(id)?.copy).toBe('removed');
    await expect(agent.outbox.sent.contents(id)).rejects.toMatchObject({
      error: { code: 'not-found' },
    });
  });

  test('is removed when the desk has confirmed the deletion of the bundle', async () => {
    const { id } = await agree();
    await agent.outbox.requestDeletion(id);
    await agent.until(id, ({ deletion }) => deletion?.state === 'done');
    expect(await exists(copyFile(id))).toBe(false);
    expect(shown(id)?.copy).toBe('removed');
  });

  test('is removed while Candor runs when the organisation no longer stores the bundle', async () => {
    const { id } = await agree({ retentionDays: 2 });
    ahead = 2 * day - 60_000;
    const stillKept = agent.until(id, ({ copy }) => copy === 'kept');
    for (const due of [...timers]) due();
    await stillKept;
    expect(await exists(copyFile(id))).toBe(true);
    ahead = 2 * day + 60_000;
    await expect(agent.outbox.sent.contents(id)).rejects.toMatchObject({
      error: { code: 'not-found' },
    });
    for (const due of [...timers]) due();
    await agent.until(id, ({ copy }) => copy === 'expired');
    expect(await exists(copyFile(id))).toBe(false);
  });

  test('is removed at the next start when its time ended while Candor was closed', async () => {
    const { id } = await agree({ retentionDays: 2 });
    await agent.stop();
    ahead = 3 * day;
    agent = await start();
    expect(await exists(copyFile(id))).toBe(false);
    expect(shown(id)?.copy).toBe('expired');
  });

  test('is not made of a bundle that is too large, which is still sent', async () => {
    const { id } = await agree({ contentBytes: largestCopy + 1 });
    expect(shown(id)?.copy).toBe('too-large');
    expect(await readdir(join(folder, 'agent', 'outbox', id))).not.toContain('sent.zip');
  });

  test('that cannot be written is reported, and the bundle is still sent', async () => {
    const writeCopy = async (file: string) => {
      await writeFile(file, 'half');
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
    };
    const { id } = await agree({ writeCopy });
    expect(shown(id)?.copy).toBe('failed');
    expect(agent.reports).toMatchObject([{ code: 'disk-full' }]);
    expect(await readdir(join(folder, 'agent', 'outbox', id))).not.toContain('sent.zip');
  });

  test('is removed when the person cancels the bundle', async () => {
    await desk.stop();
    const { sealed, plain, receipt } = await makeBundle(desk, agent.key);
    const id = randomUUID();
    const entry: NewEntry = {
      ...{
        id,
        receipt,
        summary: '',
        recipient: recipientOf(desk.policy()),
        retentionDays: 30,
        itemCount: 1,
      },
      writeCopy: (file) => writeFile(file, plain),
    };
    await agent.outbox.add(entry, (file) => writeSealed(file, Buffer.from(sealed)));
    await agent.outbox.cancel(id);
    expect(await exists(copyFile(id))).toBe(false);
    expect(shown(id)?.copy).toBe('none');
  });
});
