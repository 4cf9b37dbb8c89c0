import { describe, expect, test } from 'vitest';
import { createConsoleStore } from '#desk/console/base/state/console-store.ts';
import { incidentOf } from '#tests/e2e/console-pages/incidents.ts';

const engineer = { id: 'ada', name: 'Ada', role: 'engineer' };
const session = (change = {}) => ({
  organisation: 'Example',
  setupNeeded: false,
  engineer,
  csrf: 'token',
  mayAsk: null,
  unfinishedSignIns: [],
  oidc: null,
  ...change,
});

type Answer = { status?: number; body: unknown } | 'offline';

/** Returns `answers` in order and records the calls. */
function deskThat(...answers: Answer[]) {
  const asked: { path: string; init: RequestInit | undefined }[] = [];
  const fetchFrom: typeof fetch = async (input, init) => {
    asked.push({ path: String(input), init });
    const answer = answers.shift();
    if (answer === undefined || answer === 'offline') throw new TypeError('Failed to fetch');
    return Response.json(answer.body, { status: answer.status ?? 200 });
  };
  const console = createConsoleStore(fetchFrom);
  return { console, asked, state: () => console.store.getState() };
}

const number = 'INC-000004';
const expired = {
  status: 401,
  body: { code: 'unauthorized', message: { message: 'You are signed out.' }, detail: null },
};

describe('a message', () => {
  test('is sent with the session’s token and clears its draft once the desk has it', async () => {
    const { console, asked, state } = deskThat({ body: session() }, { body: incidentOf(4) });
    await console.loadSession();
    console.setDraft(number, 'Please restart.');
    expect(await console.sendMessage(number, 'Please restart.')).toBeNull();
    expect(new Headers(asked[1]?.init?.headers).get('x-candor-csrf')).toBe('token');
    expect(state().drafts[number]).toBe('');
  });

  test('that cannot be sent keeps its draft and reports why', async () => {
    const { console, state } = deskThat({ body: session() }, 'offline');
    await console.loadSession();
    console.setDraft(number, 'Please restart.');
    expect(await console.sendMessage(number, 'Please restart.')).toMatchObject({
      code: 'desk-unreachable',
    });
    expect(state().drafts[number]).toBe('Please restart.');
  });

  test('keeps its draft when the session ends', async () => {
    const { console, state } = deskThat({ body: session() }, expired, { body: session() });
    await console.loadSession();
    console.setDraft(number, 'Please restart.');
    await console.sendMessage(number, 'Please restart.');
    expect(state()).toMatchObject({ expired: true, session: { engineer: null, csrf: null } });
    await console.signIn({ name: 'Ada', password: 'x' });
    expect(state()).toMatchObject({
      expired: false,
      session: { engineer },
      drafts: { [number]: 'Please restart.' },
    });
  });

  test('typed while another is being sent keeps its draft', async () => {
    const { console, state } = deskThat({ body: session() }, { body: incidentOf(4) });
    await console.loadSession();
    const sending = console.sendMessage(number, 'First');
    console.setDraft(number, 'Second');
    await sending;
    expect(state().drafts[number]).toBe('Second');
  });
});

describe('answers', () => {
  test('that break the contract are rejected with a message, and none of their data is shown', async () => {
    const { console, state } = deskThat({ body: [{ number: '<script>' }] });
    await console.loadIncident(number);
    expect(state().details).toEqual({});
    expect(state().detailProblems[number]).toMatchObject({ code: 'desk-failed' });
  });

  test('that are not JSON are rejected with a message', async () => {
    const console = createConsoleStore(
      async () => new Response('<html>proxy</html>', { status: 502 }),
    );
    await console.lists.incidents.load();
    expect(console.lists.incidents.store.getState().problem).toMatchObject({
      code: 'desk-failed',
      detail: 'HTTP 502',
    });
  });

  test('that arrive late do not replace newer ones', async () => {
    const [first, second] = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()];
    const answers = [first.promise, second.promise];
    const console = createConsoleStore(
      () => answers.shift() ?? Promise.reject(new Error('asked too often')),
    );
    const both = [console.loadIncident(number), console.loadIncident(number)];
    second.resolve(Response.json(incidentOf(4, { summary: 'new' })));
    first.resolve(Response.json(incidentOf(4, { summary: 'old' })));
    await Promise.all(both);
    expect(console.store.getState().details[number]?.summary).toBe('new');
  });

  test('a wrong password does not end the session', async () => {
    const { console, state } = deskThat({ body: session({ engineer: null, csrf: null }) }, expired);
    await console.loadSession();
    expect(await console.signIn({ name: 'Ada', password: 'wrong' })).toMatchObject({
      code: 'unauthorized',
    });
    expect(state().expired).toBe(false);
  });

  test('a rejected token is renewed so that the second attempt works', async () => {
    const forbidden = {
      status: 403,
      body: { code: 'forbidden', message: { message: 'This page is out of date.' }, detail: null },
    };
    const { console, state } = deskThat({ body: session() }, forbidden, {
      body: session({ csrf: 'newer' }),
    });
    await console.loadSession();
    const renewed = new Promise<void>((resolve) => console.store.subscribe(() => resolve()));
    expect(await console.setStatus(number, 'assigned')).toMatchObject({ code: 'forbidden' });
    await renewed;
    expect(state().session?.csrf).toBe('newer');
  });
});

test('signing out clears everything that was loaded', async () => {
  const { console, state } = deskThat({ body: session() }, { body: incidentOf(4) }, { body: {} });
  await console.loadSession();
  await console.loadIncident(number);
  console.setDraft(number, 'not for the next engineer');
  expect(await console.signOut()).toBeNull();
  expect(state()).toMatchObject({
    session: { engineer: null, csrf: null },
    drafts: {},
    details: {},
  });
  expect(console.lists.incidents.store.getState()).toMatchObject({ rows: [], page: null });
});

test('a deleted or withdrawn incident disappears at once, with its draft', async () => {
  const gone = {
    code: 'not-found',
    message: { message: 'This incident was deleted.' },
    detail: 'HTTP 404',
  };
  const { console, state } = deskThat(
    { body: session() },
    { body: incidentOf(4) },
    { status: 404, body: gone },
  );
  await console.loadSession();
  await console.loadIncident(number);
  console.setDraft(number, 'half a sent');
  await console.loadIncident(number);
  const { details, drafts, detailProblems } = state();
  expect({ details, drafts, detailProblems }).toEqual({
    details: {},
    drafts: {},
    detailProblems: { [number]: gone },
  });
});
