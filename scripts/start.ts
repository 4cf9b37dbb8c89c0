import { join } from 'node:path';
import { startDesk } from '#desk/service/start.ts';
import { buildTargets } from './build.ts';
import { explain } from './explain.ts';
import { agentCommand, projectRoot } from './launch-agent.ts';
import { runAgent } from './run-agent.ts';
import { hasDisplay } from './setup/commands.mjs';

/** Desk and agent on this machine, each knowing the other; what they store stays in `out/`. */
if (!hasDisplay()) {
  console.error('There is no display here, so the demo runs instead (npm run demo).');
  await import('./demo.ts');
} else {
  try {
    process.exitCode = await deskAndAgent();
  } catch (thrown) {
    console.error(explain(thrown));
    process.exitCode = 1;
  }
}

/** Resolves to the agent's exit code, when both have ended. */
async function deskAndAgent(): Promise<number> {
  await buildTargets();
  const desk = await startDesk({
    dataFolder: join(projectRoot, 'out/desk-data'),
    consoleFolder: join(projectRoot, 'out/console'),
    host: '127.0.0.1',
    port: Number(process.env.CANDOR_DESK_PORT ?? 8470),
    organisation: 'Candor development',
  });
  try {
    console.log(`The engineers' console: ${desk.address}`);
    if (desk.setupLink)
      console.log(
        `Make the first engineer's account here (this link works once): ${desk.setupLink}`,
      );
    const command = await agentCommand({
      userData: join(projectRoot, 'out/agent-data'),
      policy: desk.policy(),
      words: process.argv.slice(2),
    });
    const code = await runAgent(command, {
      onStart: () =>
        console.log(
          'Candor is starting. Quit it from its tray menu, or end everything with Ctrl+C.',
        ),
    });
    if (code !== 0) console.error(`Candor ended with code ${code}.`);
    return code;
  } finally {
    await desk.stop();
  }
}
