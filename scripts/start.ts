import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startDesk } from '../desk/service/start.ts';
import { buildTargets } from './build.ts';
import { hasDisplay } from './display.ts';
import { agentCommand, projectRoot } from './launch-agent.ts';

/** Desk and agent on this machine, each knowing the other; what they store stays in `out/`. */
if (!hasDisplay()) {
  console.error('There is no display here, so the demo runs instead (npm run demo).');
  await import('./demo.ts');
} else {
  await buildTargets();
  const desk = await startDesk({
    dataFolder: join(projectRoot, 'out/desk-data'),
    consoleFolder: join(projectRoot, 'out/console'),
    host: '127.0.0.1',
    port: Number(process.env.CANDOR_DESK_PORT ?? 8470),
    organisation: 'Candor development',
  });
  console.log(`The engineers' console: ${desk.address}`);
  if (desk.setupLink) console.log(`Make the first engineer's account here (this link works once): ${desk.setupLink}`);
  const { executable, arguments: words } = await agentCommand({
    userData: join(projectRoot, 'out/agent-data'),
    policy: desk.policy(),
    words: process.argv.slice(2),
  });
  const agent = spawn(executable, words, { stdio: 'inherit' });
  console.log('Candor is open. Quit it from its tray menu, or end everything with Ctrl+C.');
  process.once('SIGINT', () => agent.kill());
  await once(agent, 'exit');
  await desk.stop();
}
