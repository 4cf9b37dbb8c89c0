import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeIdentity } from '#bundle/seal.ts';
import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import type { RequestClaims, RevealTarget } from '#contract/http/request.ts';
import type { RequestedSession } from '#main/help-session/requested-session.ts';
import { openActivityLog } from '#main/requests/activity-log.ts';
import { createDeskClock } from '#main/requests/desk-clock.ts';
import type { PseudonymMapStore } from '#main/requests/pseudonym-map-store.ts';
import { createRequestRegistry } from '#main/requests/request-registry.ts';
import { type AnswerOptions, createRequestResponses } from '#main/requests/request-responses.ts';
import { openRequestStore } from '#main/requests/store.ts';
import { loadDeviceKey } from '#main/trust/device-key.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';

const collector = (id: string): CollectorDeclaration => ({
  id,
  title: `The part ${id}`,
  purpose: `Shows ${id}`,
  category: 'network',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux'],
  presets: ['network'],
  deadlineMs: 1000,
  byteCap: 1000,
});
export const target: RevealTarget = {
  submission: randomUUID(),
  manifestHash: 'a'.repeat(64),
  item: 'logs/a.log',
  pseudonym: 'host-1',
};
const noKeyring = {
  isEncryptionAvailable: () => false,
  encryptString: () => Buffer.of(),
  decryptString: () => '',
};

/** The requests of one device on a real disk, without a desk; its clock stops until a test moves it. */
export async function openDevice(
  folder: string,
  options: Partial<AnswerOptions> & { map?: Awaited<ReturnType<PseudonymMapStore['find']>> } = {},
) {
  const organisation = await makeOrganisation();
  const [key, identity] = await Promise.all([
    loadDeviceKey({ folder, protection: 'file', keyring: noKeyring, platform: process.platform }),
    makeIdentity(),
  ]);
  const store = await openRequestStore(join(folder, 'requests.json'), () => {});
  const journal = await openActivityLog(join(folder, 'journal.ndjson'));
  const sessions: RequestedSession[] = [];
  const endedSessions: string[] = [];
  const asked: unknown[] = [];
  const failures: unknown[] = [];
  const start = Date.parse('2026-12-01T09:00:00.000Z');
  let now = start;
  let timers: { ms: number; run: () => void }[] = [];
  const clock = {
    now: () => now,
    after(ms: number, run: () => void) {
      const timer = { ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    random: () => 0,
  };
  const deskClock = createDeskClock({ floor: 0, wall: () => now, steady: () => now });
  deskClock.learn(now);
  // Both take their time: whatever does not wait for them is done too early.
  const moment = () => new Promise((resolve) => setImmediate(resolve));
  const note = async (...entry: Parameters<typeof journal.add>) => {
    await moment();
    await journal.add(...entry);
  };
  const endSession = async (jti: string) => {
    await moment();
    endedSessions.push(jti);
  };
  const book = createRequestRegistry({
    ...{ store, clock, deskClock, note, endSession },
    maps: {
      async find(wanted) {
        asked.push(wanted);
        return options.map ?? null;
      },
    } as Partial<PseudonymMapStore> as PseudonymMapStore,
    policy: () => organisation.policy,
    catalogue: ['routes', 'dns', 'description'].map(collector),
    platform: 'linux',
    changed: () => {},
    failed: (thrown) => void failures.push(thrown),
  });
  book.prove();
  const call = createRequestResponses({
    ...{ book, deskClock, note, endSession },
    deviceKey: async () => key,
    recipients: () => [identity.recipient],
    startSession: (session) => void sessions.push(session),
    ...options,
  });
  return {
    ...{
      store,
      book,
      note,
      call,
      sessions,
      endedSessions,
      asked,
      failures,
      organisation,
      identity: identity.identity,
    },
    device: key.id,
    timers: () => timers.map(({ ms }) => ms),
    /** The clock goes on, and what was due in that time runs. */
    async pass(ms: number) {
      now += ms;
      for (const { run } of timers.filter((timer) => timer.ms <= ms)) run();
      const due = () =>
        store
          .now()
          .kept.filter(({ claims, state }) => claims.exp * 1000 <= now && state !== 'ended');
      await expect.poll(due).toEqual([]);
    },
    sleep: (ms: number) => {
      now += ms;
    },
    async take(change: object = {}): Promise<RequestClaims & { jti: string }> {
      // What is undefined is not there, as in the signed form.
      const claims = JSON.parse(JSON.stringify(organisation.claims(key.id, now, change)));
      await book.take(await organisation.signRequest(claims), claims);
      return claims;
    },
    kept: (jti: string) => store.now().kept.find(({ claims }) => claims.jti === jti),
    shown: () => book.view({ listening: true, standing: 'known', problem: null } as never),
    entries: async () =>
      (await journal.read()).entries.toReversed().map(({ kind, facts }) => [kind, facts] as const),
    kinds: async () => (await journal.read()).entries.toReversed().map(({ kind }) => kind),
  };
}
export type Device = Awaited<ReturnType<typeof openDevice>>;
export const reportsOf = (device: Device, jti: string) =>
  device.kept(jti)?.reports.map(({ state }) => state);
