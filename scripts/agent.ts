import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildTargets } from './build.ts';
import { agentCommand, projectRoot } from './launch-agent.ts';

/** `npm run agent -- …`: the agent with the words that were given. */
await buildTargets(['app']);
const { executable, arguments: words } = await agentCommand({
  userData: join(projectRoot, 'out/agent-data'),
  words: process.argv.slice(2),
});
// npm changes the folder; a file named here is meant from where the person stands.
const agent = spawn(executable, words, { stdio: 'inherit', cwd: process.env.INIT_CWD });
const [code] = (await once(agent, 'exit')) as [number | null];
process.exitCode = code ?? 1;
