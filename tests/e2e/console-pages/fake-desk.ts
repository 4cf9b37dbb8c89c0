import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { z } from 'zod';
import {
  assignee,
  consoleSession,
  csrfHeader,
  deletion,
  engineerMessage,
  handover,
  type IncidentDetail,
  type IncidentSummary,
  incidentChange,
  incidentDetail,
  incidentSummary,
  setup,
  signIn,
} from '../../../contract/console-api.ts';
import {
  type IncidentPage,
  incidentEvent,
  incidentPage,
  incidentQuery,
  incidentStanding,
  incidentViews,
  isInView,
  matcherOf,
  pageSize,
  requestPage,
} from '../../../contract/console-lists.ts';
import { deskRequest } from '../../../contract/console-requests.ts';
import { type AppError, appErrorOf } from '../../../contract/result.ts';
import type { Role } from '../../../contract/roles.ts';
import { graceId, items, ownId, timeline } from './incidents.ts';

/** The policy under which the desk serves the console. */
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

/** What a desk says and does, in memory. Everything that goes out is parsed with the contract, as is everything that comes in. */
export interface FakeDesk {
  readonly url: string;
  readonly incidents: Map<string, IncidentDetail>;
  /** `false` until the first account is made. */
  account: boolean;
  /** Of whoever signs in. */
  role: Role;
  /** Name of the organisation's own sign-in. */
  oidc: string | null;
  /** Answers every change with this. */
  refusal: { status: number; error: AppError } | null;
  /** Ends every session, as a restart or an expiry does. */
  endSessions(): void;
  /** Tells all listeners that an incident changed. */
  announce(number: string): void;
  /** Bytes other than those of the manifest. */
  readonly altered: Map<string, string | Uint8Array>;
  close(): Promise<void>;
}

