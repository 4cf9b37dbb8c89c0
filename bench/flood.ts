import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Desk, startDesk } from '#desk/service/start.ts';
import { median } from './numbers.ts';
import { makeSender, type Sender } from './sender.ts';

/** Bundles of the flood, each a few hundred kilobytes that unpack to 120 MB. */
const floodBundles = 18;
const megabyte = 1024 * 1024;

/**
 * Two devices that anybody could have made: one sends 18 highly compressible bundles as fast as the desk takes them, and
 * the other sends a genuine one meanwhile.
 * `quietSeconds`: from the first byte of the genuine bundle to its acceptance at an idle desk; median.
 * `floodSeconds`: the same during the flood. `ratio`: flood to quiet. `timesSent`: uploads that the genuine one needed.
 */
export async function flood(runs: number): Promise<Record<string, unknown>> {
  const [quiet, during]: [Delivery[], Delivery[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    const [first, second] = await oneRun();
    quiet.push(first);
    during.push(second);
    console.log(`quiet ${first.seconds.toFixed(2)} s, in the flood ${second.seconds.toFixed(2)} s`);
  }
  const quietSeconds = median(quiet.map(({ seconds }) => seconds));
  const floodSeconds = median(during.map(({ seconds }) => seconds));
  return {
    quietSeconds: round(quietSeconds),
    floodSeconds: round(floodSeconds),
    ratio: round(floodSeconds / quietSeconds),
    timesSent: Math.max(...during.map(({ timesSent }) => timesSent)),
  };
}

/** Each run has a desk of its own, so that nothing of a flood is left when the next quiet delivery is measured. */
async function oneRun(): Promise<[quiet: Delivery, inFlood: Delivery]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'candor-bench-'));
  const desk = await startDesk({
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    organisation: 'Benchmark',
  });
  try {
    const genuine = await makeSender(desk);
    // The first check starts its process.
    await deliver(genuine);
    return [await deliver(genuine), await deliverInFlood(desk, genuine)];
  } finally {
    await desk.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;

interface Delivery {
  seconds: number;
  timesSent: number;
}

/** Sends a bundle of an ordinary size until the desk has accepted it. */
async function deliver(sender: Sender): Promise<Delivery> {
  const line = (n: number) =>
    `Jun 24 14:36:25 kernel: [${n}.${(n * 7919) % 1_000_003}] usb 1-1: device number ${n % 100}\n`;
  const sealed = await sender.seal({
    'logs/system.log': Array.from({ length: 60_000 }, (_, n) => line(n)).join(''),
  });
  const submission = randomUUID();
  const began = performance.now();
  for (let timesSent = 1; ; timesSent += 1) {
    await sender.upload(sealed, submission);
    if ((await sender.decided(submission)) === 'accepted')
      return { seconds: (performance.now() - began) / 1000, timesSent };
  }
}

async function deliverInFlood(desk: Desk, genuine: Sender): Promise<Delivery> {
  const sender = await makeSender(desk);
  const item = 'the same line again and again\n'.repeat(megabyte);
  const sealed = await sender.seal(
    Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`logs/${name}.log`, item])),
  );
  const { first, progress, all } = sendAll(sender, sealed);
  await first;
  const delivery = await deliver(genuine);
  if (progress.answered === floodBundles)
    throw new Error('the flood was over before the genuine bundle was accepted');
  // The rest of it ends with the desk.
  all.catch(() => {});
  return delivery;
}

/** As many at once as the desk takes from one device. The answer to an upload waits for the check, for up to five seconds. */
const together = 5;

/** @returns `first`: the first answer, when four others wait for their check. `all`: the last one. */
function sendAll(sender: Sender, sealed: Uint8Array) {
  const progress = { begun: 0, answered: 0 };
  const first = Promise.withResolvers<void>();
  const worker = async () => {
    while (progress.begun < floodBundles) {
      progress.begun += 1;
      const submission = randomUUID();
      while (!(await sender.upload(sealed, submission))) await wait(100);
      await sender.decided(submission);
      progress.answered += 1;
      first.resolve();
    }
  };
  const all = Promise.all(Array.from({ length: together }, worker));
  all.catch(first.reject);
  return { first: first.promise, progress, all };
}
