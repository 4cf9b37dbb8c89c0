import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { DevServer } from '#main/app/dev-server.ts';
import { agentCommand, projectRoot } from '../launch-agent.ts';

/** Ctrl+C in a terminal signals the whole group; this command alone ends the agent, or it would be signalled twice. */
const ownGroup = process.platform !== 'win32';
const builtFolder = join(projectRoot, 'out/dev');

/**
 * Builds the agent without its window, which Vite serves. It is separate from `out/app`, which
 * contains no development server.
 */
export async function buildDevAgent({ origin, nonce }: DevServer): Promise<void> {
  for (const room of ['main', 'preload']) {
    await build({
      configFile: join(projectRoot, room, 'vite.config.ts'),
      logLevel: 'warn',
      define: { DEV_SERVER: JSON.stringify({ origin, nonce } satisfies DevServer) },
      build: { outDir: builtFolder, emptyOutDir: false, sourcemap: true },
    });
  }
  cpSync(join(projectRoot, 'build/app-icons'), join(builtFolder, 'icons'), { recursive: true });
  const { name, productName, version } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  mkdirSync(builtFolder, { recursive: true });
  writeFileSync(
    join(builtFolder, 'package.json'),
    JSON.stringify({ name, productName, version, type: 'module', main: 'main.js' }),
  );
}

export interface DevAgent {
  start(policy: object): Promise<void>;
  stop(): Promise<void>;
}

/** `onQuit` hears of an agent that ended without being stopped: the person quit it, or it failed. */
export function createDevAgent(options: {
  switches: readonly string[];
  words: readonly string[];
  onQuit: (code: number | null) => void;
}): DevAgent {
  let child: ChildProcess | null = null;
  return {
    async start(policy) {
      const { executable, arguments: words } = await agentCommand({
        ...options,
        policy,
        userData: join(projectRoot, 'out/agent-data'),
        app: builtFolder,
      });
      const started = spawn(executable, words, {
        stdio: 'inherit',
        cwd: projectRoot,
        detached: ownGroup,
      });
      child = started;
      started.once('exit', (code) => {
        if (child !== started) return;
        child = null;
        options.onQuit(code);
      });
      await once(started, 'spawn');
    },
    async stop() {
      const running = child;
      child = null;
      if (!running) return;
      const ended = once(running, 'exit');
      running.kill('SIGTERM');
      await ended;
    },
  };
}
