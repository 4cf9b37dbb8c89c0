import { type ElectronApplication, _electron as electron } from 'playwright';
import { electronRuntime } from '../electron-runtime.mjs';
import { type AgentCommand, projectRoot } from '../launch-agent.ts';

/**
 * Starts the agent of this checkout under Playwright. It opens its window only when Playwright listens: given an
 * `executablePath`, Playwright attaches to an application that already runs, and one start in about eighty then hangs
 * because the window's navigation falls between two of its questions. Without it, Playwright holds Electron's `ready`
 * back; it finds the executable through the `electron` package, which honours this variable.
 */
export async function launchUnderPlaywright(
  { arguments: args }: AgentCommand,
  options: { colorScheme?: 'light' | 'dark' } = {},
): Promise<ElectronApplication> {
  process.env.ELECTRON_OVERRIDE_DIST_PATH = (await electronRuntime()).dist;
  return electron.launch({ args, cwd: projectRoot, timeout: 30_000, ...options });
}
