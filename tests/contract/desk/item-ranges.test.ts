import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { auditPage } from '#contract/http/console-people.ts';
import { makeReaderSlots } from '#desk/service/runtime/reader-slots.ts';
import { makeBundle } from './bundle.ts';
import {
  type Browser,
  firstEngineer,
  registeredDevice,
  startTestDesk,
  type TestDesk,
} from './desk.ts';
import { decisionOf, send } from './device.ts';

const item = `${consoleRoutes.incidents}/INC-000001/items/logs/big.log`;
const text = Array.from({ length: 100_000 }, (_, line) => `line ${line}\n`).join('');

async function withLargeItem(desk: TestDesk): Promise<Browser> {
  const engineer = await firstEngineer(desk);
  const device = await registeredDevice(desk);
  const submission = randomUUID();
  await send(
    device,
    desk,
    (await makeBundle(desk, device, { extra: { 'logs/big.log': text } })).sealed,
    { submission },
  );
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  return engineer;
}

const part = (by: Browser, range: string) => by.call('GET', item, undefined, { range });

describe('an item', () => {
  test('is sent whole, or exactly the part that is asked for', async () => {
    await using desk = await startTestDesk();
    const engineer = await withLargeItem(desk);
    const whole = await engineer.call('GET', item);
    expect(whole.status).toBe(200);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    expect(whole.headers.get('content-length')).toBe(String(text.length));
    expect(await whole.text()).toBe(text);

    const { length } = text;
    for (const [range, start, end] of [
      ['bytes=0-9', 0, 10],
      ['bytes=500000-500099', 500_000, 500_100],
      [`bytes=${length - 5}-`, length - 5, length],
      ['bytes=-7', length - 7, length],
      [`bytes=${length - 3}-${length + 100}`, length - 3, length],
    ] as const) {
      const response = await part(engineer, range);
      expect([range, response.status, response.headers.get('content-range')]).toEqual([
        range,
        206,
        `bytes ${start}-${end - 1}/${length}`,
      ]);
      expect(await response.text()).toBe(text.slice(start, end));
    }
    for (const range of ['bytes=5-2', 'lines=1-2', 'bytes=0-1,5-6', 'bytes=']) {
      const response = await part(engineer, range);
      expect([range, response.status, (await response.text()).length]).toEqual([
        range,
        200,
        length,
      ]);
    }
    const beyond = await part(engineer, `bytes=${length}-`);
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${length}`);
    expect(appError.parse(await beyond.json()).code).toBe('invalid-arguments');
  });

  test('read part after part is one reading in the audit log', async () => {
    await using desk = await startTestDesk();
    const engineer = await withLargeItem(desk);
    for (let start = 0; start < 50_000; start += 10_000)
      await (await part(engineer, `bytes=${start}-${start + 9_999}`)).text();
    const log = await engineer.call('GET', `${consoleRoutes.audit}?action=item-viewed`);
    expect(auditPage.parse(await log.json()).entries).toHaveLength(1);
  });

  test('gives its slot back when it is read, when the reader hangs up, and when it was refused', async () => {
    await using desk = await startTestDesk({ limits: { itemReaders: 1 } });
    const engineer = await withLargeItem(desk);
    for (let turn = 0; turn < 3; turn += 1) {
      const abandoned = await engineer.call('GET', item);
      await abandoned.body?.cancel();
      expect((await part(engineer, `bytes=${text.length}-`)).status).toBe(416);
      expect((await engineer.call('GET', `${item}x`)).status).toBe(404);
      expect((await engineer.call('HEAD', item)).status).toBe(200);
      expect(await (await part(engineer, 'bytes=0-3')).text()).toBe('line');
    }
  });

  test('of several bundles at once waits for room in memory, and all are read', async () => {
    await using desk = await startTestDesk({ limits: { cacheBytes: 1, itemReaders: 4 } });
    const engineer = await withLargeItem(desk);
    const device = await registeredDevice(desk);
    const submission = randomUUID();
    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission });
    await decisionOf(device, desk, submission);
    const other = `${consoleRoutes.incidents}/INC-000002/items/logs/system.log`;
    const asked = Array.from({ length: 12 }, (_, index) =>
      engineer.call('GET', index % 2 === 0 ? item : other),
    );
    const lengths = await Promise.all(
      asked.map(async (response) => (await (await response).text()).length),
    );
    expect(new Set(lengths)).toEqual(new Set([text.length, 49]));
  });
});

test('at most so many readers have a slot, at most so many wait, and the first to wait is the next', async () => {
  const slots = makeReaderSlots({ atOnce: 2, waiting: 2 });
  const [first] = [await slots.take(), await slots.take()];
  const order: string[] = [];
  const third = slots.take().then((giveBack) => {
    order.push('third');
    return giveBack;
  });
  const fourth = slots.take().then(() => order.push('fourth'));
  await expect(slots.take()).rejects.toThrow('too-many-attempts');
  first?.();
  first?.();
  const giveBack = await third;
  expect(order).toEqual(['third']);
  giveBack();
  await fourth;
  expect(order).toEqual(['third', 'fourth']);
});
