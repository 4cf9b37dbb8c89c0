import { connect, type Socket } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { keyThumbprint } from '#bundle/receipt.ts';
import { publicKey } from '#contract/bundle/receipt.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { deviceToken } from '#main/trust/device-token.ts';
import { type AgentsAnswer, type AgentsOrder, clock } from './messages.ts';

interface Agent {
  id: string;
  key: CryptoKey;
  onText: (text: string) => void;
}

/** Calls on their way at once. */
const together = 32;
const agents: Agent[] = [];
const sockets: Socket[] = [];
let desk = { address: '', fingerprint: '' };

const answer = (message: AgentsAnswer) => process.send?.(message);
process.on('message', (order: AgentsOrder) => {
  void obey(order).catch((thrown: unknown) => {
    process.stderr.write(`${String(thrown)}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));

async function obey(order: AgentsOrder): Promise<void> {
  switch (order.kind) {
    case 'register':
      desk = order;
      await inTurns(order.count, async () => {
        agents.push(await register());
      });
      answer({ kind: 'registered', devices: agents.map(({ id }) => id) });
      return;
    case 'connect':
      await inTurns(agents.length, (index) => listen(agents[index] as Agent));
      answer({ kind: 'connected', count: sockets.length });
      return;
    case 'await-beat':
      void heardBy(agents, ': alive\n\n').then((heard) => answer({ kind: 'heard', ...heard }));
      answer({ kind: 'waiting' });
      return;
    case 'await-request':
      void heardBy(
        agents.filter(({ id }) => id === order.device),
        'event: request\n',
      ).then((heard) => answer({ kind: 'heard', ...heard }));
      answer({ kind: 'waiting' });
  }
}

async function inTurns(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: together }, worker));
}

/** Resolves with the moment in which the last of them has heard `words`. */
function heardBy(
  listeners: readonly Agent[],
  words: string,
): Promise<{ at: number; count: number }> {
  return new Promise((resolve) => {
    let count = 0;
    for (const agent of listeners) {
      let text = '';
      agent.onText = (more) => {
        text += more;
        if (!text.includes(words)) return;
        agent.onText = () => {};
        count += 1;
        if (count === listeners.length) resolve({ at: clock(), count });
      };
    }
  });
}

const tokenOf = ({ id, key }: Pick<Agent, 'id' | 'key'>, method: string, path: string) =>
  deviceToken(
    { id, privateKey: key },
    { audience: desk.fingerprint, method, path, now: Date.now() },
  );

async function register(): Promise<Agent> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const { kty, crv, x } = await exportJWK(pair.publicKey);
  const half = publicKey.parse({ kty, crv, x });
  const agent: Agent = { id: await keyThumbprint(half), key: pair.privateKey, onText: () => {} };
  const response = await fetch(`${desk.address}${deviceRoutes.device}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await tokenOf(agent, 'PUT', deviceRoutes.device)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ publicKey: half, platform: 'linux', agentVersion: '0.1.0' }),
  });
  if (response.status !== 204)
    throw new Error(`registration: ${response.status} ${await response.text()}`);
  return agent;
}

/** The stream as the agent asks for it, over a plain socket: a client of Node's own would cost more than what is measured. */
async function listen(agent: Agent): Promise<void> {
  const { hostname, port } = new URL(desk.address);
  const token = await tokenOf(agent, 'GET', deviceRoutes.events);
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let head = '';
    let open = false;
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the desk closed a stream')));
    socket.on('data', (text: string) => {
      if (open) return agent.onText(text);
      head += text;
      if (!head.includes('retry: 5000')) return;
      if (!head.startsWith('HTTP/1.1 200 ')) return reject(new Error(head.slice(0, 300)));
      open = true;
      sockets.push(socket);
      resolve();
    });
    socket.write(
      `GET ${deviceRoutes.events} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${token}\r\naccept: text/event-stream\r\n\r\n`,
    );
  });
}
