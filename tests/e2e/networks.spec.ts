import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { startDesk } from '#desk/service/start.ts';
import type { Person } from '#scripts/drive/person.ts';
import { freePort } from '../fixtures/free-port.ts';
import { startLink } from '../fixtures/poor-link.ts';
import { privateAuthority } from '../fixtures/private-authority.ts';
import { hasSquid, startSquid } from '../fixtures/squid.ts';
import { test as base, receivedBundle } from './fixtures.ts';

/** Only the organisation's network resolves this name, and only its own authority certifies it. */
const deskName = 'desk.test';

interface Office {
  policy: { desk: { address: string }; certificateAuthorities: string[] };
  /** `desk.test:port`. */
  host: string;
}

interface Fixtures {
  /** Cleanups to run after the test, last first. */
  later(close: () => Promise<unknown>): void;
  /** A desk inside the organisation's network. */
  office: Office;
}

const test = base.extend<Fixtures>({
  later: async ({ browserName: _unused }, use) => {
    const closing: (() => Promise<unknown>)[] = [];
    await use((close) => void closing.unshift(close));
    for (const close of closing) await close();
  },
  office: async ({ folder, later }, use) => {
    const { key, cert, authority } = privateAuthority(90);
    const front = await startLink({ secure: { key, cert } });
    later(front.stop);
    const host = `${deskName}:${front.port}`;
    const port = await freePort();
    const desk = await startDesk({
      dataFolder: join(folder, 'office'),
      host: '127.0.0.1',
      port,
      address: `https://${host}`,
    });
    later(desk.stop);
    front.leadsTo(`http://127.0.0.1:${port}`);
    await use({
      host,
      policy: { ...desk.policy(), certificateAuthorities: [authority.toString()] },
    });
  },
});

async function send(person: Person, words: string): Promise<void> {
  await person.describe(words);
  await person.look();
  await person.untilReview();
  await person.agreeAndSend();
}

const arrived = (folder: string) => readdir(join(folder, 'office', 'objects')).catch(() => []);

/** Everything that the agent wrote, as text. */
async function written(userData: string): Promise<string> {
  const entries = await readdir(userData, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')))).join(
    '\n',
  );
}

