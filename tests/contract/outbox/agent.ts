import { createHash, randomUUID } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedReceipt } from '#contract/bundle/receipt.ts';
import type { AppError } from '#contract/errors/result.ts';
import type { Submission } from '#contract/ipc/submission.ts';
import type { Policy } from '#contract/policy/policy.ts';
import type { Clock } from '#main/outbox/clock.ts';
import type { NewEntry } from '#main/outbox/entry.ts';
import { openOutbox } from '#main/outbox/outbox.ts';
import type { Outbox, OutboxOptions } from '#main/outbox/outbox-options.ts';
import type { Transport } from '#main/outbox/transport.ts';
import { type DeviceKey, openDeviceKey } from '#main/trust/device-key.ts';
import { recipientOf } from '#main/trust/organisation.ts';
import { manifestHashOf } from './manifest-hash.ts';
import { nodeTransport } from './node-transport.ts';

let skipped = 0;
/** Requests under way. A jump of minutes would make their tokens too old, which a real wait does not. */
let underWay = 0;
const longJump = 30_000;

/**
 * Waits a hundredth of the time and then says that all of it has passed: minutes of waiting take seconds. A long jump waits
 * until no request is under way. Two or three jumps between two requests still make this clock run so far ahead of a real
 * desk's that the desk refuses the next token; a test that counts what is sent to a real desk uses the real clock.
 */
export const hurriedClock: Clock = {
  now: () => Date.now() + skipped,
  after(milliseconds, action) {
    const end = () => {
      if (milliseconds >= longJump && underWay > 0) {
        timer = setTimeout(end, 5);
        return;
      }
      skipped += milliseconds;
      action();
    };
    let timer = setTimeout(end, milliseconds / 100);
    return () => clearTimeout(timer);
  },
  random: () => 0.5,
};

export interface Agent {
  outbox: Outbox;
  key: DeviceKey;
  reports: AppError[];
  /** Resolves when the submission meets the condition; checked on every announcement. */
  until(id: string, wish: (submission: Submission) => boolean): Promise<Submission>;
  stop(): Promise<void>;
}

const counted = (transport: Transport): Transport => ({
  async request(request) {
    underWay += 1;
    return transport.request(request).finally(() => {
      underWay -= 1;
    });
  },
});

export async function startAgent(options: {
  folder: string;
  policy: Policy | (() => Policy | null);
  transport?: Transport;
  clock?: Clock;
  onStanding?: NonNullable<OutboxOptions['onStanding']>;
  onVersion?: NonNullable<OutboxOptions['onVersion']>;
  onAnswer?: NonNullable<OutboxOptions['onAnswer']>;
}): Promise<Agent> {
  const { folder, policy } = options;
  const noKeyring = {
    isEncryptionAvailable: () => false,
    encryptString: () => Buffer.of(),
    decryptString: () => '',
  };
  const deviceKey = openDeviceKey({
    folder,
    protection: 'file',
    keyring: noKeyring,
    platform: process.platform,
  });
  const reports: AppError[] = [];
  const listeners = new Set<(all: Submission[]) => void>();
  const outbox = await openOutbox({
    folder: join(folder, 'outbox'),
    transport: counted(options.transport ?? nodeTransport),
    policy: typeof policy === 'function' ? policy : () => policy,
    deviceKey,
    agentVersion: '0.1.0',
    platform: process.platform,
    clock: options.clock ?? hurriedClock,
    ...(options.onStanding && { onStanding: options.onStanding }),
    ...(options.onVersion && { onVersion: options.onVersion }),
    ...(options.onAnswer && { onAnswer: options.onAnswer }),
    onChange: (all) => {
      for (const listener of listeners) listener(all);
    },
    report: (error) => void reports.push(error),
  });
  return {
    outbox,
    key: await deviceKey(),
    reports,
    until: (id, wish) =>
      new Promise((resolve) => {
        const look = (all: Submission[]) => {
          const found = all.find((submission) => submission.id === id);
          if (!found || !wish(found)) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look(outbox.list());
      }),
    stop: () => outbox.stop(),
  };
}

/** A consent as the help session passes it on. These tests do not verify its signature. */
export async function consentTo(
  policy: Policy,
  key: DeviceKey,
  id: string = randomUUID(),
): Promise<NewEntry> {
  const recipient = recipientOf(policy);
  const receipt: SignedReceipt = {
    receipt: {
      format: 'candor-receipt',
      version: 1,
      bundle: randomUUID(),
      manifestHash: manifestHashOf(id),
      items: [],
      recipient,
      purpose: policy.purpose,
      retentionDays: policy.retentionDays,
      agreedAt: new Date().toISOString(),
      device: key.id,
    },
    jws: 'not.looked.at',
    publicKey: key.publicKey,
  };
  return {
    id,
    receipt,
    summary: 'The printer is on fire',
    recipient,
    retentionDays: policy.retentionDays,
    itemCount: 0,
  };
}

/** Bytes that differ at every offset, so that a shifted or doubled piece is noticed. */
export function sealedBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let offset = 0; offset + 4 <= length; offset += 4)
    bytes.writeUInt32LE(offset ^ 0x5ea1ed, offset);
  return bytes;
}

export async function writeSealed(
  file: string,
  bytes: Buffer,
): Promise<{ bytes: number; sha256: string }> {
  await writeFile(file, bytes.subarray(0, bytes.length / 2));
  await appendFile(file, bytes.subarray(bytes.length / 2));
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
