import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toAppError } from '../../contract/result.ts';
import { formatText } from '../../contract/text.ts';
import { startDesk } from './start.ts';

const usage = `Usage: node desk/service/index.ts --data FOLDER [--port 8470] [--host 127.0.0.1] [--organisation NAME]
       [--address https://desk.example] [--console FOLDER]
Each can also be set in the environment: CANDOR_DESK_DATA, CANDOR_DESK_PORT, CANDOR_DESK_HOST,
CANDOR_DESK_ORGANISATION, CANDOR_DESK_ADDRESS, CANDOR_DESK_CONSOLE.
When it is ready it prints one JSON line with its address; log lines go to standard error.`;

await main();

async function main(): Promise<void> {
  const settings = readSettings();
  if (!settings) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  try {
    const desk = await startDesk({ ...settings, log: process.stderr });
    const stop = () => void desk.stop().then(() => process.exit(0));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    process.stdout.write(
      `${JSON.stringify({ ready: true, address: desk.address, setupLink: desk.setupLink, agentPolicy: desk.agentPolicyFile })}\n`,
    );
  } catch (thrown) {
    const { message, detail } = toAppError(thrown);
    process.stderr.write(`${formatText(message)}\n${detail ? `${detail}\n` : ''}`);
    process.exitCode = 1;
  }
}

function readSettings() {
  const string = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: { data: string, port: string, host: string, organisation: string, address: string, console: string },
    });
    const setting = (name: keyof typeof values) => values[name] ?? process.env[`CANDOR_DESK_${name.toUpperCase()}`];
    const [data, organisation, address, folder] = [
      setting('data'),
      setting('organisation'),
      setting('address'),
      setting('console'),
    ];
    const port = setting('port') ?? '8470';
    if (!data || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return null;
    return {
      dataFolder: resolve(data),
      host: setting('host') ?? '127.0.0.1',
      port: Number(port),
      consoleFolder: resolve(folder ?? fileURLToPath(new URL('../../out/console', import.meta.url))),
      ...(organisation && { organisation }),
      ...(address && { address }),
    };
  } catch {
    return null;
  }
}
