import { createStore } from 'zustand/vanilla';
import type { AppError, Result } from '#contract/errors/result.ts';
import type {
  ConsoleSession,
  Handover,
  IncidentDetail,
  Setup,
  SignIn,
} from '#contract/http/console-api.ts';
import type { Joining, PasswordReset } from '#contract/http/console-people.ts';
import type { IncidentStatus } from '#contract/http/incident.ts';
import { type ConsoleClient, createClient } from '../api/client.ts';
import type { Topic } from '../api/events.ts';
import { createIncidentList } from './incident-list.ts';
import { createDeviceList, createRequestList } from './other-lists.ts';

export interface ConsoleState {
  /** Null until the desk's first answer. */
  session: ConsoleSession | null;
  /** Why the desk did not answer. */
  sessionProblem: AppError | null;
  /** The desk ended the session. After signing in again, the engineer continues on the same page. */
  expired: boolean;
  details: Readonly<Record<string, IncidentDetail>>;
  detailProblems: Readonly<Record<string, AppError>>;
  /** Unsent messages by incident. They survive a failed send, the end of a session and navigation. */
  drafts: Readonly<Record<string, string>>;
  live: 'connecting' | 'open' | 'lost';
  /** Incremented when something of that kind changes at the desk, so that its views reload. */
  turns: Readonly<Record<Topic, number>>;
}

const empty: ConsoleState = {
  session: null,
  sessionProblem: null,
  expired: false,
  details: {},
  detailProblems: {},
  drafts: {},
  live: 'connecting',
  turns: { requests: 0, devices: 0 },
};

export type ConsoleStore = ReturnType<typeof createConsoleStore>;

/** The console's state and all actions on it. The desk holds the truth; this is a copy. */
export function createConsoleStore(fetchFrom: typeof fetch) {
  const store = createStore<ConsoleState>(() => empty);
  const { getState, setState } = store;
  const client: ConsoleClient = createClient({
    fetch: fetchFrom,
    csrf: () => getState().session?.csrf ?? null,
    onSessionLost() {
      const { session } = getState();
      if (session?.engineer)
        setState({ session: { ...session, engineer: null, csrf: null }, expired: true });
    },
    onForbidden: () => void refreshSession(),
  });

  /** Reloads the session. Changes nothing when the desk does not answer. */
  async function refreshSession(): Promise<void> {
    const before = getState().session;
    const result = await client.call('session.read');
    if (result.ok)
      setState({
        session: result.value,
        expired: result.value.engineer === null && before?.engineer != null,
      });
  }

  async function begin(answer: Promise<Result<ConsoleSession>>): Promise<AppError | null> {
    const result = await answer;
    if (!result.ok) return result.error;
    setState({
      session: result.value,
      sessionProblem: null,
      expired: result.value.engineer ? false : getState().expired,
    });
    return null;
  }

  function keep(detail: IncidentDetail): void {
    const { details, detailProblems } = getState();
    const { [detail.number]: _solved, ...problems } = detailProblems;
    setState({
      details: { ...details, [detail.number]: detail },
      detailProblems: problems,
    });
  }

  function forget(number: string): void {
    const { [number]: _detail, ...details } = getState().details;
    const { [number]: _draft, ...drafts } = getState().drafts;
    setState({ details, drafts });
  }

  async function changed(answer: Promise<Result<IncidentDetail>>): Promise<AppError | null> {
    const result = await answer;
    if (!result.ok) return result.error;
    keep(result.value);
    return null;
  }

  /** The last message of each incident that may not have arrived. A retry uses the same id. */
  const tried = new Map<string, { id: string; text: string }>();

  /** The response to an older call must not overwrite the response to a newer one. */
  const asked = new Map<string, number>();
  async function latest<T>(key: string, ask: () => Promise<Result<T>>): Promise<Result<T> | null> {
    const turn = (asked.get(key) ?? 0) + 1;
    asked.set(key, turn);
    const result = await ask();
    return asked.get(key) === turn ? result : null;
  }

  const incidents = createIncidentList(client, () => getState().session?.engineer?.id ?? null);
  const devices = createDeviceList(client);
  const requests = createRequestList(client);

  return {
    store,
    client,
    lists: { incidents, devices, requests },
    async loadSession(): Promise<void> {
      const problem = await begin(client.call('session.read'));
      if (problem) setState({ sessionProblem: problem });
    },
    refreshSession,
    setUp: (setup: Setup) => begin(client.call('session.setUp', { body: setup })),
    signIn: (signIn: SignIn) => begin(client.call('session.signIn', { body: signIn })),
    /** Clears all data that the engineer could see. */
    async signOut(): Promise<AppError | null> {
      const result = await client.signOut();
      if (!result.ok) return result.error;
      const { session } = getState();
      setState({ ...empty, session: session && { ...session, engineer: null, csrf: null } }, true);
      for (const list of [incidents, devices, requests]) list.clear();
      return null;
    },
    async loadIncident(number: string): Promise<void> {
      const result = await latest(number, () =>
        client.call('incidents.read', { params: { number } }),
      );
      if (!result) return;
      if (result.ok) return keep(result.value);
      // The incident was deleted or withdrawn, so it must not stay on screen.
      if (result.error.code === 'not-found') forget(number);
      setState({ detailProblems: { ...getState().detailProblems, [number]: result.error } });
    },
    /** Reloaded when it is next opened. Its draft stays. */
    forgetDetail(number: string): void {
      const { [number]: _detail, ...details } = getState().details;
      setState({ details });
    },
    /** Resolves to the error, or null. */
    setStatus: (number: string, status: IncidentStatus) =>
      changed(client.call('incidents.setStatus', { params: { number }, body: { status } })),
    handOver: (number: string, handover: Handover) =>
      changed(client.call('incidents.assign', { params: { number }, body: handover })),
    /**
     * Resolves to the error, or null. Clears the draft only once the desk has the message.
     * @param after the last line of the conversation that the engineer saw.
     */
    async sendMessage(number: string, text: string, after?: string): Promise<AppError | null> {
      const before = tried.get(number);
      const id = before?.text === text ? before.id : randomId();
      tried.set(number, { id, text });
      const message = { id, text, ...(after !== undefined && { after }) };
      const problem = await changed(
        client.call('incidents.sendMessage', { params: { number }, body: message }),
      );
      if (!problem) tried.delete(number);
      if (!problem && getState().drafts[number]?.trim() === text.trim())
        setState({ drafts: { ...getState().drafts, [number]: '' } });
      return problem;
    },
    setDraft: (number: string, text: string): void =>
      setState({ drafts: { ...getState().drafts, [number]: text } }),
    turn(topic: Topic): void {
      const { turns } = getState();
      setState({ turns: { ...turns, [topic]: turns[topic] + 1 } });
    },
    /** Accepts an invitation. Resolves to the error, or null. */
    join: (joining: Joining) => begin(client.call('session.join', { body: joining })),
    /** Uses a reset link, which does not sign the engineer in. Resolves to the error, or null. */
    async resetPassword(reset: PasswordReset): Promise<AppError | null> {
      const result = await client.call('session.resetPassword', { body: reset });
      return result.ok ? null : result.error;
    },
    /** A changed password or second factor starts a new session. */
    renewed: (session: ConsoleSession): void => setState({ session }),
    setLive: (live: ConsoleState['live']): void => setState({ live }),
  };
}

/** `crypto.randomUUID` exists only on https. */
const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
