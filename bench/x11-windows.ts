import { once } from 'node:events';
import { connect } from 'node:net';

/** Smaller ones are not what a person sees: toolkits make helper windows of a few pixels. */
const smallestSide = 200;

const changeWindowAttributes = 2;
const eventMaskAttribute = 0x800;
const substructureNotify = 0x80000;
const createNotify = 16;
const mapNotify = 19;
const configureNotify = 22;

export interface WindowWatch {
  /** Resolves to the time (`performance.now()`, ms) at which the next window of the screen becomes visible. */
  next(): Promise<number>;
  close(): void;
}

/**
 * Watches an X server's top-level windows over its own protocol (X Window System Protocol, X11R7.7): the server tells
 * when a window is mapped, so that nothing polls and no app takes part in its own measurement.
 * @param display such as `:7`, on this machine, without access control
 */
export async function watchWindows(display: string): Promise<WindowWatch> {
  const socket = connect(`/tmp/.X11-unix/X${display.replace(/^:|\..*$/g, '')}`);
  await once(socket, 'connect');
  // "l": little endian; protocol 11.0; no authorisation.
  socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
  const waiting: ((at: number) => void)[] = [];
  const large = new Map<number, boolean>();
  let received = Buffer.alloc(0);
  let accepted = false;

  const readSetup = () => {
    if (received.length < 8 || received.length < 8 + received.readUInt16LE(6) * 4) return false;
    if (received[0] !== 1) throw new Error(`the X server ${display} refused the connection`);
    const screens = 40 + Math.ceil(received.readUInt16LE(24) / 4) * 4 + received.readUInt8(29) * 8;
    const request = Buffer.alloc(16);
    request.writeUInt8(changeWindowAttributes, 0);
    request.writeUInt16LE(request.length / 4, 2);
    request.writeUInt32LE(received.readUInt32LE(screens), 4);
    request.writeUInt32LE(eventMaskAttribute, 8);
    request.writeUInt32LE(substructureNotify, 12);
    socket.write(request);
    received = received.subarray(8 + received.readUInt16LE(6) * 4);
    return true;
  };

  const readEvent = (event: Buffer) => {
    const window = event.readUInt32LE(8);
    const isLarge = (offset: number) =>
      event.readUInt16LE(offset) >= smallestSide && event.readUInt16LE(offset + 2) >= smallestSide;
    // The highest bit says that the event was sent by a program and not by the server.
    switch (event.readUInt8(0) & 0x7f) {
      case createNotify:
        large.set(window, isLarge(16));
        break;
      case configureNotify:
        large.set(window, isLarge(20));
        break;
      case mapNotify:
        if (large.get(window)) waiting.shift()?.(performance.now());
        break;
    }
  };

  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    accepted ||= readSetup();
    for (; accepted && received.length >= 32; received = received.subarray(32))
      readEvent(received.subarray(0, 32));
  });
  return {
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => socket.destroy(),
  };
}
