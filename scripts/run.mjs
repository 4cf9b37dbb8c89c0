// Every npm command that needs set-up goes through here: `node scripts/run.mjs NAME [WORD…]` makes available what the
// command needs (setup/commands.mjs), then runs it on the project's own Node. So `npm start` works as the first command
// in a fresh clone, also where npm is told to ignore pre-scripts. When nothing is missing, set-up prints nothing and
// takes well under 300 ms.
//
// Built-ins only until node_modules exists, and plain JavaScript: the machine's own Node runs it. This file and what it
// imports at once keep to the syntax of Node 12 (Ubuntu 22.04's), or an old Node would answer with a SyntaxError.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureText } from './setup/failure.mjs';
import { checkSetupNode, projectNode } from './setup/node-version.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const name = process.argv[2] || '';

/** @returns {Promise<string>} the script to run */
async function prepare() {
  checkSetupNode(process.versions.node);
  const { setUp } = await import('./setup/run.mjs');
  return setUp(root, name);
}

/** Ends as the command ends. A terminal signals the whole group; others signal only this process, so it passes that on. */
function start(/** @type {string} */ script) {
  const child = spawn(projectNode(root), [join(root, script)].concat(process.argv.slice(3)), {
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 1 : code;
    if (signal) process.stderr.write(`${name} was ended by ${signal}.\n`);
  });
}

prepare().then(start, (error) => {
  process.stderr.write(`\n${failureText(error)}`);
  process.exitCode = 1;
});
