import { createHost } from './core.ts';

/** The part of Electron's `process.parentPort` that this process uses; it does not import Electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const port = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort;

const host = createHost({
  // In the bundle, next to this file.
  inventoryThread: new URL(
    import.meta.url.endsWith('.ts') ? '../inventory/thread.ts' : './inventory.js',
    import.meta.url,
  ),
  send: (report) => {
    if (port) port.postMessage(report);
    // When the other side is gone, sending would end this process before it has ended its commands.
    else if (process.connected) process.send?.(report);
  },
});

if (port) port.on('message', ({ data }) => host.receive(data));
else process.on('message', (message) => host.receive(message));

/** Commands run in their own process groups and would otherwise outlive this process. */
async function end(): Promise<void> {
  await host.close();
  process.exit(0);
}

process.once('SIGTERM', () => void end());
process.once('disconnect', () => void end());
