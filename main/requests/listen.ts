import { backoffMs, fullJitter } from '#bundle/backoff.ts';
import { type AppError, CandorError, toAppError } from '#contract/errors/result.ts';
import { pathOf } from '#contract/http/client.ts';
import { deviceApi } from '#contract/http/device.ts';
import { type DeviceEventName, deviceEvents } from '#contract/http/device-api.ts';
import type { Clock } from '../outbox/clock.ts';
import type { DeskClient } from '../outbox/desk-client.ts';
import { statusProblem } from '../outbox/desk-errors.ts';
import type { StreamTransport } from '../outbox/transport.ts';
import { recipientOf } from '../trust/organisation.ts';
import { createEventParser } from './event-stream.ts';

export interface ListenOptions {
  desk: DeskClient;
  stream: StreamTransport;
  clock: Clock;
  /** What the system says about the network, as a hint. */
  online(): boolean;
  /** Called with the time that the organisation signed, in milliseconds since 1970, before a connection is read. */
  onDeskTime(at: number): Promise<void>;
  /** Called with each valid event; the next one waits for the promise. */
  onEvent(event: DeskEvent): Promise<void>;
  /** Called for an event that does not fit the contract. */
  onNonsense(detail: string): void;
  /** Listening began or ended. `problem`: why it failed, each time. */
  onState(listening: boolean, problem: AppError | null): void;
}

export type DeskEvent = {
  [K in DeviceEventName]: { name: K; payload: ReturnType<(typeof deviceEvents)[K]['parse']> };
}[DeviceEventName];

export interface Listener {
  /** Starts listening; further calls do nothing. */
  start(): void;
  /** Reconnects after sleep or a change of network, when the old connection may be dead unnoticed. */
  wake(): void;
  stop(): Promise<void>;
}

/** Milliseconds. The desk sends something every 25 s. */
export const longestSilence = 70_000;
const waits = { firstMs: 2_000, longestMs: 5 * 60_000 };
/** Milliseconds after which a connection was a good one, so that the next wait is short again. */
const goodConnection = 60_000;
/** Milliseconds between checks for the network while there is none. */
const lookAtNetwork = 5_000;

/**
 * Milliseconds to wait: random between zero and the whole span ("full jitter"), so that ten thousand devices do not return
 * in the same second to a desk that was just restarted.
 */
export const jittered = (failed: number, random: number): number =>
  fullJitter(backoffMs(waits, failed), random);

/** Holds one connection to the desk while it is allowed: first asks for the signed time, then reads events. */
export function createListener(options: ListenOptions): Listener {
  const { desk, stream, clock } = options;
  const stopped = new AbortController();
  let current: AbortController | null = null;
  let rest: (() => void) | null = null;
  let loop: Promise<void> | null = null;
  let woken = false;

  async function run(): Promise<void> {
    let failed = 0;
    while (!stopped.signal.aborted) {
      const began = clock.now();
      const end = await connectOnce();
      if (end === 'revoked' || stopped.signal.aborted) return;
      failed = clock.now() - began >= goodConnection ? 0 : failed + 1;
      if (woken) {
        woken = false;
        failed = 0;
      }
      await pause(jittered(failed, clock.random()));
    }
  }

  async function connectOnce(): Promise<'revoked' | 'ended'> {
    current = new AbortController();
    const signal = AbortSignal.any([current.signal, stopped.signal]);
    try {
      await connect(signal);
      if (!signal.aborted) options.onState(false, null);
      return 'ended';
    } catch (thrown) {
      if (stopped.signal.aborted) return 'ended';
      const problem = signal.aborted ? null : toAppError(thrown);
      options.onState(false, problem);
      return problem?.code === 'device-revoked' ? 'revoked' : 'ended';
    } finally {
      current.abort();
      current = null;
    }
  }

  async function connect(signal: AbortSignal): Promise<void> {
    await desk.meet(recipientOf(desk.policy()), signal);
    await options.onDeskTime(await desk.greet(signal));
    const parser = createEventParser();
    const waiting: { name: string; data: string }[] = [];
    let broken: unknown = null;
    let working: Promise<void> = Promise.resolve();
    const ended = new AbortController();
    const path = pathOf(deviceApi, 'device.listen');
    const url = desk.urlOf(path);
    const response = await stream
      .open({
        url,
        headers: { accept: 'text/event-stream', ...(await desk.authorize('GET', path)) },
        signal: AbortSignal.any([signal, ended.signal]),
        silence: longestSilence,
        onOpen: () => options.onState(true, null),
        onData(bytes) {
          waiting.push(...parser.push(bytes));
          // Stop reading a desk that sends faster than requests can be verified, so that the queue stays bounded.
          if (waiting.length > mostUnread) throw new CandorError(flood());
          working = working
            .then(() => drain(waiting, signal))
            .catch((thrown: unknown) => {
              broken ??= thrown;
              ended.abort(thrown);
            });
        },
      })
      .finally(() => working);
    if (broken) throw broken;
    if (response.status === 401) desk.forgetRegistration();
    if (response.status !== 200) throw new CandorError(statusProblem(response, url, clock.now()));
  }

  async function drain(
    waiting: { name: string; data: string }[],
    signal: AbortSignal,
  ): Promise<void> {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const event = understood(next);
      if (event === 'foreign') continue;
      if (event === null) {
        options.onNonsense(`event ${next.name.slice(0, 40)}: ${next.data.slice(0, 100)}`);
        continue;
      }
      await options.onEvent(event);
      if (event.name === 'revoked') {
        desk.forgetRegistration();
        throw new CandorError({ ...event.payload, code: 'device-revoked' });
      }
    }
  }

  async function pause(milliseconds: number): Promise<void> {
    await wait(milliseconds);
    // Without a network, connecting is pointless; checking for one sends no packet.
    while (!stopped.signal.aborted && !options.online()) await wait(lookAtNetwork);
  }

  function wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        callOff();
        rest = null;
        resolve();
      };
      const callOff = clock.after(milliseconds, done);
      rest = done;
      if (stopped.signal.aborted) done();
    });
  }

  return {
    start() {
      loop ??= run()
        .catch((thrown: unknown) => options.onState(false, toAppError(thrown)))
        // A revoked device may be readmitted later.
        .finally(() => {
          loop = null;
        });
    },
    wake() {
      woken = true;
      current?.abort(new Error('the connection is made anew'));
      rest?.();
    },
    async stop() {
      stopped.abort(new Error('Candor is closing'));
      rest?.();
      await loop;
    },
  };
}

/** Events that may be read ahead of being handled. */
const mostUnread = 500;

const flood = (): AppError => ({
  code: 'desk-failed',
  message: {
    message: 'The support desk sends more than Candor can read. Candor will try again later.',
  },
  detail: `more than ${mostUnread} events at once`,
});

/** `foreign`: an unknown event of a newer desk. Null: a known event that does not fit the contract. */
function understood({ name, data }: { name: string; data: string }): DeskEvent | 'foreign' | null {
  if (!Object.hasOwn(deviceEvents, name)) return 'foreign';
  try {
    const payload: unknown = deviceEvents[name as DeviceEventName].parse(JSON.parse(data));
    return { name, payload } as DeskEvent;
  } catch {
    return null;
  }
}
