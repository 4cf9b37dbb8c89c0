import { parseArgs } from 'node:util';
import { mostEndpoints } from '../../collector/network/check-endpoints.ts';
import { targetOf } from '../../collector/toolkit/address.ts';
import { incidentNumber } from '../../contract/incident.ts';
import { requestReason, requestScope } from '../../contract/request.ts';
import { assertNever } from '../../contract/result.ts';
import { commands } from './help.ts';
import type { RedactCommand } from './redact.ts';
import type { RequestCommand, WithdrawCommand } from './request.ts';

export type Command =
  | { name: 'help'; of: string | undefined }
  | { name: 'version' }
  | { name: 'inspect' | 'verify'; file: string; identity: string | null; json: boolean }
  | RequestCommand
  | WithdrawCommand
  | { name: 'audit'; file: string; fingerprint: string | null; json: boolean }
  | { name: 'diagnose'; endpoints: string[]; json: boolean }
  | ({ name: 'redact' } & RedactCommand)
  | { name: 'policy'; file: string; json: boolean }
  | { name: 'wrong'; problem: string };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const allOptions = {
  json: flag,
  identity: text,
  endpoint: { ...text, multiple: true },
  known: text,
  report: text,
  force: flag,
  preset: text,
  collectors: text,
  reason: text,
  incident: text,
  expires: text,
  'no-wait': flag,
  desk: text,
  access: text,
  fingerprint: text,
  help: { ...flag, short: 'h' },
  version: flag,
} as const;

/** The options of each command. `parseArgs` knows all of them at once, because a command may follow its options. */
export const optionsOf = {
  inspect: ['identity', 'json'],
  verify: ['identity', 'json'],
  diagnose: ['endpoint', 'json'],
  request: ['preset', 'collectors', 'reason', 'incident', 'expires', 'no-wait', 'desk', 'access', 'json'],
  withdraw: ['reason', 'desk', 'access', 'json'],
  audit: ['fingerprint', 'json'],
  redact: ['known', 'report', 'force'],
  policy: ['json'],
} as const satisfies Record<keyof typeof commands, readonly (keyof typeof allOptions)[]>;

