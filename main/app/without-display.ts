import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

type Environment = Record<string, string | undefined>;

/** Without a display Chromium ends with a segmentation fault; it looks for one only when the main module is evaluated. */
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

/** Collecting draws nothing. The other two keep what Chromium says about missing displays and buses off the terminal. */
const headless = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3'];

/**
 * The same start once more with switches that Chromium reads before any of our code runs, so that they cannot be set from
 * it. What ends this process ends that one, which then tidies up.
 * @returns its exit code; 128 and the signal's number, as a shell says it, when a signal ended it
 */
export async function startHeadless(executable: string, words: readonly string[]): Promise<number> {
  const child = spawn(executable, [...headless, ...words], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => child.kill(signal));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}
