import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import { Server as TusServer } from '@tus/server';
import { CompactSign, importJWK, jwtVerify } from 'jose';
import { sha256Hex } from '#bundle/hash.ts';
import { keyThumbprint } from '#bundle/receipt.ts';
import { type PublicKey, publicKey } from '#contract/bundle/receipt.ts';
import type { ErrorCode } from '#contract/errors/result.ts';
import {
  type Acceptance,
  acceptanceType,
  answerSignature,
  answerType,
  deviceRegistration,
  personMessage,
  type SignedAnswer,
  type SubmissionAnswer,
} from '#contract/http/device-api.ts';
import type { IncidentView } from '#contract/http/incident.ts';
import { type Policy, policy } from '#contract/policy/policy.ts';
import { manifestHashOf } from './manifest-hash.ts';

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A desk with the contract's device routes over real tus and real sockets, which can be told to misbehave. */
export interface FakeDesk {
  policy: Policy;
  /** `METHOD /path` of every request, in order. */
  requests: string[];
  /** Sealed bytes of every finished upload, by submission; more than one means that it was sent twice. */
  received: Map<string, Buffer[]>;
  incidents: Map<string, IncidentView>;
  /** Bytes of uploads that arrived since the start. */
  arrivedBytes(): number;
  /** Stalls uploads after so many bytes; resolves when they stall. */
  holdAfter(bytes: number): Promise<void>;
  release(): void;
  /** Like a power failure: every connection breaks. */
  kill(): Promise<void>;
  /** Listens again at the same address, with its data on disk. */
  restart(): Promise<void>;
  behaviour: {
    fingerprint: string | null;
    /** How often it answers `checking` first. */
    checks: number;
    /** Changes what it signs. */
    acceptance: (honest: Acceptance) => Acceptance;
    signingKey: KeyObject;
    /** Does what is asked, but breaks the connection instead of answering. */
    loseAnswer: ((method: string, path: string) => boolean) | null;
    /** Answers instead. */
    intercept: ((method: string, path: string) => Answer | null) | null;
    /** The desk's time, in milliseconds since 1970. */
    now: () => number;
    /** Changes what it signs for an answer; null: it does not sign, like an older version. */
    answer: (honest: SignedAnswer) => SignedAnswer | null;
    /** Changes the body of an answer after it was signed. */
    spoil: (body: string) => string;
    refuse: boolean;
    refusal: ErrorCode;
    knowsDevices: boolean;
  };
}

const publicJwk = (key: KeyObject): PublicKey => {
  const { kty, crv, x } = key.export({ format: 'jwk' });
  return publicKey.parse({ kty, crv, x });
};

const signed = (typ: string, payload: object, key: KeyObject) =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ })
    .sign(key);

