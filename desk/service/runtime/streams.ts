import type { ServerResponse } from 'node:http';
import type { z } from 'zod';
import { type DeviceEventName, deviceEvents } from '#contract/http/device-api.ts';

/** Bytes that a device may leave unread; a slower one is disconnected, and connects again. */
const unreadBytes = 64 * 1024;

type EventData<Name extends DeviceEventName> = z.infer<(typeof deviceEvents)[Name]>;

/** The devices' open event streams, one for each device, with as little memory as possible. */
export interface DeviceStreams {
  /** Takes over an answer whose head is written. An older stream of the same device ends. */
  add(device: string, response: ServerResponse): void;
  has(device: string): boolean;
  /** @returns false when the device is not connected; it then gets the state when it next connects. */
  tell<Name extends DeviceEventName>(device: string, event: Name, data: EventData<Name>): boolean;
  end(device: string): void;
  /** Sends a heartbeat to every device, which also finds connections that are gone. */
  beat(): void;
  readonly count: number;
  close(): void;
}

export function makeDeviceStreams(): DeviceStreams {
  const open = new Map<string, ServerResponse>();

  function send(device: string, response: ServerResponse, bytes: string | Uint8Array): boolean {
    if (response.writableLength > unreadBytes || response.destroyed) {
      drop(device, response);
      return false;
    }
    response.write(bytes);
    return true;
  }

  function drop(device: string, response: ServerResponse): void {
    if (open.get(device) === response) open.delete(device);
    response.destroy();
  }

  return {
    add(device, response) {
      const before = open.get(device);
      open.set(device, response);
      before?.destroy();
      const gone = () => drop(device, response);
      response.on('close', gone);
      response.on('error', gone);
    },
    has: (device) => open.has(device),
    tell(device, event, data) {
      const response = open.get(device);
      // The schema, once more: what goes out is what the contract says.
      return (
        response !== undefined &&
        send(device, response, frameOf(event, deviceEvents[event].parse(data)))
      );
    },
    end(device) {
      const response = open.get(device);
      if (!response) return;
      open.delete(device);
      response.end();
    },
    beat() {
      for (const [device, response] of open) send(device, response, heartbeat);
    },
    get count() {
      return open.size;
    },
    close() {
      for (const [device, response] of [...open]) drop(device, response);
    },
  };
}

const heartbeat = Buffer.from(': alive\n\n');

/** One event (HTML standard, 9.2.6). JSON holds no line break, so that it is one `data:` line. */
export const frameOf = (event: DeviceEventName, data: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
