import { randomBytes, randomUUID } from 'node:crypto';
import { makeBundle } from '/work/main/tests/contract/desk/bundle.ts';
import { firstEngineer, registeredDevice, startTestDesk } from '/work/main/tests/contract/desk/desk.ts';
import { decisionOf, send } from '/work/main/tests/contract/desk/device.ts';

await using desk = await startTestDesk();
const device = await registeredDevice(desk);
const e = await firstEngineer(desk);
for (const mb of [0.1, 5, 5, 5, 64]) {
  const extra: Record<string, string> = {};
  for (let i = 0; i < 8; i++) extra[`logs/noise-${i}.log`] = randomBytes(Math.round((mb * 1e6 * 1.0) / 8)).toString('base64');
  const { sealed } = await makeBundle(desk, device, { extra });
  (globalThis as any).gc?.();
  const rss0 = process.memoryUsage().rss;
  let peak = rss0;
  const t = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const s = randomUUID();
  const t0 = performance.now();
  await send(device, desk, sealed, { submission: s, chunkSize: 8 * 1024 * 1024 });
  const t1 = performance.now();
  const a = await decisionOf(device, desk, s);
  const t2 = performance.now();
  clearInterval(t);
  const line = desk.lines
    .map((l) => JSON.parse(l))
    .filter((l) => l.msg === 'bundle accepted')
    .at(-1);
  const r0 = performance.now();
  await (await e.call('GET', `/api/incidents/${line.incident}/items/logs/noise-3.log`)).arrayBuffer();
  const r1 = performance.now();
  await (await e.call('GET', `/api/incidents/${line.incident}/items/logs/noise-4.log`)).arrayBuffer();
  const r2 = performance.now();
  console.log({
    sealedMB: (sealed.length / 1e6).toFixed(1),
    state: a.state,
    uploadAndCheckMs: Math.round(t1 - t0),
    answerMs: Math.round(t2 - t1),
    checkMs: line.ms,
    firstItemMs: Math.round(r1 - r0),
    nextItemMs: Math.round(r2 - r1),
    rssBefore: Math.round(rss0 / 1e6),
    rssPeak: Math.round(peak / 1e6),
  });
}
