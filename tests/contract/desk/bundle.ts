import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CompactSign } from 'jose';
import { ZipFile } from 'yazl';
import { checksumAtEnd } from '#bundle/checksum.ts';
import { sha256Hex } from '#bundle/hash.ts';
import { encodeDocument, encodeManifest, manifestHash } from '#bundle/manifest.ts';
import { keyThumbprint, signReceipt } from '#bundle/receipt.ts';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { sealTo } from '#bundle/seal.ts';
import { writeBundle } from '#bundle/write.ts';
import { checksumLength, checksumPrefix, zipProfile, zipTime } from '#bundle/zip-profile.ts';
import type { Manifest, ManifestItem } from '#contract/bundle/manifest.ts';
import type { Receipt, SignedReceipt } from '#contract/bundle/receipt.ts';
import type { Description } from '#contract/text/description.ts';
import type { Desk } from '#desk/service/start.ts';
import type { TestDevice } from './device.ts';

export interface TestBundle {
  sealed: Uint8Array;
  /** The same before it is sealed. */
  plain: Uint8Array;
  manifest: Manifest;
  manifestHash: string;
  receipt: SignedReceipt;
}

const said: Description = {
  happened: 'The printer is gone.\nSince this morning.',
  began: 'today',
  severity: 'slowed',
};
const fullDisk = {
  filesystems: [
    {
      mount: '/',
      type: 'ext4',
      sizeBytes: 1e11,
      usedBytes: 9.95e10,
      availableBytes: 5e8,
      readOnly: false,
    },
  ],
};

/**
 * An item that hardly compresses, the same on each run: in truly random base64 a few letters and what follows them are,
 * now and then, the shape of a key, and then the bundle is rightly refused.
 */
export function noiseItem(bytes: number): Record<string, string> {
  const noise = createHash('shake256', { outputLength: bytes }).update('noise').digest('base64');
  return { 'logs/noise.log': noise };
}

/** Items as a run of the collectors leaves them: a description, a nearly full disk, and whatever else is asked for. */
export async function makeBundle(
  desk: Pick<Desk, 'policy'>,
  device: TestDevice,
  options: {
    extra?: Record<string, string | Uint8Array>;
    /** A bundle that an engineer asked for holds no words of the person. */
    withoutWords?: boolean;
    receipt?: Partial<Receipt>;
    unsealed?: boolean;
    unscanned?: boolean;
    signedBy?: TestDevice;
    /** Changes the manifest as a hostile sender would, before everything else is made to fit it. */
    spoilManifest?: (manifest: Manifest) => void;
  } = {},
): Promise<TestBundle> {
  const contents: Record<string, string | Uint8Array> = {
    ...(!options.withoutWords && { 'description/description.json': JSON.stringify(said) }),
    'disks/filesystems.json': JSON.stringify(fullDisk),
    'logs/system.log': 'first line\nsecond line <script>alert(1)</script>\n',
    ...options.extra,
  };
  const items = Object.entries(contents).map(([id, content]) => itemOf(id, Buffer.from(content)));
  // The sender's own findings, which the desk does not believe.
  const findings = encodeDocument({ findings: [], failed: [] });
  const redactions = encodeDocument({ items: [] });
  const manifest: Manifest = {
    format: 'candor-bundle',
    version: 1,
    bundle: randomUUID(),
    createdAt: new Date().toISOString(),
    agent: { version: '0.1.0', platform: 'linux', architecture: 'x64' },
    preset: 'standard',
    collectors: [...Map.groupBy(items, ({ collector }) => collector)].map(([id, ofCollector]) => ({
      id,
      title: id,
      purpose: 'A test',
      category: 'machine' as const,
      status: 'success' as const,
      durationMs: 1,
      reason: null,
      items: ofCollector.map((item) => item.id),
    })),
    items,
    leftOut: [],
    findings: { bytes: findings.length, sha256: sha256Hex(findings) },
    redactions: { bytes: redactions.length, sha256: sha256Hex(redactions) },
  };
  options.spoilManifest?.(manifest);
  const manifestBytes = options.spoilManifest
    ? Buffer.from(JSON.stringify(manifest))
    : encodeManifest(manifest);
  const hash = manifestHash(manifestBytes);
  const policy = desk.policy();
  const record: Receipt = {
    format: 'candor-receipt',
    version: 1,
    bundle: manifest.bundle,
    manifestHash: hash,
    items: items.map(({ id, sha256 }) => ({ id, sha256 })),
    recipient: {
      organisation: policy.organisation.name,
      fingerprint: await keyThumbprint(policy.organisation.publicKey),
      desk: policy.desk.address,
    },
    purpose: policy.purpose,
    retentionDays: policy.retentionDays,
    agreedAt: new Date().toISOString(),
    device: device.id,
    ...options.receipt,
  };
  const receipt = options.signedBy
    ? await forgeReceipt(record, options.signedBy)
    : await signReceipt(record, device.privateKey, device.publicKey);
  const writing = (options.spoilManifest ? writeUnchecked : writeBundle)({
    manifest: manifestBytes,
    findings,
    redactions,
    receipt: encodeDocument(receipt),
    items: Object.entries(contents).map(([id, content]) => ({
      id,
      open: () => Readable.from([Buffer.from(content)]),
    })),
    ...(options.unscanned ? {} : { scan: createLeakScanner([]) }),
  });
  const plain = await buffer(writing);
  const sealed = options.unsealed
    ? plain
    : await buffer(sealTo(policy.recipients)(Readable.from([plain])));
  return { sealed, plain, manifest, manifestHash: hash, receipt };
}