test.describe('behind a proxy', () => {
  test.skip(!hasSquid, 'needs Debian’s squid');

  test('asks for the proxy’s log-in, rejects a wrong password, and delivers the bundle with the right one', async ({
    folder,
    later,
    office,
    startAgent,
    userData,
  }) => {
    const squid = await startSquid({
      folder,
      hosts: [deskName],
      login: { name: 'ann', password: 'correct-horse' },
    });
    later(squid.stop);
    const { kill, page, person } = await startAgent({
      policy: { ...office.policy, proxy: { mode: 'servers', servers: squid.address } },
    });
    await send(person, 'Through the proxy');
    const dialog = page.getByRole('dialog', { name: 'Your network asks you to log in' });
    await expect(dialog.getByText(squid.address)).toBeVisible();
    await expect(dialog.getByText('Northwind network')).toBeVisible();
    const logIn = async (password: string) => {
      await dialog.getByRole('textbox', { name: 'Name' }).fill('ann');
      await dialog.getByLabel('Password').fill(password);
      await dialog.getByRole('button', { name: 'Log in' }).click();
    };
    await logIn('wrong-horse');
    await expect(
      dialog.getByText('The proxy did not accept that name and password.'),
    ).toBeVisible();
    expect(await arrived(folder)).toEqual([]);
    await logIn('correct-horse');
    expect(await person.untilSent()).toBe('INC-000001');
    // The connection on which engineers ask goes the same way, with the same log-in.
    await expect
      .poll(() => page.evaluate(() => window.candor.call('requests.get')))
      .toMatchObject({
        value: { device: { listening: true } },
      });
    // squid logs a tunnel when it ends.
    await kill();
    await expect.poll(squid.log).toContain(`ann CONNECT ${office.host} 200`);
    expect(squid.log().filter((line) => !line.includes(office.host))).toEqual([]);
    expect(await written(userData)).not.toContain('correct-horse');
  });

  test('uses the proxy that the policy’s script names', async ({
    folder,
    later,
    office,
    startAgent,
  }) => {
    const squid = await startSquid({ folder, hosts: [deskName] });
    later(squid.stop);
    const script = `function FindProxyForURL(url, host) { return host === '${deskName}' ? 'PROXY ${squid.address}' : 'DIRECT'; }`;
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'application/x-ns-proxy-autoconfig').end(script),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    later(async () => server.close());
    const pacUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/proxy.pac`;
    const { kill, person } = await startAgent({
      policy: { ...office.policy, proxy: { mode: 'pac', pacUrl } },
    });
    await send(person, 'By the script');
    expect(await person.untilSent()).toBe('INC-000001');
    await kill();
    await expect.poll(squid.log).toContain(`- CONNECT ${office.host} 200`);
  });
});

/** The answers of the organisation's own name server. */
const names = [`--host-resolver-rules=MAP ${deskName} 127.0.0.1`];

test('trusts a certificate authority from the policy, and reports that it is not a public one', async ({
  desk,
  later,
  startAgent,
}) => {
  const { key, cert, authority } = privateAuthority(90);
  const opened = await startLink({ secure: { key, cert } });
  later(opened.stop);
  opened.leadsTo(desk.address);
  const address = `https://127.0.0.1:${opened.port}`;
  const checks = {
    id: 'ways',
    name: 'Ways out',
    purpose: 'Ways out of this network.',
    collectors: ['network-checks'],
  };
  const policy = {
    ...desk.policy(),
    desk: { address },
    certificateAuthorities: [authority.toString()],
    presets: [checks],
  };
  const { page, person } = await startAgent({ policy });
  await person.describe('Is somebody listening in?');
  await page.getByText('What Candor checks: Standard').click();
  await page.getByRole('radio', { name: /Ways out/ }).check({ force: true });
  await person.look();
  await person.untilReview();
  const session = await person.session();
  if (session.phase !== 'review') throw new Error(session.phase);
  expect(session.review.findings).toContainEqual(
    expect.objectContaining({
      analyzer: 'certificate',
      title: expect.objectContaining({
        message: expect.stringMatching(/uses a certificate authority that was added/),
      }),
    }),
  );
  await expect(page.getByText(/Office Root/).first()).toBeVisible();
});

test('sends nothing to a desk whose authority is not trusted, until the policy names that authority', async ({
  folder,
  office,
  startAgent,
}) => {
  const { certificateAuthorities: _none, ...without } = office.policy;
  const first = await startAgent({ policy: without, words: names });
  await send(first.person, 'Who is that?');
  await expect
    .poll(async () => (await first.person.submissions())[0]?.problem?.code)
    .toBe('desk-certificate-untrusted');
  expect(await arrived(folder)).toEqual([]);
  await first.kill();

  const { page, person } = await startAgent({ policy: office.policy, words: names });
  await expect.poll(async () => (await person.submissions())[0]?.state).toBe('sent');
  expect(await arrived(folder)).toHaveLength(1);
  await page.getByRole('button', { name: 'Managed by your organisation' }).click();
  await expect(page.getByText('Additional certificate authorities')).toBeVisible();
});

test('delivers a bundle over IPv6 alone', async ({ folder, later, startAgent }) => {
  test.skip(!(await hasIPv6()), 'this machine has no ::1');
  const desk = await startDesk({ dataFolder: join(folder, 'office'), host: '::1', port: 0 });
  later(desk.stop);
  expect(desk.address).toContain('[::1]');
  const { person } = await startAgent({ policy: desk.policy() });
  await send(person, 'The new address');
  expect(await person.untilSent()).toBe('INC-000001');
  expect(await arrived(folder)).toHaveLength(1);
});

const hasIPv6 = () =>
  new Promise<boolean>((resolve) => {
    // Port 9 (discard) is closed nearly everywhere: refused means that the address is there.
    const socket = connect({ host: '::1', port: 9 });
    socket
      .on('connect', () => resolve(true))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
    socket.unref();
  });

test('delivers a bundle whole and once over a slow link that keeps breaking', async ({
  folder,
  later,
  startAgent,
}) => {
  const link = await startLink({
    bytesPerSecond: 100_000,
    breaks: { afterBytes: 10_000, times: 2 },
  });
  later(link.stop);
  const desk = await startDesk({ dataFolder: join(folder, 'office'), host: '127.0.0.1', port: 0 });
  later(desk.stop);
  link.leadsTo(desk.address);
  const { person } = await startAgent({
    policy: { ...desk.policy(), desk: { address: `http://127.0.0.1:${link.port}` } },
  });
  await send(person, 'On the train');
  expect(await person.untilSent()).toBe('INC-000001');
  expect(link.broken()).toBeGreaterThan(0);
  expect(await arrived(folder)).toHaveLength(1);
  const [submission] = await person.submissions();
  const bundle = await receivedBundle(join(folder, 'office'));
  expect(bundle.manifestHash).toBe(submission?.manifestHash);
  await bundle.close();
});