export async function startFakeDesk(folder: string): Promise<FakeDesk> {
  const organisation = generateKeyPairSync('ed25519');
  const fingerprint = await keyThumbprint(publicJwk(organisation.publicKey));
  const devices = new Map<string, PublicKey>();
  const seenTokens = new Set<string>();
  const answers = new Map<string, SubmissionAnswer>();
  const checksLeft = new Map<string, number>();
  const sockets = new Set<Socket>();
  const desk: FakeDesk = {
    policy: policy.parse({
      organisation: { name: 'Example Ltd', publicKey: publicJwk(organisation.publicKey) },
      desk: { address: 'http://127.0.0.1' },
      recipients: [`age1${'q'.repeat(58)}`],
      deviceKey: 'file',
    }),
    requests: [],
    received: new Map(),
    incidents: new Map(),
    arrivedBytes: () => arrived,
    holdAfter(bytes) {
      holdAt = arrived + bytes;
      return new Promise((resolve) => {
        onHeld = resolve;
      });
    },
    release() {
      holdAt = Number.POSITIVE_INFINITY;
      for (const go of waiting.splice(0)) go();
    },
    async kill() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
    restart: () => listen(port),
    behaviour: {
      fingerprint: null,
      checks: 0,
      acceptance: (honest) => honest,
      signingKey: organisation.privateKey,
      loseAnswer: null,
      intercept: null,
      now: Date.now,
      answer: (honest) => honest,
      spoil: (body) => body,
      refuse: false,
      refusal: 'bundle-invalid',
      knowsDevices: true,
    },
  };

  let arrived = 0;
  let holdAt = Number.POSITIVE_INFINITY;
  let onHeld = () => {};
  const waiting: (() => void)[] = [];

  async function* metered(stream: Readable): AsyncGenerator<Buffer> {
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    for await (const chunk of stream) {
      // Held before it is written: a restart finds on disk exactly what arrived.
      if (arrived >= holdAt) {
        onHeld();
        await Promise.race([closed, new Promise<void>((resolve) => waiting.push(resolve))]);
        if (stream.destroyed) return;
      }
      arrived += chunk.length;
      yield chunk;
    }
  }

  const directory = join(folder, 'uploads');
  await mkdir(directory, { recursive: true });
  const store = new FileStore({ directory });
  const write = store.write.bind(store);
  store.write = (stream, id, offset) =>
    write(Readable.from(metered(stream as Readable), { objectMode: false }), id, offset);
  const tus = new TusServer({
    path: '/v1/uploads',
    datastore: store,
    relativeLocation: true,
    async onUploadFinish(request, upload) {
      const bytes = await readFile(join(directory, upload.id));
      const submission = upload.metadata?.submission ?? '';
      const device = deviceOf.get(request.headers.get('authorization') ?? '') ?? '';
      desk.received.set(submission, [...(desk.received.get(submission) ?? []), bytes]);
      const matches = createHash('sha256').update(bytes).digest('hex') === upload.metadata?.sha256;
      if (desk.behaviour.refuse || !matches) {
        const problem = {
          code: desk.behaviour.refusal,
          message: { message: 'The bundle is damaged.' },
          detail: null,
        };
        answers.set(submission, { state: 'refused', problem });
        return {};
      }
      const incident: IncidentView = {
        number: `INC-${String(answers.size + 1).padStart(6, '0')}`,
        status: 'new',
        timeline: [
          { kind: 'received', id: `received-${submission}`, at: new Date().toISOString() },
        ],
      };
      desk.incidents.set(incident.number, incident);
      const honest: Acceptance = {
        submission,
        device,
        manifestHash: manifestHashOf(submission),
        incident: incident.number,
        acceptedAt: new Date().toISOString(),
      };
      const acceptance = await signed(
        acceptanceType,
        desk.behaviour.acceptance(honest),
        desk.behaviour.signingKey,
      );
      checksLeft.set(submission, desk.behaviour.checks);
      answers.set(submission, { state: 'accepted', acceptance, incident });
      return {};
    },
  });
  const deviceOf = new Map<string, string>();

  async function verify(
    request: http.IncomingMessage,
    path: string,
    key: PublicKey,
  ): Promise<boolean> {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    try {
      const { payload } = await jwtVerify(token, await importJWK({ ...key }, 'EdDSA'), {
        algorithms: ['EdDSA'],
        audience: fingerprint,
        requiredClaims: ['iat', 'exp', 'jti'],
        maxTokenAge: 120,
        clockTolerance: 10,
        currentDate: new Date(desk.behaviour.now()),
      });
      const fresh = !seenTokens.has(String(payload.jti));
      seenTokens.add(String(payload.jti));
      return fresh && payload.htm === request.method && payload.htu === path;
    } catch {
      return false;
    }
  }

  async function route(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://desk').pathname;
    const method = request.method ?? '';
    desk.requests.push(`${method} ${path}`);
    const send = ({ status, headers, body }: Answer) =>
      response.writeHead(status, headers).end(body);
    const json = async (document: unknown, status = 200): Promise<void> => {
      if (desk.behaviour.loseAnswer?.(method, path)) return void response.destroy();
      const body = JSON.stringify(document);
      const answer = desk.behaviour.answer({
        request: sha256Hex(Buffer.from(request.headers.authorization ?? '')),
        body: sha256Hex(Buffer.from(body)),
      });
      const signature = answer && (await signed(answerType, answer, organisation.privateKey));
      const headers = {
        'content-type': 'application/json',
        ...(signature && { [answerSignature]: signature }),
      };
      send({ status, headers, body: desk.behaviour.spoil(body) });
    };
    response.setHeader('date', new Date(desk.behaviour.now()).toUTCString());
    const instead = desk.behaviour.intercept?.(method, path);
    // Answers of another desk are signed too; a server in between cannot sign.
    if (instead?.status === 200 && instead.body?.startsWith('{'))
      return json(JSON.parse(instead.body));
    if (instead) return void send(instead);
    if (path === '/v1/desk') {
      const identity = { product: 'candor-desk', version: '0.1.0', organisation: 'Example Ltd' };
      return json({ ...identity, fingerprint: desk.behaviour.fingerprint ?? fingerprint });
    }
    if (path === '/v1/device' && method === 'PUT') {
      const body = deviceRegistration.parse(await bodyOf(request));
      if (!(await verify(request, path, body.publicKey))) return json({}, 401);
      devices.set(await keyThumbprint(body.publicKey), body.publicKey);
      desk.behaviour.knowsDevices = true;
      return json({});
    }
    const [device, key] = [...devices].find(([id]) => kidOf(request) === id) ?? [];
    if (!device || !key || !desk.behaviour.knowsDevices || !(await verify(request, path, key)))
      return json({}, 401);
    deviceOf.set(request.headers.authorization ?? '', device);
    if (path.startsWith('/v1/uploads')) return tus.handle(request, response);
    const [, kind, id = ''] = /^\/v1\/(submissions|incidents)\/([^/]+)/.exec(path) ?? [];
    if (kind === 'submissions') {
      const left = checksLeft.get(id) ?? 0;
      checksLeft.set(id, left - 1);
      const answer: SubmissionAnswer = answers.get(id) ?? { state: 'unknown' };
      return json(answer.state === 'accepted' && left > 0 ? { state: 'checking' } : answer);
    }
    const incident = desk.incidents.get(id);
    if (!incident)
      return json(
        { code: 'not-found', message: { message: 'There is no such incident.' }, detail: null },
        404,
      );
    if (method === 'POST') {
      const { id: messageId, text } = personMessage.parse(await bodyOf(request));
      if (!incident.timeline.some((entry) => entry.id === messageId)) {
        const at = new Date().toISOString();
        incident.timeline.push({
          kind: 'message',
          id: messageId,
          at,
          from: 'person',
          name: '',
          text,
        });
      }
    }
    await json(incident);
  }

  const server = http.createServer((request, response) => {
    route(request, response).catch((thrown: unknown) => {
      if (!response.headersSent) response.writeHead(500).end(String(thrown));
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => resolve());
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  desk.policy.desk.address = `http://127.0.0.1:${port}`;
  return desk;
}

function kidOf(request: http.IncomingMessage): unknown {
  const head = (request.headers.authorization ?? '').replace(/^Bearer /, '').split('.')[0] ?? '';
  try {
    return Reflect.get(JSON.parse(Buffer.from(head, 'base64url').toString()), 'kid');
  } catch {
    return null;
  }
}

async function bodyOf(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
