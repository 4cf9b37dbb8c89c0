import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, consentTo, sealedBytes, startAgent, writeSealed } from './agent.ts';
import { type FakeDesk, startFakeDesk } from './fake-desk.ts';

const MiB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'candor-full-'));
const small = join(folder, 'small');
mkdirSync(small);
/** Needs root, on Linux; elsewhere the tests are shown as skipped. */
const mounted = mountSmall();

function mountSmall(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', small], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let desk: FakeDesk;
let agent: Agent;

beforeEach(async () => {
  desk = await startFakeDesk(join(folder, 'desk'));
});
afterEach(async () => {
  await agent.stop();
  await desk.kill();
});
afterAll(() => {
  if (mounted) execFileSync('umount', [small]);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!mounted)('a full disk', () => {
  test('while sealing: a clear error, and nothing is half accepted', async () => {
    agent = await startAgent({ folder: small, policy: desk.policy });
    const consent = await consentTo(desk.policy, agent.key);
    const adding = agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(4 * MiB)));
    await expect(adding).rejects.toMatchObject({
      error: { code: 'disk-full', message: { message: expect.stringMatching(/Free some space/) } },
    });
    expect(agent.outbox.list()).toEqual([]);
    expect(await readdir(join(small, 'outbox'))).toEqual([]);
    // What was written is removed again.
    const { bavail, bsize } = statfsSync(small);
    expect(bavail * bsize).toBeGreaterThan(MiB);
  });

  test('and free again: the same consent succeeds', async () => {
    agent = await startAgent({ folder: small, policy: desk.policy });
    const consent = await consentTo(desk.policy, agent.key);
    await expect(
      agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(4 * MiB))),
    ).rejects.toThrow();
    await agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(MiB)));
    await agent.until(consent.id, ({ state }) => state === 'sent');
    expect(desk.received.get(consent.id)).toHaveLength(1);
  });

  test('while sending: the bundle still arrives and is shown as sent', async () => {
    agent = await startAgent({ folder: small, policy: desk.policy });
    const held = desk.holdAfter(1);
    const consent = await consentTo(desk.policy, agent.key);
    await agent.outbox.add(consent, (file) => writeSealed(file, sealedBytes(MiB)));
    await held;
    await expect(writeSealed(join(small, 'filler'), Buffer.alloc(4 * MiB))).rejects.toMatchObject({
      code: 'ENOSPC',
    });
    desk.release();
    await agent.until(consent.id, ({ state }) => state === 'sent');
    rmSync(join(small, 'filler'));
  });
});
