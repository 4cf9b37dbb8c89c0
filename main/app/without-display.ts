import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

type Environment = Record<string, string | undefined>;

/** Without a display, Chromium crashes with a segmentation fault. It looks for one once the main module is evaluated. */
export function lacksDisplay(
  platform: NodeJS.Platform,
  environment: Environment,
  hasSwitch: (name: string) => boolean,
): boolean {
  return (
    platform === 'linux' &&
    !environment.DISPLAY &&
    !environment.WAYLAND_DISPLAY &&
    !hasSwitch('ozone-platform')
  );
}

/** Collecting draws nothing. The other two switches keep Chromium's messages about missing displays and buses off the terminal. */
const headless = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3'];

/**
 * Starts the same program again with switches that Chromium reads before our code runs. A signal that ends this process
 * also ends that one, which then cleans up.
 * @returns its exit code; 128 plus the number of the signal that ended it, as in a shell
 */
export async function startHeadless(executable: string, words: readonly string[]): Promise<number> {
  const child = spawn(executable, [...headless, ...words], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => child.kill(signal));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}
