import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { prettifyError, ZodError } from 'zod';
import { raise } from '#contract/errors/result.ts';
import { policy } from '#contract/policy/policy.ts';
import { type OidcConfig, oidcConfig } from './domain/auth/oidc.ts';

export const usage = `Usage: node desk/service/index.ts --data FOLDER [OPTION…]
       node desk/service/index.ts reset-password NAME --data FOLDER [--second-factor]

Starts the desk. When it is ready it prints one line of JSON with its address; log lines go to standard error.

Each option can also be set in the environment; the command line wins.
  --data FOLDER         CANDOR_DESK_DATA          keys, database and sealed bundles; made when it is missing
  --host HOST           CANDOR_DESK_HOST          interface to listen on; 127.0.0.1 by default
  --port PORT           CANDOR_DESK_PORT          8470 by default; 0 takes a free one
  --address URL         CANDOR_DESK_ADDRESS       how people and agents reach the desk: https://desk.example
  --organisation NAME   CANDOR_DESK_ORGANISATION  the name that people read; remembered, so once is enough
  --trust-proxy LIST    CANDOR_DESK_TRUST_PROXY   addresses or networks of proxies on other machines, with commas between
  --retention-days N    CANDOR_DESK_RETENTION_DAYS  incidents are deleted after so many days at most; 30 by default
  --oidc FILE           CANDOR_DESK_OIDC          sign-in by your identity provider; only its owner may read the file
  --console FOLDER      CANDOR_DESK_CONSOLE       the built console; out/console by default
  --help                                          this text
  --version                                       the version

reset-password prints a link with which the owner of an account chooses a new password. It is for the person who has the
machine: it also works for the only administrator, and while the desk is running. --second-factor also turns off their
second factor. Both are written to the audit log.

Exit codes: 0 good, 1 the desk could not start or stop, 2 an option cannot be used.`;

/** As given on the command line or in the environment; paths are absolute. */
export interface DeskOptions {
  data?: string;
  host?: string;
  port?: number;
  address?: string;
  organisation?: string;
  trustedProxies?: string[];
  limits?: { retentionDays: number };
  oidc?: string;
  console?: string;
}

export type DeskCommand =
  | { name: 'start'; options: DeskOptions }
  | { name: 'reset-password'; person: string; secondFactor: boolean; options: DeskOptions }
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'wrong'; problem: string };

const string = { type: 'string' } as const;
const settings = {
  data: string,
  host: string,
  port: string,
  address: string,
  organisation: string,
  'trust-proxy': string,
  'retention-days': string,
  oidc: string,
  console: string,
};
type Setting = keyof typeof settings;

/**
 * Reads the desk's command line; never throws.
 * @param folder the one that relative paths start from.
 */
export function readCommand(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  folder: string,
): DeskCommand {
  try {
    const flag = { type: 'boolean' } as const;
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { ...settings, 'second-factor': flag, help: { ...flag, short: 'h' }, version: flag },
    });
    if (values.help) return { name: 'help' };
    if (values.version) return { name: 'version' };
    const options = optionsOf(
      (name) =>
        values[name] || environment[`CANDOR_DESK_${name.toUpperCase().replaceAll('-', '_')}`],
      folder,
    );
    const [command, person, ...rest] = positionals;
    const secondFactor = values['second-factor'] ?? false;
    if (command === undefined) {
      return secondFactor
        ? wrong('--second-factor belongs to reset-password.')
        : { name: 'start', options };
    }
    if (command !== 'reset-password') return wrong(`There is no command "${command}".`);
    if (person === undefined) return wrong('Name the account: reset-password NAME');
    if (rest.length > 0)
      return wrong(`Quote a name that has spaces: reset-password "${[person, ...rest].join(' ')}"`);
    // The environment may hold settings of the running desk, but an option typed here would be silently ignored.
    const foreign = Object.keys(values).find((name) => name !== 'data' && name !== 'second-factor');
    if (foreign !== undefined) return wrong(`reset-password has no option --${foreign}.`);
    return { name: command, person, secondFactor, options };
  } catch (thrown) {
    return wrong(problemOf(thrown));
  }
}

const wrong = (problem: string): DeskCommand => ({ name: 'wrong', problem });

function optionsOf(setting: (name: Setting) => string | undefined, folder: string): DeskOptions {
  const [host, address, organisation, port] = [
    setting('host'),
    setting('address'),
    setting('organisation'),
    portOf(setting('port')),
  ];
  const days = setting('retention-days');
  const trustedProxies = setting('trust-proxy')
    ?.split(',')
    .map((proxy) => proxy.trim())
    .filter(Boolean);
  const [data, oidc, console] = (['data', 'oidc', 'console'] as const).map((name) => {
    const path = setting(name);
    return path ? resolve(folder, path) : undefined;
  });
  return {
    ...(data && { data }),
    ...(host && { host }),
    ...(port !== undefined && { port }),
    ...(address && { address }),
    ...(organisation && { organisation }),
    ...(trustedProxies && { trustedProxies }),
    ...(days && { limits: { retentionDays: daysOf(days) } }),
    ...(oidc && { oidc }),
    ...(console && { console }),
  };
}

function portOf(port: string | undefined): number | undefined {
  if (!port) return undefined;
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return Number(port);
  throw new Error(`The port is a number from 0 to 65535, not "${port}".`);
}

function daysOf(days: string): number {
  const parsed = policy.shape.retentionDays.safeParse(Number(days));
  if (parsed.success) return parsed.data;
  throw new Error(`The days of retention are a whole number, such as 30, not "${days}".`);
}

function problemOf(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && /'(-[^']*)'/.exec(message)?.[1];
  return unknown ? `There is no option ${unknown}.` : message;
}

/**
 * The settings of the sign-in by the organisation. The file holds a secret: only its owner may read it.
 * @throws CandorError `invalid-arguments`.
 */
export function readOidc(file: string): OidcConfig {
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      throw new Error('others can read it; chmod 600');
    return oidcConfig.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (thrown) {
    raise('invalid-arguments', 'The settings of the sign-in in {file} cannot be used.', {
      values: { file },
      detail: thrown instanceof ZodError ? prettifyError(thrown) : String(thrown),
      cause: thrown,
    });
  }
}
