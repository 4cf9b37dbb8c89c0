import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type AppError, appErrorOf } from '#contract/errors/result.ts';
import { consoleApi } from '#contract/http/console.ts';
import {
  type ConsoleSession,
  csrfHeader,
  type IncidentDetail,
  type IncidentSummary,
  incidentSummary,
} from '#contract/http/console-api.ts';
import {
  type IncidentPage,
  type IncidentQuery,
  incidentEvent,
  incidentPage,
  incidentStanding,
  incidentViews,
  isInView,
  matcherOf,
  pageSize,
} from '#contract/http/console-lists.ts';
import type { Endpoint } from '#contract/http/define.ts';
import type { Role } from '#contract/http/roles.ts';
import { answerAs, type FakeHandlers, refuse } from '#tests/harness/fake-desk.ts';
import { graceId, items, ownId, timeline } from './incidents.ts';

/** The content security policy of the console. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export const goodPassword = 'correct horse battery';
export const setupToken = 'one-time-token';

/** A desk in memory. It parses every request and every response with the contract. */
export interface FakeDesk {
  readonly url: string;
  readonly incidents: Map<string, IncidentDetail>;
  /** `false` until the first account is created. */
  account: boolean;
  /** The role of the engineer who signs in. */
  role: Role;
  /** The name of the organisation's sign-in. */
  oidc: string | null;
  /** If set, the answer to every change. */
  refusal: { status: number; error: AppError } | null;
  /** Ends every session, as a restart does. */
  endSessions(): void;
  /** Sends an event for a changed incident. */
  announce(number: string): void;
  /** Bytes that differ from the manifest's. */
  readonly altered: Map<string, string | Uint8Array>;
  close(): Promise<void>;
}

