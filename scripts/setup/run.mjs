import { ensureBrowser } from './browser.mjs';
import { COMMANDS, hasDisplay, needsOf } from './commands.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureElectron } from './electron.mjs';
import { findElectron } from './electron-dist.mjs';
import { SetupFailure } from './failure.mjs';
import { checkProjectNode } from './node-version.mjs';
import { ensureSystemPackages } from './system-install.mjs';

/**
 * Makes everything available that a command needs.
 * @param {string} root
 * @param {string} name
 * @returns {Promise<string>} the script that is the command
 */
export async function setUp(root, name) {
  const command = COMMANDS[name];
  if (!command) {
    throw new SetupFailure(`There is no command ${JSON.stringify(name)}.`, {
      wayOut: `run \`npm run NAME\` with one of: ${Object.keys(COMMANDS).join(', ')}.`,
    });
  }
  checkProjectNode(root);
  await ensureDependencies(root);
  const { needs } = needsOf(name, hasDisplay());
  if (needs.has('electron')) await ensureElectron(root);
  if (needs.has('window')) await ensureSystemPackages(name, findElectron(root)?.path);
  if (needs.has('browser')) await ensureBrowser(name, root);
  return command.script;
}
