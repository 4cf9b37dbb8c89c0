import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClient } from '#desk/console/base/api/client.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const patienceMs = 30_000;
const clientOf = (fetchFrom: typeof fetch) =>
  createClient({
    fetch: fetchFrom,
    csrf: () => 'token',
    onSessionLost() {},
    onForbidden() {},
    patienceMs,
  });

/** Rejects only when its signal aborts, as `fetch` does. */
const silentDesk: typeof fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });

const noAnswer = {
  ok: false,
  error: {
    code: 'desk-unreachable',
    message: {
      message:
        'The desk has not answered for {seconds} seconds. Check your connection, then try again.',
      values: { seconds: 30 },
    },
  },
};

test('a call that the desk never answers fails with a message', async () => {
  const answer = clientOf(silentDesk).call('incidents.sendMessage', {
    params: { number: 'INC-000004' },
    body: { text: 'Hello' },
  });
  await vi.advanceTimersByTimeAsync(patienceMs);
  expect(await answer).toMatchObject(noAnswer);
});

test('a response that stalls halfway fails with a message', async () => {
  const client = clientOf(async (_input, init) => {
    const body = new ReadableStream<Uint8Array>({
      start(out) {
        out.enqueue(new Uint8Array([1]));
        init?.signal?.addEventListener('abort', () => out.error(init.signal?.reason));
      },
    });
    return new Response(body);
  });
  const answer = client.item('INC-000004', 'a/a.log');
  await vi.advanceTimersByTimeAsync(patienceMs);
  expect(await answer).toMatchObject(noAnswer);
});

test('a large item may load for a long time while data keeps arriving', async () => {
  const pieces = 5;
  const client = clientOf(async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(out) {
        await new Promise((resolve) => setTimeout(resolve, patienceMs - 1));
        sent += 1;
        out.enqueue(new Uint8Array([sent]));
        if (sent === pieces) out.close();
      },
    });
    return new Response(body);
  });
  const answer = client.item('INC-000004', 'a/a.log');
  await vi.advanceTimersByTimeAsync(patienceMs * (pieces + 1));
  const result = await answer;
  expect(result.ok && [...new Uint8Array(result.value)]).toEqual([1, 2, 3, 4, 5]);
});

test('leaving a page aborts its calls at once', async () => {
  const leaving = new AbortController();
  const answer = clientOf(silentDesk).call(
    'incidents.read',
    { params: { number: 'INC-000004' } },
    leaving.signal,
  );
  leaving.abort();
  expect(await answer).toMatchObject({ ok: false, error: { code: 'desk-unreachable' } });
});

test('a response without content succeeds although Chromium gives it a body', async () => {
  const answer = new Response(null, { status: 204 });
  Object.defineProperty(answer, 'body', { value: new ReadableStream() });
  expect(await clientOf(async () => answer).signOut()).toEqual({ ok: true, value: null });
});
