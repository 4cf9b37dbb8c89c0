import { describe, expect, test, vi } from 'vitest';
import type { CallHandlers, CallName } from '#contract/ipc/ipc.ts';

type Listener = (event: unknown, args: unknown) => Promise<unknown>;
const registered = vi.hoisted(() => new Map<string, Listener>());
vi.mock('electron', () => ({
  app: { isPackaged: true },
  protocol: {},
  ipcMain: { handle: (name: string, listener: Listener) => registered.set(name, listener) },
}));
// Set by the build from the contract.
vi.stubGlobal('CALL_NAMES', ['session.get']);

const { createNotifier, isTrustedSender, registerCalls } = await import('#main/ipc/register.ts');
const { createAnswer } = await import('#main/ipc/answer.ts');
const { channelNames } = await import('#contract/ipc/ipc.ts');
const { appErrorOf, CandorError, raise } = await import('#contract/errors/result.ts');

type SenderEvent = Parameters<typeof isTrustedSender>[0];
type Contents = Parameters<typeof isTrustedSender>[1];

function page(origin: string) {
  const mainFrame = { origin };
  const contents = { mainFrame } as unknown as NonNullable<Contents>;
  return {
    contents,
    event: { sender: contents, senderFrame: mainFrame } as unknown as SenderEvent,
  };
}

const unexpected = vi.fn();
/** Answers one call with one handler. */
const answer = <K extends CallName>(name: K, handler: CallHandlers[K], args: unknown) =>
  createAnswer({ [name]: handler } as unknown as CallHandlers, unexpected)(name, args);

describe('a call is answered only to', () => {
  test('the main frame of the known window at our own origin', () => {
    const { contents, event } = page('app://candor');
    expect(isTrustedSender(event, contents)).toBe(true);
  });

  test('not to another origin', () => {
    const { contents, event } = page('https://example.org');
    expect(isTrustedSender(event, contents)).toBe(false);
  });

  test('not to a frame inside the page', () => {
    const { contents, event } = page('app://candor');
    expect(
      isTrustedSender(
        { ...event, senderFrame: { origin: 'app://candor' } as SenderEvent['senderFrame'] },
        contents,
      ),
    ).toBe(false);
  });

  test('not to another window, a frame that is gone, or when there is no window', () => {
    const { contents, event } = page('app://candor');
    expect(isTrustedSender(event, page('app://candor').contents)).toBe(false);
    expect(isTrustedSender({ ...event, senderFrame: null }, contents)).toBe(false);
    expect(isTrustedSender(event, null)).toBe(false);
  });
});

describe('a registered call', () => {
  const asked = async (event: SenderEvent, contents: Contents) => {
    const answer = vi.fn(async () => ({ ok: true as const, value: 'told' }));
    const untrusted = vi.fn();
    registerCalls(Promise.resolve(answer), { contents: () => contents }, untrusted);
    const result = await registered.get('session.get')?.(event, null);
    return { result, answer, untrusted };
  };

  test('reaches its answer from the window’s own page', async () => {
    const { contents, event } = page('app://candor');
    const { result, untrusted } = await asked(event, contents);
    expect(result).toEqual({ ok: true, value: 'told' });
    expect(untrusted).not.toHaveBeenCalled();
  });

  test.each([
    ['another origin', () => page('https://example.org')],
    [
      'a window that is not ours',
      () => ({ ...page('app://candor'), contents: page('app://candor').contents }),
    ],
  ])('from %s is refused before it reaches its answer, and is logged', async (_who, make) => {
    const { contents, event } = make();
    const { result, answer, untrusted } = await asked(event, contents);
    expect(result).toMatchObject({ ok: false, error: { code: 'untrusted-sender' } });
    expect(answer).not.toHaveBeenCalled();
    expect(untrusted).toHaveBeenCalledWith('session.get', expect.any(String));
  });
});

describe('the window is told of a change', () => {
  const windowOf = (destroyed: boolean) => {
    const send = vi.fn();
    return { send, contents: { send, isDestroyed: () => destroyed } as unknown as Contents };
  };

  test('by its name, with what changed', () => {
    const { send, contents } = windowOf(false);
    createNotifier({ contents: () => contents })('app.show', { screen: 'home' });
    expect(send.mock.calls).toEqual([['app.show', { screen: 'home' }]]);
  });

  test('only while there is one', () => {
    const { send, contents } = windowOf(true);
    createNotifier({ contents: () => contents })('app.show', { screen: 'home' });
    createNotifier({ contents: () => null })('app.show', { screen: 'home' });
    expect(send).not.toHaveBeenCalled();
  });
});

describe('when the agent could not start, the window is told', () => {
  const told = async (thrown: unknown) => {
    const { contents, event } = page('app://candor');
    registerCalls(Promise.reject(thrown), { contents: () => contents }, vi.fn());
    return registered.get('session.get')?.(event, null);
  };

  test('what is wrong and what to do, where that is known', async () => {
    const clear = await told(
      new CandorError(appErrorOf('disk-full', 'The disk is full. Free some space.')),
    );
    expect(clear).toEqual({
      ok: false,
      error: {
        code: 'disk-full',
        message: { message: 'The disk is full. Free some space.' },
        detail: null,
      },
    });
  });

  test('else that it did not start properly, with the reason one click deeper', async () => {
    expect(await told(new Error('odd'))).toMatchObject({
      ok: false,
      error: {
        code: 'internal',
        message: { message: expect.stringMatching(/could not start properly/) },
        detail: 'Error: odd',
      },
    });
  });
});

describe('an answer', () => {
  test('refuses arguments of the wrong shape and names the channel and place', async () => {
    const result = await answer('review.consent', () => ({ id: crypto.randomUUID() }), {
      manifestHash: 'short',
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-arguments' } });
    expect(!result.ok && result.error.detail).toContain('review.consent manifestHash');
    const nested = await answer('session.start', () => {}, {
      description: { happened: 1 },
      preset: 'quick',
    });
    expect(!nested.ok && nested.error.detail).toContain('session.start description.happened');
  });

  test('is given by a handler that gets the arguments as the contract parsed them', async () => {
    const handler = vi.fn(async () => ({ places: 0 }));
    expect(await answer('review.hide', handler, { text: '  annika  ' })).toEqual({
      ok: true,
      value: { places: 0 },
    });
    expect(handler).toHaveBeenCalledWith({ text: 'annika' });
  });

  test('refuses a 50 MB string without repeating it', async () => {
    const handler = vi.fn();
    const huge = 'x'.repeat(50 * 1024 * 1024);
    const result = await answer('session.saveDraft', handler, {
      happened: huge,
      began: '',
      severity: null,
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-arguments' } });
    expect(JSON.stringify(result).length).toBeLessThan(5000);
    expect(handler).not.toHaveBeenCalled();
  });

  test('passes on what a handler says went wrong', async () => {
    unexpected.mockClear();
    const handler = () => raise('disk-full', 'The disk is full.');
    expect(await answer('session.cancel', handler, undefined)).toMatchObject({
      ok: false,
      error: { code: 'disk-full' },
    });
    expect(unexpected).not.toHaveBeenCalled();
  });

  test('turns anything unexpected, also a result of the wrong shape, into an internal error that is logged', async () => {
    unexpected.mockClear();
    const handler = (() => ({ id: 'not a uuid' })) as never;
    const result = await answer('review.consent', handler, { manifestHash: 'a'.repeat(64) });
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(unexpected).toHaveBeenCalledOnce();
  });

  test('exists for every call of the contract', () => {
    expect(channelNames('call')).toContain('review.consent');
    expect(channelNames('call')).not.toContain('session.changed');
  });
});
