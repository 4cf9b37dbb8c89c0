import { beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '#contract/ipc/session.ts';
import { emptySession } from '#tests/fixtures/fake-session.ts';

const answers = new Map<string, PromiseWithResolvers<unknown>>();
const listeners = new Map<string, (payload: unknown) => void>();
vi.stubGlobal('window', {
  location: { hash: '' },
  candor: {
    call(name: string) {
      const answer = Promise.withResolvers<unknown>();
      answers.set(name, answer);
      return answer.promise;
    },
    on: (name: string, listener: (payload: unknown) => void) => listeners.set(name, listener),
  },
});

const { connect } = await import('#renderer/base/connect.ts');
const { useMirror } = await import('#renderer/base/mirror.ts');

const names = ['app.info', 'session.get', 'submissions.list', 'requests.get'];
const sessionOf = (happened: string): Session => ({
  ...emptySession,
  draft: { ...emptySession.draft, happened },
});

beforeEach(() => {
  useMirror.setState({ info: null, session: null, submissions: null, asked: null, problem: null });
});

test('a change that arrives while main is asked is newer than its answer', async () => {
  const connected = connect();
  const changes = {
    session: sessionOf('newer'),
    submissions: ['newer'],
    asked: { requests: [], newer: true },
    info: { newer: true },
  };
  listeners.get('session.changed')?.(changes.session);
  listeners.get('submissions.changed')?.(changes.submissions);
  listeners.get('requests.changed')?.(changes.asked);
  listeners.get('app.changed')?.(changes.info);
  for (const name of names)
    answers
      .get(name)
      ?.resolve({ ok: true, value: name === 'session.get' ? sessionOf('older') : [] });
  await connected;
  const { session, submissions, asked } = useMirror.getState();
  expect({ session, submissions, asked }).toEqual({
    session: changes.session,
    submissions: changes.submissions,
    asked: changes.asked,
  });
});

test('the first answers are used where nothing has changed', async () => {
  const connected = connect();
  const first = {
    info: { version: '1' },
    session: sessionOf('first'),
    submissions: [],
    asked: { requests: [] },
  };
  const values = [first.info, first.session, first.submissions, first.asked];
  for (const [index, name] of names.entries())
    answers.get(name)?.resolve({ ok: true, value: values[index] });
  await connected;
  expect(useMirror.getState()).toEqual({ ...first, problem: null });
});

test('a failed call is reported, and the known state stays', async () => {
  useMirror.setState({ session: sessionOf('known') });
  const connected = connect();
  const error = { code: 'internal', message: { message: 'x' }, detail: null };
  for (const name of names) answers.get(name)?.resolve({ ok: false, error });
  await connected;
  expect(useMirror.getState()).toMatchObject({
    problem: error,
    session: { draft: { happened: 'known' } },
  });
});
