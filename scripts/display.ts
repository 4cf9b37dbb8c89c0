import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * A virtual screen for this process, on machines without a display; sets `DISPLAY`. Resolves to the function that ends
 * it and puts back what `DISPLAY` was. `more`: words for Xvfb. The X server picks a free number itself, so that two runs never meet.
 */
export async function startVirtualDisplay(
  size = '1440x1000x24',
  more: readonly string[] = [],
): Promise<() => void> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', ...more],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const failed = once(server, 'error').then(([error]) => {
    throw new Error(
      `Xvfb could not be started (${String(error)}). Install the package xvfb, or run this on a machine with a display.`,
    );
  });
  const numbers = server.stdio[3];
  if (!numbers) throw new Error('Xvfb gave no display number');
  const [number] = (await Promise.race([once(numbers, 'data'), failed])) as [Buffer];
  const before = process.env.DISPLAY;
  process.env.DISPLAY = `:${number.toString().trim()}`;
  return () => {
    server.kill();
    if (before === undefined) delete process.env.DISPLAY;
    else process.env.DISPLAY = before;
  };
}
