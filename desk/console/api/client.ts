import { z } from 'zod';
import {
  type ConsoleSession,
  consoleRoutes,
  consoleSession,
  csrfHeader,
  type EngineerMessage,
  type IncidentDetail,
  incidentDetail,
  type Setup,
  type SignIn,
} from '../../../contract/console-api.ts';
import type { PasswordReset } from '../../../contract/console-people.ts';
import type { IncidentStatus } from '../../../contract/incident.ts';
import { type AppError, appError, appErrorOf, ok, type Result } from '../../../contract/result.ts';
import { heardOn, startSilence } from './silence.ts';

/** Every call resolves; a failure is a `Result` with words for the engineer. */
export interface ConsoleClient {
  session(signal?: AbortSignal): Promise<Result<ConsoleSession>>;
  setUp(setup: Setup): Promise<Result<ConsoleSession>>;
  signIn(signIn: SignIn): Promise<Result<ConsoleSession>>;
  signOut(): Promise<Result<null>>;
  incident(number: string, signal?: AbortSignal): Promise<Result<IncidentDetail>>;
  setStatus(number: string, status: IncidentStatus): Promise<Result<IncidentDetail>>;
  sendMessage(number: string, message: EngineerMessage): Promise<Result<IncidentDetail>>;
  resetPassword(reset: PasswordReset): Promise<Result<null>>;
  /** GET any of the desk's answers. */
  read<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<Result<T>>;
  change<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, schema: z.ZodType<T>, body: unknown): Promise<Result<T>>;
  /** DELETE, which is answered with nothing. */
  remove(path: string): Promise<Result<null>>;
  /** POST, which is answered with nothing. */
  post(path: string, body: unknown): Promise<Result<null>>;
  /** The item's exact bytes. */
  item(number: string, item: string, signal?: AbortSignal): Promise<Result<ArrayBuffer>>;
  /** The same for what the page of an incident shows by itself: the desk does not write down that an item was opened. */
  partOfIncident(number: string, item: string, signal?: AbortSignal): Promise<Result<ArrayBuffer>>;
}

export interface ClientOptions {
  fetch: typeof fetch;
  /** Milliseconds that the desk may stay silent, before its answer and within it. */
  patienceMs?: number;
  /** The token of the current session, for changes. */
  csrf: () => string | null;
  /** The desk knows the session no more. */
  onSessionLost: () => void;
  /** A change was refused: the session may be another one by now, begun in another tab, with another token. */
  onForbidden: () => void;
}

export const incidentPath = (number: string): string => `${consoleRoutes.incidents}/${number}`;
export const itemPath = (number: string, item: string): string => `${incidentPath(number)}/items/${item}`;
/** The same bytes, which the browser then saves. */
export const downloadPath = (number: string, item: string): string => `${itemPath(number, item)}?download=1`;

/** Longer than the desk takes for anything but a large item, which comes piece by piece. */
const defaultPatienceMs = 30_000;

