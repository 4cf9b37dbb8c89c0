import { join } from 'node:path';
import { buildTargets } from './build.ts';
import { agentCommand, projectRoot } from './launch-agent.ts';
import { runAgent } from './run-agent.ts';

/** `npm run agent -- …`: the agent with the words that were given. */
await buildTargets(['app']);
const command = await agentCommand({
  userData: join(projectRoot, 'out/agent-data'),
  words: process.argv.slice(2),
});
// npm changes the folder; a relative path is meant from the folder in which the person typed the
// command.
process.exitCode = await runAgent(command, { folder: process.env.INIT_CWD });
