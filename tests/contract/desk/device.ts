import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Upload, type UploadOptions } from 'tus-js-client';
import { sha256Hex } from '#bundle/hash.ts';
import { keyThumbprint } from '#bundle/receipt.ts';
import { type PublicKey, publicKey } from '#contract/bundle/receipt.ts';
import {
  deviceRoutes,
  type SubmissionAnswer,
  submissionAnswer,
} from '#contract/http/device-api.ts';
import { declared } from './declared-errors.ts';

export interface TestDevice {
  id: string;
  publicKey: PublicKey;
  privateKey: CryptoKey;
}

/** A sender as the agent is one, with its own key. */
export async function makeDevice(): Promise<TestDevice> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { kty, crv, x } = await exportJWK(pair.publicKey);
  const half = publicKey.parse({ kty, crv, x });
  return { id: await keyThumbprint(half), publicKey: half, privateKey: pair.privateKey };
}

export interface TokenChanges {
  audience?: string;
  method?: string;
  path?: string;
  issuedAt?: number;
  life?: number;
  jti?: string;
  signer?: TestDevice;
}

export async function tokenOf(
  device: TestDevice,
  call: { audience: string; method: string; path: string },
  changes: TokenChanges = {},
): Promise<string> {
  const issuedAt = changes.issuedAt ?? Math.floor(Date.now() / 1000);
  return new SignJWT({ htm: changes.method ?? call.method, htu: changes.path ?? call.path })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: device.id })
    .setAudience(changes.audience ?? call.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (changes.life ?? 60))
    .setJti(changes.jti ?? randomUUID())
    .sign((changes.signer ?? device).privateKey);
}

export interface DeskTarget {
  address: string;
  fingerprint: string;
}

export async function callAs(
  device: TestDevice,
  { address, fingerprint }: DeskTarget,
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string>; token?: TokenChanges } = {},
): Promise<Response> {
  const token = await tokenOf(device, { audience: fingerprint, method, path }, options.token);
  const asked = fetch(`${address}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  return declared(method, path, asked);
}

export function register(device: TestDevice, desk: DeskTarget): Promise<Response> {
  const body = { publicKey: device.publicKey, platform: 'linux', agentVersion: '0.1.0' };
  return callAs(device, desk, 'PUT', deviceRoutes.device, { body });
}

export async function submissionOf(
  device: TestDevice,
  desk: DeskTarget,
  id: string,
): Promise<SubmissionAnswer> {
  const response = await callAs(device, desk, 'GET', `${deviceRoutes.submissions}/${id}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return submissionAnswer.parse(await response.json());
}

export interface SendOptions
  extends Pick<UploadOptions, 'chunkSize' | 'uploadUrl' | 'onChunkComplete' | 'retryDelays'> {
  submission?: string;
  sha256?: string;
}

/** Sends bytes as tus-js-client does. @returns the upload's address. Rejects with its error. */
export function send(
  device: TestDevice,
  desk: DeskTarget,
  sealed: Uint8Array,
  options: SendOptions = {},
): Promise<string> {
  const { submission = randomUUID(), sha256 = sha256Hex(sealed), ...rest } = options;
  return new Promise((resolve, reject) => {
    const upload = new Upload(Buffer.from(sealed), {
      endpoint: `${desk.address}${deviceRoutes.uploads}`,
      metadata: { submission, sha256 },
      storeFingerprintForResuming: false,
      retryDelays: null,
      ...rest,
      onBeforeRequest: async (request) => {
        const path = new URL(request.getURL()).pathname;
        const call = { audience: desk.fingerprint, method: request.getMethod(), path };
        request.setHeader('authorization', `Bearer ${await tokenOf(device, call)}`);
      },
      onSuccess: () => resolve(upload.url ?? ''),
      onError: reject,
    });
    upload.start();
  });
}

/** Asks until the desk has decided; each asking waits at the desk itself. */
export async function decisionOf(
  device: TestDevice,
  desk: DeskTarget,
  id: string,
): Promise<SubmissionAnswer> {
  for (let asked = 0; asked < 10; asked += 1) {
    const answer = await submissionOf(device, desk, id);
    if (answer.state !== 'checking') return answer;
  }
  throw new Error('the desk did not decide');
}
