// npm's pre-script of every command: makes everything available that the command needs, so that `npm start` works as
// the first command in a fresh clone. When nothing is missing it prints nothing and takes well under 300 ms.
//
// Built-ins only until node_modules exists, and plain JavaScript: the machine's own Node runs it. This file and what it
// imports at once keep to the syntax of Node 12 (Ubuntu 22.04's), or an old Node would answer with a SyntaxError.
import { failureText } from './setup/failure.mjs';
import { checkSetupNode } from './setup/node-version.mjs';

const ready = new Promise((resolve) => {
  checkSetupNode(process.versions.node);
  resolve(import('./setup/run.mjs'));
});

ready
  .then(({ setUp }) => setUp(process.argv[2]))
  .catch((error) => {
    process.stderr.write(`\n${failureText(error)}`);
    process.exitCode = 1;
  });
