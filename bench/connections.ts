import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { consoleRoutes } from '#contract/http/console-api.ts';
import {
  type AgentsAnswer,
  type AgentsOrder,
  clock,
  type DeskAnswer,
  type DeskOrder,
} from './connections-app/messages.ts';
import { type BenchEngineer, firstEngineer } from './engineer.ts';
import { median } from './numbers.ts';

const agents = 10_000;
/** Processes that play the agents; what they cost is not measured. */
const players = 2;
const app = join(import.meta.dirname, 'connections-app');

/**
 * 10,000 agents, each with its own key and token and one HTTP/1.1 connection, listen at one desk process.
 * `kbPerConnection`: growth of the desk's resident memory per listening agent, garbage collected before and after.
 * `msToOne`: from an engineer's call to the request at its agent, on the way signed and written durably; median.
 * `msToAll`: from the desk's first write of a heartbeat until the last of all agents has it; median.
 */
export async function connections(runs: number): Promise<Record<string, unknown>> {
  const desk = fork(join(app, 'desk.ts'), { execArgv: ['--expose-gc'] });
  const ready = expect<DeskAnswer, 'ready'>(desk, 'ready');
  const crowd = Array.from({ length: players }, () => fork(join(app, 'agents.ts')));
  try {
    const { address, fingerprint, setupLink } = await ready;
    const devices = await registerAll(crowd, address, fingerprint);
    console.log(`${devices.length} agents are registered`);
    const before = await memoryOf(desk);
    const began = clock();
    const connected = await Promise.all(
      crowd.map((player) => ask(player, { kind: 'connect' }, 'connected')),
    );
    const secondsToConnect = (clock() - began) / 1000;
    const after = await memoryOf(desk);
    const count = connected.reduce((sum, each) => sum + each.count, 0);
    if (after.connections !== agents || count !== agents)
      throw new Error(`${after.connections} of ${agents} agents are connected`);
    console.log(`${count} agents listen; it took ${secondsToConnect.toFixed(1)} s`);
    const toAll = await times(runs, () => heartbeat(desk, crowd));
    console.log(`a heartbeat to all: ${toAll.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    const engineer = await firstEngineer(address, setupLink);
    const toOne = await times(runs, (run) =>
      request(engineer, crowd, devices[(run * 997) % agents] ?? ''),
    );
    console.log(`a request to one: ${toOne.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    return {
      agents: count,
      kbPerConnection: round((after.resident - before.resident) / 1024 / agents),
      msToOne: round(median(toOne)),
      msToAll: round(median(toAll)),
      slowestMsToAll: round(Math.max(...toAll)),
      secondsToConnect: round(secondsToConnect),
    };
  } finally {
    for (const player of crowd) player.disconnect();
    if (desk.connected) desk.send('stop' satisfies DeskOrder);
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;

async function times(runs: number, measure: (run: number) => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await measure(run));
  return all;
}

async function registerAll(
  crowd: ChildProcess[],
  address: string,
  fingerprint: string,
): Promise<string[]> {
  const order = { kind: 'register' as const, address, fingerprint, count: agents / players };
  const registered = await Promise.all(crowd.map((player) => ask(player, order, 'registered')));
  return registered.flatMap(({ devices }) => devices);
}

async function memoryOf(desk: ChildProcess): Promise<Extract<DeskAnswer, { kind: 'memory' }>> {
  const answer = expect<DeskAnswer, 'memory'>(desk, 'memory');
  desk.send('memory' satisfies DeskOrder);
  return answer;
}

async function heartbeat(desk: ChildProcess, crowd: ChildProcess[]): Promise<number> {
  const heard = crowd.map((player) => expect<AgentsAnswer, 'heard'>(player, 'heard'));
  await Promise.all(crowd.map((player) => ask(player, { kind: 'await-beat' }, 'waiting')));
  const beaten = expect<DeskAnswer, 'beaten'>(desk, 'beaten');
  desk.send('beat' satisfies DeskOrder);
  const { at } = await beaten;
  return Math.max(...(await Promise.all(heard)).map((each) => each.at)) - at;
}

async function request(
  { post }: BenchEngineer,
  crowd: ChildProcess[],
  device: string,
): Promise<number> {
  // Only the process that plays this agent hears of it.
  const heard = Promise.race(crowd.map((player) => expect<AgentsAnswer, 'heard'>(player, 'heard')));
  await Promise.all(
    crowd.map((player) => ask(player, { kind: 'await-request', device }, 'waiting')),
  );
  const began = clock();
  const wish = {
    kind: 'machine',
    scope: { preset: 'quick' },
    minutes: 60,
    reason: 'A measurement',
    incident: null,
  };
  await post(consoleRoutes.requests, { ...wish, device });
  return (await heard).at - began;
}

function ask<Kind extends AgentsAnswer['kind']>(
  player: ChildProcess,
  order: AgentsOrder,
  kind: Kind,
) {
  const answer = expect<AgentsAnswer, Kind>(player, kind);
  player.send(order);
  return answer;
}

/** The next message of a kind; rejects when the process ends first. */
function expect<Message extends { kind: string }, Kind extends Message['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<Message, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(new Error(`a process of the benchmark ended with ${code}`));
    const listener = (message: Message) => {
      if (message.kind !== kind) return;
      child.off('message', listener);
      child.off('exit', ended);
      resolve(message as Extract<Message, { kind: Kind }>);
    };
    child.setMaxListeners(50);
    child.on('message', listener);
    child.on('exit', ended);
  });
}
