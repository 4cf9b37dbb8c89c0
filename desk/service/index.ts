import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prettifyError, ZodError } from 'zod';
import { policy } from '../../contract/policy.ts';
import { raise, toAppError } from '../../contract/result.ts';
import { formatText } from '../../contract/text.ts';
import { type OidcConfig, oidcConfig } from './auth/oidc.ts';
import { startDesk } from './start.ts';

const usage = `Usage: node desk/service/index.ts --data FOLDER [--port 8470] [--host 127.0.0.1] [--organisation NAME]
       [--address https://desk.example] [--console FOLDER] [--oidc FILE] [--retention-days 30]
Each can also be set in the environment: CANDOR_DESK_DATA, CANDOR_DESK_PORT, CANDOR_DESK_HOST,
CANDOR_DESK_ORGANISATION, CANDOR_DESK_ADDRESS, CANDOR_DESK_CONSOLE, CANDOR_DESK_OIDC,
CANDOR_DESK_RETENTION_DAYS.
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
    const { oidcFile, ...rest } = settings;
    const oidc = oidcFile === undefined ? undefined : readOidc(oidcFile);
    const desk = await startDesk({ ...rest, log: process.stderr, ...(oidc && { oidc }) });
    const stop = () => void desk.stop().then(() => process.exit(0));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
    process.stdout.write(
      `${JSON.stringify({ ready: true, address: desk.address, setupLink: desk.setupLink, agentPolicy: desk.agentPolicyFile })}\n`,
    );
  } catch (thrown) {
    const { message, detail } = toAppError(thrown);
    process.stderr.write(`${formatText(message)}\n${detail ? `${detail}\n` : ''}`);
    process.exitCode = 1;
  }
}

/** The file holds a secret of the desk's: only its owner may read it. */
function readOidc(file: string): OidcConfig {
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) throw new Error('others can read it; chmod 600');
    return oidcConfig.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (thrown) {
    raise('invalid-arguments', 'The settings of the sign-in in {file} cannot be used.', {
      values: { file },
      detail: thrown instanceof ZodError ? prettifyError(thrown) : String(thrown),
      cause: thrown,
    });
  }
}

function readSettings() {
  const string = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: {
        data: string,
        port: string,
        host: string,
        organisation: string,
        address: string,
        console: string,
        oidc: string,
        'retention-days': string,
      },
    });
    const setting = (name: keyof typeof values) =>
      values[name] ?? process.env[`CANDOR_DESK_${name.toUpperCase().replaceAll('-', '_')}`];
    const [data, organisation, address, folder, oidcFile] = [
      setting('data'),
      setting('organisation'),
      setting('address'),
      setting('console'),
      setting('oidc'),
    ];
    const port = setting('port') ?? '8470';
    const retention = policy.shape.retentionDays.safeParse(setting('retention-days') && Number(setting('retention-days')));
    if (!retention.success) return null;
    if (!data || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return null;
    return {
      dataFolder: resolve(data),
      host: setting('host') ?? '127.0.0.1',
      port: Number(port),
      consoleFolder: resolve(folder ?? fileURLToPath(new URL('../../out/console', import.meta.url))),
      limits: { retentionDays: retention.data },
      ...(organisation && { organisation }),
      ...(address && { address }),
      ...(oidcFile && { oidcFile }),
    };
  } catch {
    return null;
  }
}
