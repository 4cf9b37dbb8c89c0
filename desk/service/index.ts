import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toAppError } from '#contract/errors/result.ts';
import { formatText } from '#contract/text/text.ts';
import { type DeskOptions, readCommand, readOidc, usage } from './options.ts';
import { resetFromMachine } from './reset-command.ts';
import { startDesk } from './start.ts';

/** The desk in service: `node desk/service/index.ts --data FOLDER`. */
const root = new URL('../../', import.meta.url);
try {
  process.exitCode = await main();
} catch (thrown) {
  const { code, message, detail } = toAppError(thrown);
  process.stderr.write(`${formatText(message)}\n${detail ? `${detail}\n` : ''}`);
  process.exitCode = code === 'invalid-arguments' ? 2 : 1;
}

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2), process.env, process.cwd());
  switch (command.name) {
    case 'help':
      process.stdout.write(`${usage}\n`);
      return 0;
    case 'version':
      process.stdout.write(
        `${(JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string }).version}\n`,
      );
      return 0;
    case 'wrong':
      return refuse(command.problem);
    default: {
      const { data } = command.options;
      if (data === undefined)
        return refuse('Name the data folder: --data FOLDER, or CANDOR_DESK_DATA.');
      if (command.name === 'start') return start({ ...command.options, data });
      process.stdout.write(`${await resetFromMachine({ ...command, data }, new Date())}\n`);
      return 0;
    }
  }
}

function refuse(problem: string): number {
  process.stderr.write(`${problem} See: node desk/service/index.ts --help\n`);
  return 2;
}

async function start({
  data,
  host,
  port,
  oidc,
  console,
  ...rest
}: DeskOptions & { data: string }): Promise<number> {
  const desk = await startDesk({
    dataFolder: data,
    host: host ?? '127.0.0.1',
    port: port ?? 8470,
    consoleFolder: console ?? fileURLToPath(new URL('out/console', root)),
    ...rest,
    ...(oidc && { oidc: readOidc(oidc) }),
    log: process.stderr,
  });
  const stop = () => void desk.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  process.stdout.write(
    `${JSON.stringify({ ready: true, address: desk.address, setupLink: desk.setupLink, agentPolicy: desk.agentPolicyFile })}\n`,
  );
  return 0;
}
