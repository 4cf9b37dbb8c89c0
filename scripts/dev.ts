import { randomBytes } from 'node:crypto';
import { buildDevAgent, createDevAgent } from './dev/agent.ts';
import { createDevDesk } from './dev/desk.ts';
import { watchRooms } from './dev/watch-rooms.ts';
import { serveConsole, serveWindow } from './dev/windows.ts';
import { startVirtualDisplay } from './display.ts';
import { explain } from './explain.ts';
import { projectRoot } from './launch-agent.ts';
import { roomsBelow } from './rooms.ts';
import { hasDisplay } from './setup/commands.mjs';

/**
 * `npm run dev`: desk and agent on this machine. Both windows reload what changes on screen; the agent and the desk start
 * again when their own code changes. `--debug` opens inspectors on fixed ports, `--debug=0` on free ones.
 */
const closing: (() => Promise<void> | void)[] = [];
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void end(0));
try {
  await develop();
} catch (thrown) {
  console.error(explain(thrown));
  await end(1);
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  for (const close of closing.reverse()) await close();
  process.exit(code);
}

async function develop(): Promise<void> {
  const { debug, words } = readWords(process.argv.slice(2));
  if (!hasDisplay()) {
    closing.push(await startVirtualDisplay());
    console.log(
      `There is no display here; the window is on the virtual screen ${process.env.DISPLAY}.`,
    );
  }
  const desk = createDevDesk({
    port: Number(process.env.CANDOR_DESK_PORT ?? 8470),
    inspect: debug?.desk ?? null,
  });
  closing.push(() => desk.stop());
  const { address, setupLink, policy } = await desk.start();
  const consolePages = await serveConsole(address);
  closing.push(() => consolePages.close());
  const windowPages = await serveWindow(randomBytes(16).toString('base64'));
  closing.push(() => windowPages.close());
  const agent = createDevAgent({
    words,
    switches: debug ? [`--inspect=${debug.main}`, `--remote-debugging-port=${debug.window}`] : [],
    onQuit(code) {
      if (code === 0) void end(0);
      else console.error(`Candor ended with code ${code}. It starts again when its code changes.`);
    },
  });
  closing.push(() => agent.stop());
  await buildDevAgent(windowPages);
  await agent.start(policy);
  watch('desk', roomsBelow('desk/service'), async () => {
    await desk.stop();
    await desk.start();
  });
  watch('agent', roomsBelow('main', 'preload'), async () => {
    await buildDevAgent(windowPages);
    await agent.stop();
    await agent.start(policy);
  });
  console.log(`The engineers' console: ${consolePages.origin}`);
  if (setupLink) {
    const { pathname, search } = new URL(setupLink);
    console.log(
      `Make the first engineer's account here (this link works once): ${consolePages.origin}${pathname}${search}`,
    );
  }
  console.log('Change a file, and it shows. End everything with Ctrl+C.');
}

/** Code that does not build or start is reported; the next change tries again. */
function watch(name: string, rooms: readonly string[], restart: () => Promise<void>): void {
  const stop = watchRooms(projectRoot, rooms, async () => {
    if (ending) return;
    const started = performance.now();
    try {
      await restart();
      console.log(
        `The ${name} started again with the changed code (${Math.round(performance.now() - started)} ms).`,
      );
    } catch (thrown) {
      console.error(`The changed code of the ${name} does not work yet. ${explain(thrown)}`);
    }
  });
  closing.push(stop);
}

/** `--debug` is for this command, everything else for the agent. */
function readWords(all: readonly string[]) {
  const isOwn = (word: string) => word === '--debug' || word === '--debug=0';
  const own = all.find(isOwn);
  const words = all.filter((word) => !isOwn(word));
  if (own === undefined) return { debug: null, words };
  const port = (fixed: number) => (own === '--debug' ? fixed : 0);
  return {
    debug: {
      main: `127.0.0.1:${port(9229)}`,
      desk: `127.0.0.1:${port(9230)}`,
      window: String(port(9222)),
    },
    words,
  };
}
