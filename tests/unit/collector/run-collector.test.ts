import { expect, test } from 'vitest';
import { memory } from '#collector/collectors/memory/collector.ts';
import { runCollector } from '#collector/host/run-collector.ts';
import { type CollectContext, type Collector, textItem } from '#collector/toolkit/define.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
const run = (collect: Collector['collect'], stop = new AbortController().signal) =>
  runCollector(
    { ...memory, id: 'tardy', deadlineMs: 20, collect },
    {} as Parameters<typeof runCollector>[1],
    () => ({}) as ReturnType<Parameters<typeof runCollector>[2]>,
    stop,
  );

test('what a collector adds after it was judged changes nothing of what was judged', async () => {
  let add: CollectContext['add'] = () => expect.fail('it has not begun');
  const collected = await run(async (context) => {
    add = context.add;
    add(textItem('early.log', 'found before the deadline\n'));
    await untilAborted(context.signal);
    return new Promise(() => {});
  });
  expect(collected).toMatchObject({ status: 'timeout', items: [{ name: 'early.log' }] });
  add(textItem('much-too-late.log', 'found when nobody was waiting any more\n'));
  expect(collected.items.map(({ name }) => name)).toEqual(['early.log']);
});

test('a collector that was canceled hands over nothing, whatever it had found', async () => {
  const stop = new AbortController();
  const collected = await run(async ({ add }) => {
    add(textItem('early.log', 'found before it was canceled\n'));
    stop.abort();
    return { items: [] };
  }, stop.signal);
  expect(collected).toMatchObject({ status: 'canceled', items: [] });
});
