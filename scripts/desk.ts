import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DeskOptions, readCommand, readOidc, usage } from '#desk/service/options.ts';
import { resetFromMachine } from '#desk/service/reset-command.ts';
import { startDesk } from '#desk/service/start.ts';
import { buildTargets } from './build.ts';
import { explain } from './explain.ts';

/**
 * `npm run desk -- …`: only the desk, in the foreground, with every option of the desk in service. What is not given is
 * that of development: data and log in `out/`, on this machine.
 */
const out = join(import.meta.dirname, '../out');
const developmentData = join(out, 'desk-data');
try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(explain(thrown));
  process.exitCode = 1;
}

async function main(): Promise<number> {
  // npm changes the folder; a path given here starts where the person is.
  const command = readCommand(
    process.argv.slice(2),
    process.env,
    process.env.INIT_CWD ?? process.cwd(),
  );
  switch (command.name) {
    case 'help':
      console.log(
        `npm run desk -- takes these options, and has defaults for all of them:\n\n${usage}`,
      );
      return 0;
    case 'version':
      console.log(process.env.npm_package_version ?? 'development');
      return 0;
    case 'wrong':
      console.error(`${command.problem} See: npm run desk -- --help`);
      return 2;
    case 'reset-password':
      console.log(
        await resetFromMachine(
          { ...command, data: command.options.data ?? developmentData },
          new Date(),
        ),
      );
      return 0;
    case 'start':
      return start(command.options);
  }
}

async function start(options: DeskOptions): Promise<number> {
  const {
    data = developmentData,
    host = '127.0.0.1',
    port = 8470,
    oidc,
    console: folder,
    ...rest
  } = options;
  // A desk that is somebody's own keeps its own name.
  const organisation =
    rest.organisation ?? (data === developmentData ? 'Candor development' : undefined);
  const settings = oidc === undefined ? undefined : readOidc(oidc);
  if (folder === undefined) await buildTargets(['console']);
  mkdirSync(out, { recursive: true });
  const logFile = join(out, 'desk.log');
  const desk = await startDesk({
    dataFolder: data,
    consoleFolder: folder ?? join(out, 'console'),
    host,
    port,
    ...rest,
    ...(organisation && { organisation }),
    ...(settings && { oidc: settings }),
    log: createWriteStream(logFile, { flags: 'a', mode: 0o600 }),
  });
  console.log(
    `The desk of ${desk.policy().organisation.name}; its data: ${data}; its log: ${logFile}`,
  );
  console.log(`The engineers' console: ${desk.address}`);
  if (desk.setupLink)
    console.log(`Make the first engineer's account here (this link works once): ${desk.setupLink}`);
  console.log(`The policy for your organisation's machines: ${desk.agentPolicyFile}`);
  console.log('End the desk with Ctrl+C.');
  const stop = () => void desk.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  return 0;
}
