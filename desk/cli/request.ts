import { thumbprint } from '#contract/bundle/receipt.ts';
import type { DeskRequest } from '#contract/http/console-requests.ts';
import { endStates, type RequestScope, type RequestState } from '#contract/http/request.ts';
import { type DeskAccess, deskClient, followDesk, readAccess } from './desk-access.ts';
import { UsageError } from './load.ts';
import type { Output } from './output.ts';
import { plainJson, plainText } from './terminal.ts';

export interface RequestCommand {
  device: string;
  scope: RequestScope;
  reason: string;
  incident: string | null;
  minutes: number;
  wait: boolean;
  desk: string | null;
  access: string | null;
  json: boolean;
}

export interface WithdrawCommand {
  jti: string;
  reason: string | null;
  desk: string | null;
  access: string | null;
  json: boolean;
}

const stateTexts: Record<RequestState, string> = {
  created: 'not delivered yet',
  delivered: 'delivered to the computer',
  seen: 'seen by the person',
  collecting: 'agreed, collecting',
  'in-review': 'in review by the person',
  sent: 'sent',
  declined: 'declined',
  reported: 'reported by the person as wrong',
  withdrawn: 'withdrawn',
  expired: 'expired without an answer',
};

/** Requests a bundle and shows each state until the request ends. Exit code: 0 sent, 1 ended otherwise, 2 not possible. */
export async function request(
  command: RequestCommand,
  output: Output,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const access = await readAccess({ desk: command.desk, file: command.access }, environment);
  const { scope, reason, incident, minutes } = command;
  const device = await deviceOf(access, command.device);
  const body = { kind: 'machine' as const, device, scope, reason, incident, minutes };
  const { request: created } = await deskClient(access)('requests.create', { body });
  if (!command.wait) {
    output.out(
      command.json
        ? plainJson(created)
        : plainText(`Request ${created.jti} sent. The person decides.`),
    );
    return 0;
  }
  if (!command.json)
    output.out(
      plainText(
        `Request ${created.jti} sent. Ctrl+C stops waiting. The request stays open until ${created.expiresAt}.`,
      ),
    );
  const say = (line: string) => {
    if (!command.json) output.out(plainText(line));
  };
  const last = await follow(access, created.jti, say, {
    onLost: () =>
      output.err(
        `The desk does not answer. Trying again. The request stays open until ${created.expiresAt}.`,
      ),
    onBack: () => output.err('The desk answers again.'),
  });
  if (command.json) output.out(plainJson(last));
  return last.state === 'sent' ? 0 : 1;
}

export async function withdraw(
  command: WithdrawCommand,
  output: Output,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const access = await readAccess({ desk: command.desk, file: command.access }, environment);
  const { jti, reason } = command;
  const after = await deskClient(access)('requests.withdraw', {
    params: { jti },
    body: { sentence: reason },
  });
  output.out(command.json ? plainJson(after) : 'Request withdrawn. The person no longer sees it.');
  return 0;
}

/** Finds a device by its id, or by its name in the console if the name is unique. */
async function deviceOf(access: DeskAccess, named: string): Promise<string> {
  if (thumbprint.safeParse(named).success) return named;
  const { devices } = await deskClient(access)('devices.list', { query: { find: named } });
  const [first, second] = devices.filter(
    ({ name, revoked }) => name?.toLowerCase() === named.toLowerCase() && !revoked,
  );
  if (!first)
    throw new UsageError(
      `The desk has no device named "${named}". Find its ID in the console under Devices.`,
    );
  if (second)
    throw new UsageError(
      `Several devices are named "${named}". Use the ID from the console under Devices.`,
    );
  return first.id;
}

async function follow(
  access: DeskAccess,
  jti: string,
  say: (line: string) => void,
  connection: Parameters<typeof followDesk>[2],
): Promise<DeskRequest> {
  let shownEvents = 0;
  let last: DeskRequest | null = null;
  const call = deskClient(access);
  await followDesk(
    access,
    async (data) => {
      if (data !== null && data !== jti) return 'more';
      last = await call('requests.read', { params: { jti } });
      for (const { at, state, sentence } of last.events.slice(shownEvents)) {
        say(
          `${at}  ${stateTexts[state]}${state === 'sent' && last.result ? `: ${last.result}` : ''}${sentence ? `: “${sentence}”` : ''}`,
        );
      }
      shownEvents = last.events.length;
      return endStates.includes(last.state) ? 'enough' : 'more';
    },
    connection,
  );
  if (!last) throw new UsageError('The desk did not return the state of the request.');
  return last;
}
