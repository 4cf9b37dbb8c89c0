import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { itemsFolder, type ManifestItem } from '#contract/bundle/manifest.ts';
import { toAppError } from '#contract/errors/result.ts';
import type { Verification } from '#contract/http/console-api.ts';
import type { Bundle, FileHash } from './read.ts';
import { verifyReceipt } from './receipt.ts';

/** The detail of the receipt checks if there is no receipt; used for nothing else. */
export const noReceipt = 'there is no receipt';

function result(message: string, problem: string | null): Verification {
  return { check: { message }, passed: problem === null, detail: problem };
}

/**
 * Every promise of a bundle as one check with its result; the bundle is valid if all passed. A
 * bundle without a receipt fails those checks, because no one has agreed to it yet. Reads every
 * item once, with limited memory.
 */
export async function verifyBundle(bundle: Bundle): Promise<Verification[]> {
  return [
    result(
      'The file is exactly as it was written',
      bundle.intact ? null : "the file's checksum differs",
    ),
    result('The bundle contains exactly the listed items', setProblem(bundle)),
    result('Every item is exactly as listed', await itemsProblem(bundle)),
    result(
      'The findings are those that were reviewed',
      hashProblem(bundle.findingsHash, bundle.manifest.findings),
    ),
    result(
      'The redaction report is the one that was reviewed',
      hashProblem(bundle.redactionsHash, bundle.manifest.redactions),
    ),
    ...timelineCheck(bundle),
    ...(await receiptChecks(bundle)),
  ];
}

/**
 * A bundle made before timelines existed has none, and nothing to check; an added or removed
 * timeline is noticed.
 */
function timelineCheck({ timelineHash, manifest }: Bundle): Verification[] {
  const check = 'The timeline is the one that was reviewed';
  if (timelineHash === null) return manifest.timeline ? [result(check, 'it is missing')] : [];
  return [
    result(
      check,
      manifest.timeline
        ? hashProblem(timelineHash, manifest.timeline)
        : 'the list does not name it',
    ),
  ];
}

function setProblem({ manifest, entries }: Bundle): string | null {
  const listed = new Set(manifest.items.map(({ id }) => id));
  const present = new Set(
    entries
      .filter(({ name }) => name.startsWith(itemsFolder))
      .map(({ name }) => name.slice(itemsFolder.length)),
  );
  const missing = [...listed].filter((id) => !present.has(id));
  const extra = [...present].filter((id) => !listed.has(id));
  if (listed.size !== manifest.items.length) return 'an item is listed twice';
  if (missing.length > 0) return `missing: ${shorten(missing)}`;
  return extra.length > 0 ? `not listed: ${shorten(extra)}` : null;
}

async function itemsProblem(bundle: Bundle): Promise<string | null> {
  const bad: string[] = [];
  for (const item of bundle.manifest.items) if (!(await isExact(bundle, item))) bad.push(item.id);
  return bad.length > 0 ? `different: ${shorten(bad)}` : null;
}

async function isExact(bundle: Bundle, item: ManifestItem): Promise<boolean> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of await bundle.openItem(item.id)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return false;
  }
  return hashProblem({ bytes, sha256: hash.digest('hex') }, item) === null;
}

function hashProblem(actual: FileHash, expected: FileHash): string | null {
  if (actual.bytes !== expected.bytes) return `${actual.bytes} bytes, not ${expected.bytes}`;
  return actual.sha256 === expected.sha256
    ? null
    : `SHA-256 ${actual.sha256}, not ${expected.sha256}`;
}

async function receiptChecks(bundle: Bundle): Promise<Verification[]> {
  const { receipt } = bundle.receipt ?? { receipt: null };
  const items = bundle.manifest.items.map(({ id, sha256 }) => ({ id, sha256 }));
  const sameManifest =
    receipt?.manifestHash === bundle.manifestHash && receipt.bundle === bundle.manifest.bundle;
  const sameItems = receipt !== null && isDeepStrictEqual(byId(receipt.items), byId(items));
  return [
    result(
      'The person agreed to exactly this content',
      receipt === null ? noReceipt : sameManifest ? null : 'the receipt names another manifest',
    ),
    result(
      'The receipt lists the same items',
      receipt === null ? noReceipt : sameItems ? null : 'the receipt lists other items',
    ),
    result('The receipt is signed by the device that it names', await signatureProblem(bundle)),
  ];
}

async function signatureProblem({ receipt }: Bundle): Promise<string | null> {
  if (!receipt) return noReceipt;
  try {
    await verifyReceipt(receipt);
    return null;
  } catch (error) {
    return toAppError(error).detail;
  }
}

function byId<T extends { id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function shorten(list: readonly string[]): string {
  return list.length > 10
    ? `${list.slice(0, 10).join(', ')} and ${list.length - 10} more`
    : list.join(', ');
}