export async function startFakeDesk(
  site: string,
  incidents: readonly IncidentDetail[] = [],
): Promise<FakeDesk> {
  const sessions = new Map<string, string>();
  const listeners = new Set<ServerResponse>();
  let version = 0;
  const announced = new Map(incidents.map((incident) => [incident.number, rowOf(incident)]));
  const server = createServer((request, response) => {
    void handle(request, response).catch((thrown: unknown) => {
      response.writeHead(500).end(String(thrown));
    });
  });

  const desk: FakeDesk = {
    url: '',
    incidents: new Map(incidents.map((incident) => [incident.number, incident])),
    account: true,
    role: 'administrator',
    oidc: null,
    refusal: null,
    altered: new Map<string, string | Uint8Array>(),
    endSessions() {
      sessions.clear();
      for (const listener of listeners) listener.end();
      listeners.clear();
    },
    announce(number) {
      const after = rowOf(desk.incidents.get(number));
      version += 1;
      const event = incidentEvent.parse({
        version,
        number,
        before: standingOf(announced.get(number)),
        after,
      });
      announced.set(number, after);
      for (const listener of listeners) {
        listener.write(`event: incident\ndata: ${JSON.stringify(event)}\n\n`);
        listener.write(`event: changed\ndata: ${number}\n\n`);
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://desk').pathname;
    if (!path.startsWith('/api/')) return serve(path, response);
    return answerAs(consoleApi, handlers, admit, request, response);
  }

  const keyIn = (request: IncomingMessage) =>
    /session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const nameIn = (request: IncomingMessage) => sessions.get(keyIn(request)) ?? '';

  function admit({ method, path, roles }: Endpoint, request: IncomingMessage): void {
    if (!roles) return;
    const key = keyIn(request);
    if (!sessions.has(key)) refuse(401, appErrorOf('unauthorized', 'Sign in first.'));
    if (method === 'GET') return;
    if (request.headers[csrfHeader] !== `csrf-${key}`)
      refuse(403, appErrorOf('forbidden', 'The token is missing.'));
    if (path.includes(':number') && desk.refusal) refuse(desk.refusal.status, desk.refusal.error);
  }

  const incidentOf = (number: string): IncidentDetail =>
    desk.incidents.get(number) ??
    refuse(404, appErrorOf('not-found', 'There is no such incident.'));

  const handlers: FakeHandlers<typeof consoleApi> = {
    'session.read': ({ request }) => sessionOf(sessions.get(keyIn(request)), keyIn(request)),
    'session.signIn'({ body, response }) {
      if (body.password !== goodPassword)
        refuse(
          401,
          appErrorOf(
            'unauthorized',
            'The name or the password is wrong. Check both and try again.',
          ),
        );
      return begin(response, body.name);
    },
    'session.setUp'({ body, response }) {
      if (desk.account) refuse(404, appErrorOf('not-found', 'There is nothing here.'));
      if (body.token !== setupToken)
        refuse(
          403,
          appErrorOf(
            'forbidden',
            'This set-up link is not valid. Start the desk again; it prints a new one.',
          ),
        );
      desk.account = true;
      return begin(response, body.name);
    },
    'session.signOut'({ request }) {
      sessions.delete(keyIn(request));
      return null;
    },
    'events.listen'({ response }) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    },
    // No requests here: the tests of request pages use a real desk.
    'requests.list': () => ({ requests: [], total: 0, next: null }),
    'requests.reported': () => [],
    'incidents.assignees': ({ request }) => colleagues(nameIn(request)),
    'incidents.list': ({ query }) => pageFor(query),
    'incidents.read': ({ params }) => incidentOf(params.number),
    'items.read'({ params: { number, '*': item }, response }) {
      incidentOf(number);
      const text = desk.altered.get(item) ?? (item === 'timeline.json' ? timeline : items[item]);
      if (text === undefined) refuse(404, appErrorOf('not-found', 'There is no such item.'));
      response
        .writeHead(200, {
          'content-type': 'application/octet-stream',
          'x-content-type-options': 'nosniff',
        })
        .end(text);
    },
    'incidents.delete'({ params: { number } }) {
      incidentOf(number);
      desk.incidents.delete(number);
      desk.announce(number);
      return null;
    },
    'incidents.assign'({ request, params: { number }, body: { engineer, instead } }) {
      const incident = incidentOf(number);
      const to = colleagues(nameIn(request)).find(({ id }) => id === engineer) ?? null;
      if (incident.assigneeId !== instead) {
        const values = { assignee: incident.assignee ?? '' };
        refuse(409, appErrorOf('conflict', '{assignee} has this incident already.', { values }));
      }
      const owner = { assignee: to?.name ?? null, assigneeId: to?.id ?? null };
      return change(incident, {
        ...owner,
        status: incident.status === 'new' ? 'assigned' : incident.status,
      });
    },
    'incidents.setStatus'({ request, params: { number }, body: { status } }) {
      const incident = incidentOf(number);
      const engineer = nameIn(request);
      return change(incident, {
        status,
        ...(incident.assignee === null && { assignee: engineer, assigneeId: ownId }),
        timeline: [
          ...incident.timeline,
          { kind: 'status', id: randomUUID(), at: now(), status, engineer },
        ],
      });
    },
    'incidents.sendMessage'({ request, params: { number }, body: { text } }) {
      const incident = incidentOf(number);
      const message = {
        kind: 'message' as const,
        id: randomUUID(),
        at: now(),
        from: 'engineer' as const,
      };
      return change(incident, {
        timeline: [
          ...incident.timeline,
          { ...message, name: nameIn(request), author: ownId, text },
        ],
        awaitsAnswer: false,
      });
    },
  };

  /** Filters by view and search and pages the result, as the desk does. */
  function pageFor(query: IncidentQuery): IncidentPage {
    const all = [...desk.incidents.values()]
      .map((each) => incidentSummary.strip().parse(each))
      .toReversed();
    const found = all.filter((each) => matcherOf(query)(each));
    const count = (rows: IncidentSummary[]) =>
      Object.fromEntries(
        incidentViews.map((view) => [
          view,
          rows.filter((each) => isInView(each, view, ownId)).length,
        ]),
      );
    const inView = found.filter((each) => isInView(each, query.view, ownId));
    const from =
      query.before === undefined
        ? 0
        : inView.findIndex(({ number }) => number === query.before) + 1;
    const rows = inView.slice(from, from + pageSize);
    const next = from + rows.length < inView.length ? rows.at(-1)?.number : null;
    return incidentPage.parse({
      incidents: rows,
      total: inView.length,
      found: count(found),
      counts: count(all),
      next,
      version,
    });
  }

  function change(incident: IncidentDetail, part: Partial<IncidentDetail>): IncidentDetail {
    const changed = { ...incident, ...part };
    desk.incidents.set(incident.number, changed);
    desk.announce(incident.number);
    return changed;
  }

  function begin(response: ServerResponse, name: string): ConsoleSession {
    const key = randomUUID();
    sessions.set(key, name);
    response.setHeader('set-cookie', `session=${key}; HttpOnly; SameSite=Strict; Path=/`);
    return sessionOf(name, key);
  }

  const sessionOf = (name: string | undefined, key: string): ConsoleSession => ({
    organisation: 'Example Org',
    setupNeeded: !desk.account,
    engineer: name === undefined ? null : { id: ownId, name, role: desk.role },
    csrf: name === undefined ? null : `csrf-${key}`,
    mayAsk:
      name === undefined ? null : { presets: ['quick', 'standard', 'network'], collectors: true },
    oidc: desk.oidc,
    unfinishedSignIns: [],
  });

  /** Any path that is not a file serves the console, whose pages have their own paths. */
  async function serve(path: string, response: ServerResponse): Promise<void> {
    const known = normalize(path).replaceAll('..', '');
    const file = extname(known) in types && !known.startsWith('/incidents') ? known : '/index.html';
    const content = await readFile(join(site, file)).catch(() => null);
    const type = types[extname(file)] ?? 'application/octet-stream';
    response.writeHead(content ? 200 : 404, {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
    });
    response.end(content ?? undefined);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(desk, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const colleagues = (own: string) => [
  { id: ownId, name: own },
  { id: graceId, name: 'Grace Hopper' },
];

const rowOf = (incident: IncidentDetail | undefined): IncidentSummary | null =>
  incident ? incidentSummary.strip().parse(incident) : null;
const standingOf = (row: IncidentSummary | null | undefined) =>
  row ? incidentStanding.strip().parse(row) : null;

const now = () => new Date().toISOString();