/** Reads the command line; never throws. */
export function readArguments(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({ args: args.map(guarded), allowPositionals: true, options: allOptions });
    const [name, ...words] = positionals;
    if (values.version) return { name: 'version' };
    if (name === 'help') return { name: 'help', of: words[0] };
    if (values.help) return { name: 'help', of: name };
    if (name === undefined) return wrong('Say what to do.');
    if (!isCommand(name)) return wrong(`There is no command "${name}".`);
    // An option that is silently ignored looks as if it had worked.
    const known: readonly string[] = optionsOf[name];
    const foreign = Object.keys(values).find((option) => !known.includes(option));
    if (foreign !== undefined) return wrong(`${name} has no option --${foreign}.`);
    return commandOf(name, words, values);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

type CommandName = keyof typeof commands;
type Values = ReturnType<typeof parseArgs<{ options: typeof allOptions }>>['values'];

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

function commandOf(name: CommandName, words: readonly string[], values: Values): Command {
  switch (name) {
    case 'inspect':
    case 'verify':
      return bundleArguments(name, words, values);
    case 'diagnose':
      return diagnoseArguments(words, values);
    case 'request':
      return requestArguments(words, values);
    case 'withdraw':
      return withdrawArguments(words, values);
    case 'audit':
      return auditArguments(words, values);
    case 'redact':
      return redactArguments(words, values);
    case 'policy':
      return policyArguments(words, values);
    default:
      return assertNever(name);
  }
}

function bundleArguments(
  name: 'inspect' | 'verify',
  [file, ...rest]: readonly string[],
  { identity, json = false }: Values,
): Command {
  if (file === undefined) return wrong(`Name the bundle: candor ${name} FILE`);
  if (rest.length > 0) return wrong(`One bundle at a time: "${rest[0]}" is too much.`);
  return { name, file, identity: identity ?? null, json };
}

function redactArguments([input, output, ...rest]: readonly string[], { known, report, force = false }: Values): Command {
  if (input === undefined || output === undefined) return wrong('Name what to read and where to write: candor redact IN OUT');
  if (rest.length > 0) return wrong(`"${rest[0]}" is too much: redact reads one place and writes one.`);
  return { name: 'redact', input, output, known: known ?? null, report: report ?? null, force };
}

function policyArguments([what, file, ...rest]: readonly string[], { json = false }: Values): Command {
  if (what !== 'check') return wrong('policy can only be checked: candor policy check FILE');
  if (file === undefined) return wrong('Name the document: candor policy check FILE');
  if (rest.length > 0) return wrong(`One document at a time: "${rest[0]}" is too much.`);
  return { name: 'policy', file, json };
}

function diagnoseArguments(rest: readonly string[], { endpoint = [], json = false }: Values): Command {
  if (rest.length > 0) return wrong(`"${rest[0]}" is too much. Addresses follow --endpoint.`);
  if (endpoint.length === 0) return wrong('Name at least one address: candor diagnose --endpoint https://desk.example');
  if (endpoint.length > mostEndpoints) return wrong(`At most ${mostEndpoints} addresses at a time.`);
  const unusable = endpoint.find((url) => targetOf(url) === null);
  if (unusable !== undefined) return wrong(`"${unusable}" is no web address. It begins with https:// or http://.`);
  return { name: 'diagnose', endpoints: endpoint, json };
}

/** The id of a device or a key may begin with `-`, as one in 64 does, and is no option then. */
const guarded = (word: string): string => (/^-[A-Za-z0-9_-]{42}$/.test(word) ? `${guard}${word}` : word);
const guard = '=';
const unguarded = (word: string): string => (word.startsWith(guard) ? word.slice(guard.length) : word);

const wrong = (problem: string): Command => ({ name: 'wrong', problem });
const minutesOf: Record<string, number> = { m: 1, h: 60, d: 24 * 60 };
const longestMinutes = 30 * 24 * 60;

function requestArguments([device, ...rest]: readonly string[], values: Values): Command {
  if (device === undefined) return wrong('Name the computer: candor request DEVICE --preset standard --reason "…"');
  if (rest.length > 0) return wrong(`One computer at a time: "${rest[0]}" is too much.`);
  if ((values.preset === undefined) === (values.collectors === undefined)) {
    return wrong('Say what you ask for: either --preset or --collectors.');
  }
  const scope = requestScope.safeParse(
    values.preset === undefined ? { collectors: (values.collectors ?? '').split(',') } : { preset: values.preset },
  );
  if (!scope.success) return wrong(`There is no "${values.preset ?? values.collectors}" to ask for.`);
  const reason = requestReason.safeParse(values.reason ?? '');
  if (!reason.success) return wrong('Tell the person why, in 3 to 1000 characters: --reason "…"');
  const incident = incidentNumber.nullable().safeParse(values.incident ?? null);
  if (!incident.success) return wrong(`"${values.incident}" is no incident. One looks like INC-000042.`);
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(values.expires ?? '2h') ?? [];
  const minutes = Number(count) * (minutesOf[unit] ?? 0);
  if (minutes < 5 || minutes > longestMinutes) return wrong('--expires takes 5m to 30d, such as 30m, 2h or 7d.');
  const { desk = null, access = null, json = false, 'no-wait': noWait = false } = values;
  const wish = { scope: scope.data, reason: reason.data, incident: incident.data, minutes };
  return { name: 'request', device: unguarded(device), ...wish, wait: !noWait, desk, access, json };
}

function withdrawArguments([jti, ...rest]: readonly string[], values: Values): Command {
  if (jti === undefined || rest.length > 0 || !/^[0-9a-f-]{36}$/i.test(jti)) {
    return wrong('Name one request by its id: candor withdraw REQUEST');
  }
  const { reason = null, desk = null, access = null, json = false } = values;
  return { name: 'withdraw', jti, reason, desk, access, json };
}

function auditArguments([verb, file, ...rest]: readonly string[], values: Values): Command {
  if (verb !== 'verify' || file === undefined || rest.length > 0) return wrong('Name one exported log: candor audit verify FILE');
  const fingerprint = values.fingerprint === undefined ? null : unguarded(values.fingerprint);
  return { name: 'audit', file, fingerprint, json: values.json ?? false };
}