export async function startFakeDesk(site: string, incidents: readonly IncidentDetail[] = []): Promise<FakeDesk> {
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
      const event = incidentEvent.parse({ version, number, before: standingOf(announced.get(number)), after });
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
    const key = /session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const name = sessions.get(key);
    const body = request.method === 'GET' ? undefined : await bodyOf(request);
    const route = `${request.method} ${path}`;

    if (route === 'GET /api/session') return send(response, consoleSession, sessionOf(name, key));
    if (route === 'POST /api/session') {
      const { name: asked, password } = signIn.parse(body);
      if (password !== goodPassword)
        return fail(response, 401, appErrorOf('unauthorized', 'The name or the password is wrong. Check both and try again.'));
      return begin(response, asked);
    }
    if (route === 'POST /api/setup') {
      if (desk.account) return fail(response, 404, appErrorOf('not-found', 'There is nothing here.'));
      const account = setup.parse(body);
      if (account.token !== setupToken)
        return fail(
          response,
          403,
          appErrorOf('forbidden', 'This set-up link is not valid. Start the desk again; it prints a new one.'),
        );
      desk.account = true;
      return begin(response, account.name);
    }
    if (name === undefined) return fail(response, 401, appErrorOf('unauthorized', 'Sign in first.'));
    if (request.method !== 'GET' && request.headers[csrfHeader] !== `csrf-${key}`)
      return fail(response, 403, appErrorOf('forbidden', 'The token is missing.'));
    if (route === 'DELETE /api/session') {
      sessions.delete(key);
      response.writeHead(204).end();
      return;
    }
    if (route === 'GET /api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return;
    }
    // Nobody was asked for anything here; the pages about that are tried with a real desk.
    if (route === 'GET /api/requests') return send(response, requestPage, { requests: [], total: 0, next: null });
    if (route === 'GET /api/reports') return send(response, deskRequest.array(), []);
    if (route === 'GET /api/assignees') return send(response, assignee.array(), colleagues(name));
    if (route === 'GET /api/incidents') {
      return send(response, incidentPage, pageFor(new URL(request.url ?? '/', 'http://desk').searchParams));
    }
    const [, number = '', rest = ''] = /^\/api\/incidents\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const incident = desk.incidents.get(number);
    if (!incident) return fail(response, 404, appErrorOf('not-found', 'There is no such incident.'));
    if (request.method !== 'GET' && desk.refusal) return fail(response, desk.refusal.status, desk.refusal.error);
    if (rest.startsWith('/items/')) {
      const name = rest.slice(7);
      const text = desk.altered.get(name) ?? (name === 'timeline.json' ? timeline : items[name]);
      if (text === undefined) return fail(response, 404, appErrorOf('not-found', 'There is no such item.'));
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' }).end(text);
      return;
    }
    if (rest === '/deletion') {
      deletion.parse(body);
      desk.incidents.delete(number);
      desk.announce(number);
      response.writeHead(204).end();
      return;
    }
    if (rest === '/assignee') {
      const { engineer, instead } = handover.parse(body);
      const to = colleagues(name).find(({ id }) => id === engineer) ?? null;
      if (incident.assigneeId !== instead) {
        const values = { assignee: incident.assignee ?? '' };
        return fail(response, 409, appErrorOf('conflict', '{assignee} has this incident already.', { values }));
      }
      const owner = { assignee: to?.name ?? null, assigneeId: to?.id ?? null };
      change(incident, { ...owner, status: incident.status === 'new' ? 'assigned' : incident.status });
    }
    if (request.method === 'PATCH') {
      const { status } = incidentChange.parse(body);
      change(incident, {
        status,
        ...(incident.assignee === null && { assignee: name, assigneeId: ownId }),
        timeline: [...incident.timeline, { kind: 'status', id: randomUUID(), at: now(), status, engineer: name }],
      });
    }
    if (request.method === 'POST' && rest === '/messages') {
      const { text } = engineerMessage.parse(body);
      change(incident, {
        timeline: [
          ...incident.timeline,
          { kind: 'message', id: randomUUID(), at: now(), from: 'engineer', name, author: ownId, text },
        ],
        awaitsAnswer: false,
      });
    }
    return send(response, incidentDetail, desk.incidents.get(number));
  }

  /** As the desk: narrowed by view and search, in pages. */
  function pageFor(asked: URLSearchParams): IncidentPage {
    const query = incidentQuery.parse(Object.fromEntries(asked));
    const all = [...desk.incidents.values()].map((each) => incidentSummary.strip().parse(each)).toReversed();
    const found = all.filter((each) => matcherOf(query)(each));
    const count = (rows: IncidentSummary[]) =>
      Object.fromEntries(incidentViews.map((view) => [view, rows.filter((each) => isInView(each, view, ownId)).length]));
    const inView = found.filter((each) => isInView(each, query.view, ownId));
    const from = query.before === undefined ? 0 : inView.findIndex(({ number }) => number === query.before) + 1;
    const rows = inView.slice(from, from + pageSize);
    const next = from + rows.length < inView.length ? rows.at(-1)?.number : null;
    return incidentPage.parse({ incidents: rows, total: inView.length, found: count(found), counts: count(all), next, version });
  }

  function change(incident: IncidentDetail, part: Partial<IncidentDetail>): void {
    desk.incidents.set(incident.number, { ...incident, ...part });
    desk.announce(incident.number);
  }

  function begin(response: ServerResponse, name: string): void {
    const key = randomUUID();
    sessions.set(key, name);
    response.setHeader('set-cookie', `session=${key}; HttpOnly; SameSite=Strict; Path=/`);
    send(response, consoleSession, sessionOf(name, key));
  }

  const sessionOf = (name: string | undefined, key: string) => ({
    organisation: 'Example Org',
    setupNeeded: !desk.account,
    engineer: name === undefined ? null : { id: ownId, name, role: desk.role },
    csrf: name === undefined ? null : `csrf-${key}`,
    mayAsk: name === undefined ? null : { presets: ['quick', 'standard', 'network'], collectors: true },
    oidc: desk.oidc,
    unfinishedSignIns: [],
  });

  /** Every path that is no file is the console itself: its pages have paths of their own. */
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
const standingOf = (row: IncidentSummary | null | undefined) => (row ? incidentStanding.strip().parse(row) : null);

const now = () => new Date().toISOString();

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}

function send<T>(response: ServerResponse, schema: z.ZodType<T>, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(schema.parse(value)));
}

function fail(response: ServerResponse, status: number, error: AppError): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error));
}
