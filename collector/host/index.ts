import { createHost } from './core.ts';

/** The part of Electron's `process.parentPort` that is used here; this process knows no Electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const port = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort;

const host = createHost({
  // Beside this file in the bundle.
  inventoryThread: new URL(
    import.meta.url.endsWith('.ts') ? '../inventory/thread.ts' : './inventory.js',
    import.meta.url,
  ),
  send: (report) => {
    if (port) port.postMessage(report);
    // Once the other side is gone nobody listens, and saying something would end this process before its commands.
    else if (process.connected) process.send?.(report);
  },
});

if (port) port.on('message', ({ data }) => host.receive(data));
else process.on('message', (message) => host.receive(message));

/** Without this, commands that run in their own process groups would outlive this process. */
async function end(): Promise<void> {
  await host.close();
  process.exit(0);
}

process.once('SIGTERM', () => void end());
process.once('disconnect', () => void end());
