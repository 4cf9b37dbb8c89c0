import { describe, expect, test } from 'vitest';
import { consoleRoutes } from '#contract/http/console-api.ts';
import { firstEngineer, password, startTestDesk, strangerOf, type TestDesk } from './desk.ts';
import { colleague } from './people.ts';

interface From {
  cookie?: string;
  /** As the proxy passes it on. */
  address?: string;
}

/** The clock stands still: however slow the machine, nobody's wait is over. */
const start = new Date();
const now = () => start;

const attempt = (desk: TestDesk, name: string, secret: string, { cookie, address }: From = {}) =>
  strangerOf(desk).call(
    'POST',
    consoleRoutes.session,
    { name, password: secret },
    { ...(cookie && { cookie }), ...(address && { 'x-forwarded-for': address }) },
  );

/** The cookie by which the desk recognises a browser in which somebody has signed in. */
async function browserOf(desk: TestDesk, name: string): Promise<string> {
  const response = await attempt(desk, name, password);
  const cookie = response.headers.getSetCookie().find((line) => line.startsWith('candor-browser='));
  return cookie?.split(';')[0] ?? '';
}

/** Wrong sign-ins that cost a quarter of an hour. */
async function fail(desk: TestDesk, name: string, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) await attempt(desk, name, 'wrong');
}

describe('a browser in which somebody has signed in before', () => {
  test('signs in while a stranger keeps the name waiting', async () => {
    await using desk = await startTestDesk({ now });
    await firstEngineer(desk, 'Erika');
    const cookie = await browserOf(desk, 'Erika');
    await fail(desk, 'Erika', 6);
    expect((await attempt(desk, 'Erika', password)).status).toBe(429);
    expect((await attempt(desk, 'Erika', password, { cookie })).status).toBe(200);
  });

  test('signs in while others behind the same proxy fail under many names', async () => {
    await using desk = await startTestDesk({ now });
    await firstEngineer(desk, 'Erika');
    const cookie = await browserOf(desk, 'Erika');
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => attempt(desk, `name ${index}`, 'wrong')),
    );
    expect((await attempt(desk, 'Erika', password)).status).toBe(429);
    expect((await attempt(desk, 'Erika', password, { cookie })).status).toBe(200);
  });

  test('waits for its own failures like everybody', async () => {
    await using desk = await startTestDesk({ now });
    await firstEngineer(desk, 'Erika');
    const cookie = await browserOf(desk, 'Erika');
    const statuses: number[] = [];
    for (let turn = 0; turn < 6; turn += 1)
      statuses.push((await attempt(desk, 'Erika', 'wrong', { cookie })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test('is a stranger under another name, and a made-up cookie is nothing', async () => {
    await using desk = await startTestDesk({ now });
    const administrator = await firstEngineer(desk, 'Erika');
    await colleague(desk, administrator, 'engineer', 'Eve');
    const cookie = await browserOf(desk, 'Erika');
    await fail(desk, 'Eve', 6);
    expect((await attempt(desk, 'Eve', password, { cookie })).status).toBe(429);
    const madeUp = `candor-browser=${'A'.repeat(43)}.${'A'.repeat(43)}`;
    await fail(desk, 'Erika', 6);
    expect((await attempt(desk, 'Erika', password, { cookie: madeUp })).status).toBe(429);
  });
});

describe('behind a proxy', () => {
  const address = 'https://desk.example';
  /** The desk answers at its own port; its pages have the proxy's address. */
  async function behindProxy(trustedProxies?: string[]) {
    const desk = await startTestDesk({ now, address, ...(trustedProxies && { trustedProxies }) });
    const port = /127\.0\.0\.1:(\d+)/.exec(desk.lines.join(''))?.[1];
    const wrong = async (name: string, from: string) =>
      (
        await fetch(`http://127.0.0.1:${port}${consoleRoutes.session}`, {
          method: 'POST',
          headers: { origin: address, 'content-type': 'application/json', 'x-forwarded-for': from },
          body: JSON.stringify({ name, password: 'wrong' }),
        })
      ).status;
    return { desk, wrong };
  }

  test('one person’s twenty failures do not make another person wait', async () => {
    const { desk, wrong } = await behindProxy(['198.51.100.7']);
    await using _ = desk;
    // The second proxy is on another machine: it stands last, and is believed because it is listed.
    for (let turn = 0; turn < 21; turn += 1) await wrong(`name ${turn}`, '192.0.2.1, 198.51.100.7');
    expect(await wrong('somebody', '192.0.2.1, 198.51.100.7')).toBe(429);
    expect(await wrong('somebody', '192.0.2.2, 198.51.100.7')).toBe(401);
  });

  test('a proxy that is not listed is one sender, whatever it says', async () => {
    const { desk, wrong } = await behindProxy();
    await using _ = desk;
    for (let turn = 0; turn < 21; turn += 1)
      await wrong(`name ${turn}`, `192.0.2.${turn}, 198.51.100.7`);
    expect(await wrong('somebody', '192.0.2.99, 198.51.100.7')).toBe(429);
  });

  test('the addresses of one IPv6 network are one sender', async () => {
    const { desk, wrong } = await behindProxy();
    await using _ = desk;
    for (let turn = 0; turn < 21; turn += 1)
      await wrong(`name ${turn}`, `2001:db8:1:2::${turn + 1}`);
    expect(await wrong('somebody', '2001:db8:1:2:ffff::1')).toBe(429);
    expect(await wrong('somebody', '2001:db8:1:3::1')).toBe(401);
  });
});
