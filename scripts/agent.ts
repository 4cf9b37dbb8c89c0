import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAbsolute, join, resolve } from 'node:path';
import { buildTargets } from './build.ts';
import { hasDisplay } from './display.ts';
import { agentCommand, projectRoot } from './launch-agent.ts';

/** `npm run agent -- …`: the agent with the words that were given. */
const words = process.argv.slice(2).map((word, index, all) => {
  // The agent's working folder is the project; a file named here is meant from where the person stands.
  const isFile = all[index - 1] === '--collect' && !isAbsolute(word);
  return isFile ? resolve(process.env.INIT_CWD ?? '.', word) : word;
});
await buildTargets(['app']);
// Collecting needs no window, and so no display: it works over ssh.
const headless = hasDisplay() ? [] : ['--ozone-platform=headless', '--log-level=3'];
const { executable, arguments: command } = await agentCommand({
  userData: join(projectRoot, 'out/agent-data'),
  words: [...headless, ...words],
});
const agent = spawn(executable, command, { stdio: 'inherit' });
const [code] = (await once(agent, 'exit')) as [number | null];
process.exitCode = code ?? 1;