/** The same bundle from a sender who checks nothing: `writeBundle` refuses what no desk would take. */
function writeUnchecked({
  manifest,
  findings,
  redactions,
  receipt,
  items,
}: Parameters<typeof writeBundle>[0]): Readable {
  const zip = new ZipFile();
  const options = { mtime: zipTime, mode: zipProfile.mode, forceDosTimestamp: true };
  const documents = {
    'manifest.json': manifest,
    'findings.json': findings,
    'redactions.json': redactions,
    'receipt.json': receipt,
  };
  for (const [name, bytes] of Object.entries(documents)) {
    if (bytes) zip.addReadStream(Readable.from([bytes], { objectMode: false }), name, options);
  }
  for (const { id, open } of items) zip.addReadStream(open(), `items/${id}`, options);
  zip.end({ forceZip64Format: false, comment: checksumPrefix + '0'.repeat(checksumLength) });
  return zip.outputStream.pipe(checksumAtEnd());
}

/** Seals any bytes to a desk, as a hostile sender would. */
export const sealBytes = (desk: Pick<Desk, 'policy'>, bytes: Uint8Array): Promise<Uint8Array> =>
  buffer(sealTo(desk.policy().recipients)(Readable.from([bytes])));

/** `signReceipt` refuses a key that is not the named device's; a forger does not ask it. */
async function forgeReceipt(
  receipt: Receipt,
  { privateKey, publicKey }: TestDevice,
): Promise<SignedReceipt> {
  const jws = await new CompactSign(Buffer.from(JSON.stringify(receipt)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'candor-receipt+json', kid: receipt.device })
    .sign(privateKey);
  return { receipt, jws, publicKey };
}

function itemOf(id: string, bytes: Uint8Array): ManifestItem {
  return {
    id,
    mediaType: id.endsWith('.png')
      ? 'image/png'
      : id.endsWith('.json')
        ? 'application/json'
        : 'text/plain',
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
    droppedBytes: 0,
    collector: id.split('/')[0] ?? '',
    title: id,
    purpose: 'A test',
    category: 'machine',
    sensitivity: 'technical',
    redacted: 0,
  };
}
