import { parseArgs } from 'node:util';
import { mostEndpoints } from '../../collector/network/check-endpoints.ts';
import { targetOf } from '../../collector/toolkit/address.ts';
import { incidentNumber } from '../../contract/incident.ts';
import { requestReason, requestScope } from '../../contract/request.ts';
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

/** Reads the command line; never throws. */
export function readArguments(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: args.map(guarded),
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        identity: { type: 'string' },
        endpoint: { type: 'string', multiple: true },
        known: { type: 'string' },
        report: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        preset: { type: 'string' },
        collectors: { type: 'string' },
        reason: { type: 'string' },
        incident: { type: 'string' },
        expires: { type: 'string' },
        desk: { type: 'string' },
        access: { type: 'string' },
        fingerprint: { type: 'string' },
        'no-wait': { type: 'boolean' },
        force: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    });
    const [name, file, ...rest] = positionals;
    if (values.version) return { name: 'version' };
    if (name === 'help') return { name: 'help', of: file };
    if (values.help) return { name: 'help', of: name };
    if (name === undefined) return { name: 'wrong', problem: 'Say what to do.' };
    if (name === 'redact') return redactArguments(positionals.slice(1), values);
    if (values.known !== undefined || values.report !== undefined || values.force)
      return { name: 'wrong', problem: '--known, --report and --force belong to redact.' };
    if (name === 'policy') return policyArguments(positionals.slice(1), values);
    if (name === 'diagnose') return diagnoseArguments(positionals.slice(1), values);
    if (name === 'request') return requestArguments(positionals.slice(1), values);
    if (name === 'withdraw') return withdrawArguments(positionals.slice(1), values);
    if (name === 'audit') return auditArguments(positionals.slice(1), values);
    if (name !== 'inspect' && name !== 'verify') return { name: 'wrong', problem: `There is no command "${name}".` };
    if (values.endpoint) return { name: 'wrong', problem: `--endpoint belongs to diagnose, not to ${name}.` };
    if (file === undefined) return { name: 'wrong', problem: `Name the bundle: candor ${name} FILE` };
    if (rest.length > 0) return { name: 'wrong', problem: `One bundle at a time: "${rest[0]}" is too much.` };
    return { name, file, identity: values.identity ?? null, json: values.json ?? false };
  } catch (error) {
    return { name: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}

function redactArguments(
  [input, output, ...rest]: readonly string[],
  {
    known,
    report,
    force = false,
    endpoint,
    identity,
    json,
  }: { known?: string; report?: string; force?: boolean; endpoint?: string[]; identity?: string; json?: boolean },
): Command {
  const wrong = (problem: string): Command => ({ name: 'wrong', problem });
  if (input === undefined || output === undefined) return wrong('Name what to read and where to write: candor redact IN OUT');
  if (rest.length > 0) return wrong(`"${rest[0]}" is too much: redact reads one place and writes one.`);
  if (endpoint || identity !== undefined || json) return wrong('redact knows --known, --report and --force only.');
  return { name: 'redact', input, output, known: known ?? null, report: report ?? null, force };
}

function policyArguments(
  [what, file, ...rest]: readonly string[],
  { endpoint, identity, json = false }: { endpoint?: string[]; identity?: string; json?: boolean },
): Command {
  const wrong = (problem: string): Command => ({ name: 'wrong', problem });
  if (what !== 'check') return wrong('policy can only be checked: candor policy check FILE');
  if (file === undefined) return wrong('Name the document: candor policy check FILE');
  if (rest.length > 0) return wrong(`One document at a time: "${rest[0]}" is too much.`);
  if (endpoint || identity !== undefined) return wrong('policy check knows --json only.');
  return { name: 'policy', file, json };
}

function diagnoseArguments(
  rest: readonly string[],
  { endpoint = [], identity, json = false }: { endpoint?: string[]; identity?: string; json?: boolean },
): Command {
  if (rest.length > 0) return wrong(`"${rest[0]}" is too much. Addresses follow --endpoint.`);
  if (identity !== undefined) return wrong('diagnose opens no bundle; leave --identity out.');
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

interface RequestValues {
  preset?: string;
  collectors?: string;
  reason?: string;
  incident?: string;
  expires?: string;
  desk?: string;
  access?: string;
  json?: boolean;
  'no-wait'?: boolean;
}

const wrong = (problem: string): Command => ({ name: 'wrong', problem });
const minutesOf: Record<string, number> = { m: 1, h: 60, d: 24 * 60 };
const longestMinutes = 30 * 24 * 60;

function requestArguments([device, ...rest]: readonly string[], values: RequestValues): Command {
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

function withdrawArguments([jti, ...rest]: readonly string[], values: RequestValues): Command {
  if (jti === undefined || rest.length > 0 || !/^[0-9a-f-]{36}$/i.test(jti)) {
    return wrong('Name one request by its id: candor withdraw REQUEST');
  }
  const { reason = null, desk = null, access = null, json = false } = values;
  return { name: 'withdraw', jti, reason, desk, access, json };
}

function auditArguments([verb, file, ...rest]: readonly string[], values: { fingerprint?: string; json?: boolean }): Command {
  if (verb !== 'verify' || file === undefined || rest.length > 0) return wrong('Name one exported log: candor audit verify FILE');
  const fingerprint = values.fingerprint === undefined ? null : unguarded(values.fingerprint);
  return { name: 'audit', file, fingerprint, json: values.json ?? false };
}
