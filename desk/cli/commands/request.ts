import { incidentNumber } from '#contract/http/incident.ts';
import { requestReason, requestScope } from '#contract/http/request.ts';
import { defineCommand, flag, text, wrong } from '../command.ts';
import { deskHelp, deskOptions } from '../desk-options.ts';
import { atDesk } from '../failure.ts';
import { type RequestCommand, request as requestBundle } from '../request.ts';

export const request = defineCommand({
  name: 'request',
  usage:
    'candor request DEVICE --preset PRESET --reason "…" [--incident INC-000042] [--expires 2h] [--no-wait] [--json]',
  does: 'requests a bundle from a computer and shows the state of the request',
  more: `The person sees who is asking, for what and why, and decides. Nothing is collected before they agree. DEVICE is the ID in the
console, or a name that only one device has. --collectors a,b names collectors instead of a preset. --expires takes minutes,
hours or days (30m, 2h, 7d; the default is 2h). Exit code 0 when the bundle was sent, 1 when the request ended otherwise.
${deskHelp}`,
  options: {
    ...deskOptions,
    ...{
      preset: text,
      collectors: text,
      reason: text,
      incident: text,
      expires: text,
      'no-wait': flag,
    },
  },
  read([device, ...rest], values): RequestCommand {
    if (device === undefined)
      wrong('Name the computer: candor request DEVICE --preset standard --reason "…"');
    if (rest.length > 0) wrong(`Name only one computer. "${rest[0]}" is one argument too many.`);
    const scope = readScope(values);
    const reason = requestReason.safeParse(values.reason ?? '');
    if (!reason.success) wrong('Give the person a reason of 3 to 1000 characters: --reason "…"');
    const incident = incidentNumber.nullable().safeParse(values.incident ?? null);
    if (!incident.success)
      wrong(`"${values.incident}" is not an incident number. Use the form INC-000042.`);
    const minutes = readMinutes(values.expires ?? '2h');
    const { desk = null, access = null, json = false, 'no-wait': noWait = false } = values;
    return {
      device,
      scope,
      reason: reason.data,
      incident: incident.data,
      minutes,
      wait: !noWait,
      desk,
      access,
      json,
    };
  },
  run: (parsed, output) => atDesk(output, () => requestBundle(parsed, output, process.env)),
});

function readScope({
  preset,
  collectors,
}: {
  preset?: string | undefined;
  collectors?: string | undefined;
}) {
  if ((preset === undefined) === (collectors === undefined)) {
    wrong('Choose what to request: either --preset or --collectors.');
  }
  const scope = requestScope.safeParse(
    preset === undefined ? { collectors: (collectors ?? '').split(',') } : { preset },
  );
  if (!scope.success)
    wrong(`"${preset ?? collectors}" is not a valid preset or list of collectors.`);
  return scope.data;
}

const minutesOf: Record<string, number> = { m: 1, h: 60, d: 24 * 60 };
const longestMinutes = 30 * 24 * 60;

function readMinutes(expires: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(expires) ?? [];
  const minutes = Number(count) * (minutesOf[unit] ?? 0);
  if (minutes < 5 || minutes > longestMinutes)
    wrong('--expires takes 5m to 30d, for example 30m, 2h or 7d.');
  return minutes;
}
