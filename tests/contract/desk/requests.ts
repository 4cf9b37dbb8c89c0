import { request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CompactSign, compactVerify, importJWK } from 'jose';
import { expect } from 'vitest';
import { sealTo } from '#bundle/seal.ts';
import { consoleRoutes } from '#contract/http/console-api.ts';
import {
  type CreatedRequest,
  createdRequest,
  type DeskRequest,
  deskRequest,
} from '#contract/http/console-requests.ts';
import { type DeviceEventName, deviceEvents, deviceRoutes } from '#contract/http/device-api.ts';
import {
  type RequestClaims,
  requestClaims,
  requestType,
  revealType,
} from '#contract/http/request.ts';
import type { Browser, TestDesk } from './desk.ts';
import { callAs, type TestDevice, tokenOf } from './device.ts';

export async function ask(
  engineer: Browser,
  device: TestDevice,
  change: Record<string, unknown> = {},
): Promise<DeskRequest> {
  return (await asked(engineer, device, change)).request;
}

async function asked(
  engineer: Browser,
  device: TestDevice,
  change: Record<string, unknown>,
): Promise<CreatedRequest> {
  const wish = {
    kind: 'machine',
    device: device.id,
    scope: { preset: 'network' },
    minutes: 60,
    reason: 'The VPN',
    incident: null,
  };
  return made(await engineer.call('POST', consoleRoutes.requests, { ...wish, ...change }));
}

export async function made(response: Response): Promise<CreatedRequest> {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return createdRequest.parse(await response.json());
}

export async function shown(engineer: Browser, jti: string): Promise<DeskRequest> {
  return deskRequest.parse(
    await (await engineer.call('GET', `${consoleRoutes.requests}/${jti}`)).json(),
  );
}

/** Verifies a request as the agent does: by the key of its policy, and no other. */
export async function verified(desk: TestDesk, jws: string): Promise<RequestClaims> {
  const key = await importJWK({ ...desk.policy().organisation.publicKey }, 'EdDSA');
  const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
  expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: requestType, kid: desk.fingerprint });
  return requestClaims.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
}

export const report = (
  device: TestDevice,
  desk: TestDesk,
  jti: string,
  body: unknown,
): Promise<Response> =>
  callAs(device, desk, 'POST', `${deviceRoutes.requests}/${jti}/state`, { body });

interface Heard {
  event: DeviceEventName;
  data: unknown;
}

export interface Listening {
  /** The next event, parsed by the contract; rejects when the stream ends first. */
  next(): Promise<Heard>;
  ended: Promise<void>;
  close(): void;
}

/** The device's stream of events, as the agent holds it. Resolves when the desk has answered 200. */
export async function listenAs(device: TestDevice, desk: TestDesk): Promise<Listening> {
  const token = await tokenOf(device, {
    audience: desk.fingerprint,
    method: 'GET',
    path: deviceRoutes.events,
  });
  return new Promise((resolve, reject) => {
    const asked = request(`${desk.address}${deviceRoutes.events}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      if (response.statusCode !== 200) return reject(new Error(`HTTP ${response.statusCode}`));
      const heard: Heard[] = [];
      const waiting: ((value: Heard) => void)[] = [];
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const [, event, data] = /^event: (\S+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
          text = text.slice(end + 2);
          if (event === undefined || data === undefined) continue;
          const name = event as DeviceEventName;
          const one = { event: name, data: deviceEvents[name].parse(JSON.parse(data)) };
          const first = waiting.shift();
          if (first) first(one);
          else heard.push(one);
        }
      });
      const ended = new Promise<void>((end) => response.on('close', end));
      response.on('error', () => {});
      resolve({
        next: () => {
          const known = heard.shift();
          if (known) return Promise.resolve(known);
          return Promise.race([
            new Promise<Heard>((take) => waiting.push(take)),
            ended.then(() => Promise.reject(new Error('the stream ended'))),
          ]);
        },
        ended,
        close: () => asked.destroy(),
      });
    });
    asked.end();
  });
}

/** The person reveals a value, as the agent answers for them. */
export async function reveal(
  device: TestDevice,
  desk: TestDesk,
  claims: Extract<RequestClaims, { kind: 'reveal' }>,
  value: string,
): Promise<Response> {
  const sealed = await buffer(
    sealTo(desk.policy().recipients)(Readable.from([Buffer.from(value)])),
  );
  const answer = {
    answer: 'value',
    sealed: sealed.toString('base64'),
    at: new Date().toISOString(),
  };
  const jws = await new CompactSign(
    Buffer.from(JSON.stringify({ request: claims.jti, ...claims.reveal, ...answer })),
  )
    .setProtectedHeader({ alg: 'EdDSA', typ: revealType, kid: device.id })
    .sign(device.privateKey);
  return callAs(device, desk, 'POST', `${deviceRoutes.requests}/${claims.jti}/reveal`, {
    body: { jws },
  });
}
