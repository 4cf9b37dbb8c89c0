import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { exportJWK, generateKeyPair } from 'jose';
import { sha256Hex } from '#bundle/hash.ts';
import { encodeDocument, encodeManifest, manifestHash } from '#bundle/manifest.ts';
import { keyThumbprint, signReceipt } from '#bundle/receipt.ts';
import { type WriteOptions, writeBundle } from '#bundle/write.ts';
import type { FindingsDocument } from '#contract/bundle/finding.ts';
import type { Manifest, ManifestItem } from '#contract/bundle/manifest.ts';
import { publicKey as publicKeySchema, type Receipt } from '#contract/bundle/receipt.ts';

export interface SampleItem {
  id: string;
  content: string | Uint8Array;
}

export const sampleItems: SampleItem[] = [
  { id: 'system/system.json', content: '{\n  "manufacturer": "Example"\n}\n' },
  { id: 'logs/system.log', content: 'first line\nsecond line with user-1 and ip-2\n'.repeat(200) },
  { id: 'logs/empty.log', content: '' },
];

export async function makeDevice() {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const publicKey = publicKeySchema.parse(
    (({ kty, crv, x }) => ({ kty, crv, x }))(await exportJWK(pair.publicKey)),
  );
  return { privateKey: pair.privateKey, publicKey, id: await keyThumbprint(publicKey) };
}
export type Device = Awaited<ReturnType<typeof makeDevice>>;

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

export function sampleManifest(
  items: readonly SampleItem[],
  findings: Uint8Array,
  redactions: Uint8Array,
): Manifest {
  return {
    format: 'candor-bundle',
    version: 1,
    bundle: '8b1f0f5e-5a3c-4c7e-9a52-0d6f6a1f1c11',
    createdAt: '2025-06-24T14:36:25.000Z',
    agent: { version: '0.1.0', platform: 'linux', architecture: 'x64' },
    preset: 'standard',
    collectors: [
      {
        id: 'logs',
        title: 'System log',
        purpose: 'Shows what failed recently',
        category: 'logs',
        status: 'partial',
        durationMs: 12.4,
        reason: { message: 'The journal answered {code}', values: { code: 1 } },
        items: ['logs/system.log'],
      },
    ],
    items: items.map(({ id, content }): ManifestItem => {
      const bytes = bytesOf(content);
      return {
        id,
        mediaType: id.endsWith('.json') ? 'application/json' : 'text/plain',
        bytes: bytes.byteLength,
        sha256: sha256Hex(bytes),
        droppedBytes: 0,
        collector: id.split('/')[0] ?? '',
        title: id,
        purpose: 'Sample',
        category: 'logs',
        sensitivity: 'private',
        redacted: 0,
      };
    }),
    leftOut: [{ id: 'software/installed.json', title: 'Installed software', bytes: 1234 }],
    findings: { bytes: findings.byteLength, sha256: sha256Hex(findings) },
    redactions: { bytes: redactions.byteLength, sha256: sha256Hex(redactions) },
  };
}

export interface SampleOptions {
  items?: readonly SampleItem[];
  findings?: FindingsDocument;
  /** Bytes of `timeline.json`; without them the bundle has none, like those of earlier versions. */
  timeline?: Uint8Array;
  device?: Device | null;
  changeManifest?: (manifest: Manifest) => Manifest;
  changeReceipt?: (receipt: Receipt) => Receipt;
}

export async function sampleOptions(
  options: SampleOptions = {},
): Promise<WriteOptions & { manifestHash: string }> {
  const items = options.items ?? sampleItems;
  const findings = encodeDocument(options.findings ?? { findings: [], failed: [] });
  const redactions = encodeDocument({
    items: [{ item: items[0]?.id ?? 'a/b', redactions: [{ rule: 'ip-v4', kind: 'ip', count: 2 }] }],
  });
  const plain = sampleManifest(items, findings, redactions);
  const { timeline } = options;
  const listed = timeline
    ? { ...plain, timeline: { bytes: timeline.byteLength, sha256: sha256Hex(timeline) } }
    : plain;
  const manifest = options.changeManifest?.(listed) ?? listed;
  const bytes = encodeManifest(manifest);
  const device = options.device === undefined ? await makeDevice() : options.device;
  const receipt: Receipt | null = device && {
    format: 'candor-receipt',
    version: 1,
    bundle: manifest.bundle,
    manifestHash: manifestHash(bytes),
    items: manifest.items.map(({ id, sha256 }) => ({ id, sha256 })),
    recipient: { organisation: 'Example', fingerprint: device.id, desk: 'https://desk.example' },
    purpose: 'To find and solve the problem you described',
    retentionDays: 30,
    agreedAt: '2025-06-24T14:40:00.000Z',
    device: device.id,
  };
  const signed =
    receipt &&
    device &&
    (await signReceipt(
      options.changeReceipt?.(receipt) ?? receipt,
      device.privateKey,
      device.publicKey,
    ));
  return {
    manifest: bytes,
    manifestHash: manifestHash(bytes),
    findings,
    redactions,
    ...(timeline && { timeline }),
    receipt: signed && encodeDocument(signed),
    items: items.map(({ id, content }) => ({
      id,
      open: () => Readable.from([bytesOf(content)], { objectMode: false }),
    })),
  };
}

export async function writeSample(options: SampleOptions = {}): Promise<Buffer> {
  return buffer(writeBundle(await sampleOptions(options)));
}

/** Runs and gives back the code of the `CandorError`; fails the test's comparison when nothing was thrown. */
export async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'nothing was thrown';
  } catch (error) {
    return error instanceof Error && 'error' in error
      ? (error as { error: { code: string } }).error.code
      : String(error);
  }
}
