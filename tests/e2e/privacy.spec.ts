import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { type Bundle, openBundle } from '#bundle/read.ts';
import { unseal } from '#bundle/seal.ts';
import { agentCommand } from '#scripts/launch-agent.ts';
import { test } from './fixtures.ts';

const ownAddress = Object.values(networkInterfaces())
  .flatMap((entries) => entries ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

/** Private values, which must not arrive. */
const canaries = {
  typedPassword: 'canary-Pa55word-typed',
  typedEmail: 'typed.canary@corp-canary.example',
  loggedToken: `ghp_canary${'x7'.repeat(15)}`,
  loggedBearer: 'canaryBearer0123456789abcdef',
  loggedUrlPassword: 'canaryUrlPa55',
  loggedFileName: 'annika.canary@files-canary.example',
};
/** Harmless text, which proves that the rest arrived. */
const plainWords = 'The canary sings no more';
const plainLine = 'canary line of the log';

const logLines = `2026-01-01T00:00:00.000Z info ${plainLine}: token=${canaries.loggedToken}
2026-01-01T00:00:01.000Z warn Authorization: Bearer ${canaries.loggedBearer}
2026-01-01T00:00:02.000Z error open /srv/share/${canaries.loggedFileName}/report.pdf: https://me:${canaries.loggedUrlPassword}@proxy.example/
2026-01-01T00:00:03.000Z info on ${hostname()} at ${ownAddress ?? 'no address'}
`;
const secrets = [...Object.values(canaries), ...(ownAddress ? [ownAddress] : [])];

async function plantLog(userData: string): Promise<void> {
  await mkdir(join(userData, 'logs'), { recursive: true });
  await writeFile(join(userData, 'logs', 'candor.log'), logLines);
}

/** Every encoding in which a value could appear in bytes on the wire. */
const spellings = (value: string) => [
  value,
  encodeURIComponent(value),
  Buffer.from(value).toString('base64').replace(/=+$/, ''),
];

function found(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('latin1').toLowerCase();
  return secrets.filter((secret) =>
    spellings(secret).some((spelling) => text.includes(spelling.toLowerCase())),
  );
}

/** Names and unpacked bytes of all its files. */
async function contentOf(bundle: Bundle): Promise<Buffer> {
  const items = await Promise.all(bundle.manifest.items.map(({ id }) => bundle.readItem(id)));
  const { manifestBytes, findings, redactions, timeline, receipt, entries } = bundle;
  const names = entries.map(({ name }) => name).join('\n');
  return Buffer.concat([
    manifestBytes,
    ...items,
    Buffer.from(names + JSON.stringify({ findings, redactions, timeline, receipt })),
  ]);
}

/** A proxy between agent and desk that records every byte the agent sends. */
async function listenIn(address: string) {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((agent) => {
    const desk = connect(Number(new URL(address).port), '127.0.0.1');
    for (const socket of [agent, desk]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    agent.on('data', (bytes) => received.push(bytes));
    agent.pipe(desk).pipe(agent);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => Buffer.concat(received),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('sends no private value of this machine to the desk, on the wire or in the bundle', async ({
  desk,
  folder,
  startAgent,
  userData,
}) => {
  await plantLog(userData);
  const wire = await listenIn(desk.address);
  const { page, person } = await startAgent({
    policy: { ...desk.policy(), desk: { address: wire.address } },
  });
  await person.describe(
    `${plainWords}. password: ${canaries.typedPassword}, write to ${canaries.typedEmail}, I am ${ownAddress ?? 'nowhere'}`,
  );
  await person.look();
  await person.untilReview();
  expect(wire.bytes().toString('latin1')).not.toContain('upload-metadata');

  await person.agreeAndSend();
  await person.untilSent();
  await page.close();
  wire.close();

  const sent = wire.bytes();
  expect(sent.toString('latin1').toLowerCase()).toContain('upload-metadata');
  expect(found(sent)).toEqual([]);
  expect(sent.includes(plainWords)).toBe(false);

  const [object = ''] = await readdir(join(folder, 'desk', 'objects'));
  const sealed = await readFile(join(folder, 'desk', 'objects', object));
  const identity = await readFile(join(folder, 'desk', 'identity.txt'), 'utf8');
  const content = await contentOf(await openBundle(await unseal(sealed, identity)));
  expect(found(content)).toEqual([]);
  // The bundle is not just empty: the text around the values is there.
  expect(content.includes(plainWords)).toBe(true);
  expect(content.includes(plainLine)).toBe(true);
  expect(content.includes('[secret:github-token]') || content.includes('[secret:token]')).toBe(
    true,
  );
});

test('--collect writes no private value, into a file that only its owner can read', async ({
  desk,
  folder,
  userData,
}) => {
  await plantLog(userData);
  const file = join(folder, 'collected.zip');
  // The file was world-readable before.
  await writeFile(file, 'old', { mode: 0o666 });
  const collect = ['--collect', file, '--force'];
  const { executable, arguments: words } = await agentCommand({
    userData,
    policy: desk.policy(),
    words: collect,
  });
  const { stdout, stderr } = await promisify(execFile)(executable, words);
  expect(stdout).toContain('Nothing was sent.');
  expect(found(Buffer.from(stdout + stderr))).toEqual([]);

  const bundle = await openBundle({ file });
  const content = await contentOf(bundle);
  await bundle.close();
  expect(found(content)).toEqual([]);
  expect(content.includes(plainLine)).toBe(true);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).filter((name) => name.includes('collected'))).toEqual([
    'collected.zip',
  ]);
});

test('no other account on this machine can read the agent’s files', async ({
  startAgent,
  userData,
}) => {
  test.skip(process.platform === 'win32', 'Windows protects the profile’s folder as a whole');
  const { app, person } = await startAgent();
  await person.describe(plainWords);
  await person.look();
  await person.untilReview();
  await app.close();
  const ours = ['session', 'review', 'outbox', 'trust', 'logs'];
  const open = await Promise.all(
    ours.map(async (name) => [
      name,
      ((await stat(join(userData, name)).catch(() => null))?.mode ?? 0) & 0o077,
    ]),
  );
  expect(open.filter(([, mode]) => mode !== 0)).toEqual([]);
  expect((await stat(join(userData, 'logs', 'candor.log'))).mode & 0o077).toBe(0);
  expect((await readFile(join(userData, 'logs', 'candor.log'), 'utf8')).includes(plainWords)).toBe(
    false,
  );
});

test('a running Candor logs that a command collected into a file, and opens no window', async ({
  desk,
  folder,
  startAgent,
  userData,
}) => {
  const policy = desk.policy();
  const { app, page } = await startAgent({ policy });
  const file = join(folder, 'collected.zip');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const { executable, arguments: words } = await agentCommand({
    userData,
    policy,
    words: ['--collect', file, '--preset', 'quick'],
  });
  await promisify(execFile)(executable, words);
  const journal = await page.evaluate(() => window.candor.call('activity.read'));
  expect(journal).toMatchObject({
    ok: true,
    value: {
      fault: null,
      entries: [{ kind: 'collected-to-file', facts: { file, preset: 'quick' } }],
    },
  });
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(await readdir(join(userData, 'collecting'))).toEqual([]);

  // Without a terminal and without `--yes`, nothing is collected.
  const silent = join(folder, 'silent.zip');
  const unasked = words
    .map((word) => (word === file ? silent : word))
    .filter((word) => word !== '--yes');
  const refused = await promisify(execFile)(executable, unasked).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no terminal to ask on'),
  });
  expect(await readdir(folder)).not.toContain('silent.zip');
});
