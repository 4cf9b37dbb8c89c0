import {
  type AppError,
  appError,
  appErrorOf,
  CandorError,
  ok,
  type Result,
  toAppError,
} from '#contract/errors/result.ts';
import {
  type CallArguments,
  createClient as createApiClient,
  type Exchange,
  type HttpRequest,
  pathOf,
} from '#contract/http/client.ts';
import { type ConsoleApi, consoleApi } from '#contract/http/console.ts';
import { csrfHeader } from '#contract/http/console-api.ts';
import type { CallName, CallOutput } from '#contract/http/define.ts';
import { heardOn, startSilence } from './silence.ts';

/** Every call resolves. A failure is a `Result` with a message for the engineer. */
export interface ConsoleClient {
  /** Calls the desk by the contract's names. */
  call<Name extends CallName<ConsoleApi>>(
    name: Name,
    ...args: CallArguments<ConsoleApi[Name], AbortSignal | undefined>
  ): Promise<Result<CallOutput<ConsoleApi[Name]>>>;
  /** Also succeeds when the session has ended already. */
  signOut(): Promise<Result<null>>;
  /** The item's exact bytes. */
  item(number: string, item: string, signal?: AbortSignal): Promise<Result<ArrayBuffer>>;
  /** The same for items that the incident page shows: the audit log does not record them as opened. */
  partOfIncident(number: string, item: string, signal?: AbortSignal): Promise<Result<ArrayBuffer>>;
}

export interface ClientOptions {
  fetch: typeof fetch;
  /** Milliseconds that the desk may stay silent before and during its response. */
  patienceMs?: number;
  /** The token of the current session, for changes. */
  csrf: () => string | null;
  /** The session has ended. */
  onSessionLost: () => void;
  /** A change was refused: another tab may have started a new session with another token. */
  onForbidden: () => void;
}

/** The address of an endpoint, for links and streams. */
export const apiPath = <Name extends keyof ConsoleApi>(
  name: Name,
  ...input: CallArguments<ConsoleApi[Name]>
): string => pathOf(consoleApi, name, ...input);

/** Longer than any response takes, except a large item, which arrives in chunks. */
const defaultPatienceMs = 30_000;

export function createClient({
  fetch,
  csrf,
  onSessionLost,
  onForbidden,
  patienceMs = defaultPatienceMs,
}: ClientOptions): ConsoleClient {
  /** @throws CandorError for every response that is not a success. */
  async function exchange(
    { endpoint, path, body }: HttpRequest,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const silence = startSilence(patienceMs, signal);
    let response: Response;
    try {
      response = heardOn(
        await fetch(path, {
          method: endpoint.method,
          headers: headersOf(endpoint.method, body),
          credentials: 'same-origin',
          redirect: 'error',
          cache: 'no-store',
          ...(body !== undefined && { body }),
          signal: silence.signal,
        }),
        silence,
      );
    } catch (thrown) {
      silence.end();
      throw new CandorError(unreachable(thrown));
    }
    if (response.ok) return response;
    const error = await errorOf(response);
    // A wrong password is also a 401, but does not end the session.
    const needsSession = endpoint.roles !== undefined && endpoint !== consoleApi['session.signOut'];
    if (response.status === 401 && needsSession) onSessionLost();
    if (response.status === 403 && needsSession) onForbidden();
    throw new CandorError(error);
  }

  const headersOf = (method: string, body: string | undefined): Record<string, string> => {
    const token = method === 'GET' ? null : csrf();
    return {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== null && { [csrfHeader]: token }),
    };
  };

  const json: Exchange<AbortSignal | undefined> = {
    async send(request, signal) {
      const response = await exchange(request, signal);
      if (!request.endpoint.response) return null;
      try {
        return await response.json();
      } catch (thrown) {
        const isBroken = response.bodyUsed && !(thrown instanceof SyntaxError);
        throw new CandorError(isBroken ? unreachable(thrown) : misunderstood(String(thrown)));
      }
    },
    misunderstood: (_request, detail) => new CandorError(misunderstood(detail)),
  };
  const callDesk = createApiClient(consoleApi, json);
  const call: ConsoleClient['call'] = (name, ...args) => settled(callDesk(name, ...args));

  async function bytes(path: string, signal: AbortSignal | undefined): Promise<ArrayBuffer> {
    const response = await exchange(
      { endpoint: consoleApi['items.read'], path, body: undefined },
      signal,
    );
    return response.arrayBuffer().catch((thrown: unknown) => {
      throw new CandorError(unreachable(thrown));
    });
  }

  return {
    call,
    async signOut() {
      const answer = await call('session.signOut');
      return answer.ok || answer.error.code === 'unauthorized' ? ok(null) : answer;
    },
    item: (number, item, signal) =>
      settled(bytes(apiPath('items.read', { params: { number, '*': item } }), signal)),
    partOfIncident: (number, item, signal) =>
      settled(
        bytes(
          apiPath('items.read', { params: { number, '*': item }, query: { part: 'incident' } }),
          signal,
        ),
      ),
  };
}

const settled = <T>(call: Promise<T>): Promise<Result<T>> =>
  call.then(ok, (thrown: unknown) => ({ ok: false, error: toAppError(thrown) }));

function unreachable(thrown: unknown): AppError {
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') {
    return appErrorOf(
      'desk-unreachable',
      'The desk has not answered for {seconds} seconds. Check your connection, then try again.',
      {
        values: { seconds: Math.round(Number(thrown.message) / 1000) },
        detail: `no answer for ${thrown.message} ms`,
      },
    );
  }
  return appErrorOf(
    'desk-unreachable',
    'The desk does not answer. Check your connection, then try again.',
    {
      detail: String(thrown),
    },
  );
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
