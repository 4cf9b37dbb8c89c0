import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { keyThumbprint } from '#bundle/receipt.ts';
import { startDesk } from '#desk/service/start.ts';
import { clock, type DeskAnswer, type DeskOrder } from './messages.ts';

/** A desk as it is delivered, but that one machine may register all agents at once. Started with `--expose-gc`. */
const dataFolder = mkdtempSync(join(tmpdir(), 'candor-bench-'));
const desk = await startDesk({
  dataFolder,
  host: '127.0.0.1',
  port: 0,
  organisation: 'Benchmark',
  // Long enough that no heartbeat comes by itself while one is measured.
  limits: { registrationsPerHour: 1_000_000, heartbeatMs: 3_600_000 },
});
const answer = (message: DeskAnswer) => process.send?.(message);

process.on('message', (order: DeskOrder) => void obey(order));
answer({
  kind: 'ready',
  address: desk.address,
  fingerprint: await keyThumbprint(desk.policy().organisation.publicKey),
  setupLink: desk.setupLink ?? '',
});

async function obey(order: DeskOrder): Promise<void> {
  switch (order) {
    case 'memory':
      // Twice: what the first run frees, such as buffers outside the heap, is given back by the second.
      for (let turn = 0; turn < 2; turn += 1) {
        globalThis.gc?.();
        await wait(500);
      }
      answer({
        kind: 'memory',
        resident: process.memoryUsage().rss,
        connections: desk.devices.count,
      });
      return;
    case 'beat': {
      const at = clock();
      desk.devices.beat();
      answer({ kind: 'beaten', at });
      return;
    }
    case 'stop':
      await desk.stop();
      rmSync(dataFolder, { recursive: true, force: true });
      process.disconnect();
  }
}