export function createClient({
  fetch,
  csrf,
  onSessionLost,
  onForbidden,
  patienceMs = defaultPatienceMs,
}: ClientOptions): ConsoleClient {
  async function exchange(path: string, init: RequestInit): Promise<Result<Response>> {
    const silence = startSilence(patienceMs, init.signal);
    let response: Response;
    try {
      const options: RequestInit = { credentials: 'same-origin', redirect: 'error', cache: 'no-store', ...init };
      response = heardOn(await fetch(path, { ...options, signal: silence.signal }), silence);
    } catch (thrown) {
      silence.end();
      return { ok: false, error: unreachable(thrown) };
    }
    if (response.ok) return ok(response);
    const error = await errorOf(response);
    // A wrong password is answered with 401 too, and ends no session.
    const asksForSession = entryPaths.has(path);
    if (response.status === 401 && !asksForSession) onSessionLost();
    if (response.status === 403 && !asksForSession) onForbidden();
    return { ok: false, error };
  }

  async function read<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<Result<T>> {
    const answer = await exchange(path, init);
    if (!answer.ok) return answer;
    try {
      const parsed = schema.safeParse(await answer.value.json());
      return parsed.success ? ok(parsed.data) : { ok: false, error: misunderstood(z.prettifyError(parsed.error)) };
    } catch (thrown) {
      return {
        ok: false,
        error: answer.value.bodyUsed && !isSyntaxError(thrown) ? unreachable(thrown) : misunderstood(String(thrown)),
      };
    }
  }

  const headersOf = (body: unknown): Record<string, string> => ({
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(csrf() === null ? {} : { [csrfHeader]: csrf() ?? '' }),
  });

  const change = <T>(method: string, path: string, schema: z.ZodType<T>, body: unknown): Promise<Result<T>> =>
    read(path, schema, {
      method,
      headers: headersOf(body),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function bytes(path: string, signal?: AbortSignal): Promise<Result<ArrayBuffer>> {
    const answer = await exchange(path, signalOf(signal));
    if (!answer.ok) return answer;
    try {
      return ok(await answer.value.arrayBuffer());
    } catch (thrown) {
      return { ok: false, error: unreachable(thrown) };
    }
  }

  return {
    read: (path, schema, signal) => read(path, schema, signalOf(signal)),
    change,
    async post(path, body) {
      const answer = await exchange(path, { method: 'POST', headers: headersOf(body), body: JSON.stringify(body) });
      return answer.ok ? ok(null) : answer;
    },
    async remove(path) {
      const answer = await exchange(path, { method: 'DELETE', headers: { [csrfHeader]: csrf() ?? '' } });
      return answer.ok ? ok(null) : answer;
    },
    session: (signal) => read(consoleRoutes.session, consoleSession, signalOf(signal)),
    setUp: (setup) => change('POST', consoleRoutes.setup, consoleSession, setup),
    signIn: (signIn) => change('POST', consoleRoutes.session, consoleSession, signIn),
    async signOut() {
      const answer = await exchange(consoleRoutes.session, { method: 'DELETE', headers: { [csrfHeader]: csrf() ?? '' } });
      return answer.ok || answer.error.code === 'unauthorized' ? ok(null) : answer;
    },
    async resetPassword(reset) {
      const answer = await exchange(consoleRoutes.reset, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(reset),
      });
      return answer.ok ? ok(null) : answer;
    },
    incident: (number, signal) => read(incidentPath(number), incidentDetail, signalOf(signal)),
    setStatus: (number, status) => change('PATCH', incidentPath(number), incidentDetail, { status }),
    sendMessage: (number, message) => change('POST', `${incidentPath(number)}/messages`, incidentDetail, message),
    item: (number, item, signal) => bytes(itemPath(number, item), signal),
    partOfIncident: (number, item, signal) => bytes(`${itemPath(number, item)}?part=incident`, signal),
  };
}

/** Where nobody is signed in yet. */
const entryPaths: ReadonlySet<string> = new Set([
  consoleRoutes.session,
  consoleRoutes.setup,
  consoleRoutes.join,
  consoleRoutes.reset,
]);
const signalOf = (signal?: AbortSignal): RequestInit => (signal ? { signal } : {});
const isSyntaxError = (thrown: unknown): boolean => thrown instanceof SyntaxError;

function unreachable(thrown: unknown): AppError {
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') {
    return appErrorOf(
      'desk-unreachable',
      'The desk has not answered for {seconds} seconds. Check your connection, then try again.',
      { values: { seconds: Math.round(Number(thrown.message) / 1000) }, detail: `no answer for ${thrown.message} ms` },
    );
  }
  return appErrorOf('desk-unreachable', 'The desk does not answer. Check your connection, then try again.', {
    detail: String(thrown),
  });
}

function misunderstood(detail: string): AppError {
  return appErrorOf(
    'desk-failed',
    'The desk answered in a way this page does not understand. Load the page again; it may be older than the desk.',
    {
      detail,
    },
  );
}

async function errorOf(response: Response): Promise<AppError> {
  const detail = `HTTP ${response.status}`;
  const parsed = appError.safeParse(await response.json().catch(() => null));
  if (parsed.success) return { ...parsed.data, detail: parsed.data.detail ?? detail };
  switch (response.status) {
    case 401:
      return appErrorOf('unauthorized', 'Your session has ended. Sign in again.', { detail });
    case 404:
      return appErrorOf('not-found', 'There is nothing here.', { detail });
    default:
      return appErrorOf(
        'desk-failed',
        'The desk could not do this. Try again; if it happens again, look at the log of the desk.',
        { detail },
      );
  }
}
