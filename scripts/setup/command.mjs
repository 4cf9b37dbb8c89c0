import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const OUTPUT_LIMIT = 1_000_000;
const NPM_OPTIONS = [
  // npm itself may run on Node 20, and would warn about every package made for Node 22.
  '--loglevel=error',
  '--no-progress',
  // npm waits 70 s by default before it says that a registry cannot be reached, several times in a row.
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

/**
 * Runs a command without a shell and keeps what it prints.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output` holds both streams in order; code 127
 *   when the command does not exist, as a shell says it
 */
export function run(command, args, { cwd, env = process.env, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let stdout = '';
    let output = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout = (stdout + text).slice(-OUTPUT_LIMIT);
      output = (output + text).slice(-OUTPUT_LIMIT);
      if (!onLine) return;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-OUTPUT_LIMIT);
    });
    child.on('error', (error) =>
      resolve({ code: 127, stdout, output: `${output}${command}: ${error.message}\n` }),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, output }));
  });
}

/**
 * Runs npm. Inside npm's own pre-script the very npm and Node that started us are used, not whatever `npm` PATH finds;
 * and not `process.execPath`, which may lie in the `node_modules` that `npm ci` is about to empty.
 *
 * @param {string[]} args
 * @param {{ cwd: string }} options
 */
export function npm(args, { cwd }) {
  const words = [...args, ...NPM_OPTIONS];
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli?.endsWith('.js') && node && existsSync(node)) return run(node, [cli, ...words], { cwd });
  // Node refuses to start a .cmd file without a shell since CVE-2024-27980; these arguments are all our own.
  if (process.platform === 'win32')
    return run('cmd.exe', ['/d', '/s', '/c', 'npm', ...words], { cwd });
  return run('npm', words, { cwd });
}

/**
 * @param {string} name
 * @returns {boolean} whether PATH holds a file of this name
 */
export function onPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder && existsSync(join(folder, name)));
}
