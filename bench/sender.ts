import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { sha256Hex } from '#bundle/hash.ts';
import { encodeDocument, encodeManifest, manifestHash } from '#bundle/manifest.ts';
import { keyThumbprint, signReceipt } from '#bundle/receipt.ts';
import { sealTo } from '#bundle/seal.ts';
import { writeBundle } from '#bundle/write.ts';
import type { Manifest, ManifestItem } from '#contract/bundle/manifest.ts';
import { type PublicKey, publicKey } from '#contract/bundle/receipt.ts';
import {
  deviceRoutes,
  type SubmissionAnswer,
  submissionAnswer,
} from '#contract/http/device-api.ts';
import type { Desk } from '#desk/service/start.ts';
import { deviceToken } from '#main/trust/device-token.ts';

/** A device without an enrolment token, as anybody can make one. */
export interface Sender {
  /** A bundle with these items, sealed to the desk. */
  seal(contents: Readonly<Record<string, string>>): Promise<Uint8Array>;
  /** Uploads a bundle. @returns false when the desk takes no more from this device for now. */
  upload(sealed: Uint8Array, submission: string): Promise<boolean>;
  /** Waits until the check is over. @returns what the desk knows of the submission. @throws Error when it refuses it. */
  decided(submission: string): Promise<SubmissionAnswer['state']>;
}

export async function makeSender(desk: Desk): Promise<Sender> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { kty, crv, x } = await exportJWK(pair.publicKey);
  const half = publicKey.parse({ kty, crv, x });
  const device = await keyThumbprint(half);
  const audience = await keyThumbprint(desk.policy().organisation.publicKey);

  async function call(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Buffer,
  ): Promise<Response> {
    const key = { id: device, privateKey: pair.privateKey };
    const token = await deviceToken(key, { audience, method, path, now: Date.now() });
    const authorization = `Bearer ${token}`;
    return fetch(`${desk.address}${path}`, {
      method,
      headers: { authorization, ...headers },
      ...(body && { body }),
    });
  }

  const registration = { publicKey: half, platform: 'linux', agentVersion: '0.1.0' };
  const json = { 'content-type': 'application/json' };
  await expectStatus(
    await call('PUT', deviceRoutes.device, json, JSON.stringify(registration)),
    204,
  );

  return {
    seal: (contents) =>
      seal(desk, { device, publicKey: half, privateKey: pair.privateKey }, contents),
    async upload(sealed, submission) {
      const tus = { 'tus-resumable': '1.0.0' };
      const metadata = `submission ${btoa(submission)},sha256 ${btoa(sha256Hex(sealed))}`;
      const head = { ...tus, 'upload-length': String(sealed.length), 'upload-metadata': metadata };
      const begun = await call('POST', deviceRoutes.uploads, head);
      if (begun.status === 429) return false;
      await expectStatus(begun, 201);
      const piece = {
        ...tus,
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      };
      await expectStatus(
        await call('PATCH', begun.headers.get('location') ?? '', piece, Buffer.from(sealed)),
        204,
      );
      return true;
    },
    async decided(submission) {
      for (;;) {
        // The desk holds this answer back while the check goes on.
        const response = await call('GET', `${deviceRoutes.submissions}/${submission}`, {});
        await expectStatus(response, 200);
        const answer = submissionAnswer.parse(await response.json());
        if (answer.state === 'refused')
          throw new Error(`the desk refused a bundle: ${JSON.stringify(answer.problem)}`);
        if (answer.state !== 'checking') return answer.state;
      }
    },
  };
}

async function expectStatus(response: Response, status: number): Promise<void> {
  if (response.status !== status)
    throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
}

interface Identity {
  device: string;
  publicKey: PublicKey;
  privateKey: CryptoKey;
}

async function seal(
  desk: Desk,
  { device, publicKey: half, privateKey }: Identity,
  contents: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const policy = desk.policy();
  const items = Object.entries(contents).map(([id, text]) => itemOf(id, text));
  const findings = encodeDocument({ findings: [], failed: [] });
  const redactions = encodeDocument({ items: [] });
  const manifest = encodeManifest(manifestOf(items, findings, redactions));
  const receipt = await signReceipt(
    {
      format: 'candor-receipt',
      version: 1,
      bundle: (JSON.parse(manifest.toString()) as Manifest).bundle,
      manifestHash: manifestHash(manifest),
      items: items.map(({ id, sha256 }) => ({ id, sha256 })),
      recipient: {
        organisation: policy.organisation.name,
        fingerprint: await keyThumbprint(policy.organisation.publicKey),
        desk: policy.desk.address,
      },
      purpose: policy.purpose,
      retentionDays: policy.retentionDays,
      agreedAt: new Date().toISOString(),
      device,
    },
    privateKey,
    half,
  );
  const bundle = writeBundle({
    ...{ manifest, findings, redactions, receipt: encodeDocument(receipt) },
    items: Object.entries(contents).map(([id, text]) => ({
      id,
      open: () => Readable.from([Buffer.from(text)]),
    })),
  });
  return buffer(sealTo(policy.recipients)(bundle as Readable));
}

function manifestOf(items: ManifestItem[], findings: Uint8Array, redactions: Uint8Array): Manifest {
  const hashOf = (bytes: Uint8Array) => ({ bytes: bytes.length, sha256: sha256Hex(bytes) });
  const collector = {
    ...{
      id: 'logs',
      title: 'Logs',
      purpose: 'A benchmark',
      category: 'machine' as const,
      status: 'success' as const,
    },
    ...{ durationMs: 1, reason: null, items: items.map(({ id }) => id) },
  };
  return {
    ...{
      format: 'candor-bundle',
      version: 1,
      bundle: randomUUID(),
      createdAt: new Date().toISOString(),
    },
    agent: { version: '0.1.0', platform: 'linux', architecture: 'x64' },
    ...{ preset: 'standard', collectors: [collector], items, leftOut: [] },
    ...{ findings: hashOf(findings), redactions: hashOf(redactions) },
  };
}

function itemOf(id: string, text: string): ManifestItem {
  return {
    ...{
      id,
      mediaType: 'text/plain',
      bytes: Buffer.byteLength(text),
      sha256: sha256Hex(Buffer.from(text)),
      droppedBytes: 0,
    },
    ...{
      collector: 'logs',
      title: id,
      purpose: 'A benchmark',
      category: 'machine',
      sensitivity: 'technical',
      redacted: 0,
    },
  };
}
