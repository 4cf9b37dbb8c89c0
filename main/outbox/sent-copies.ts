import { sha256Hex } from '#bundle/hash.ts';
import { encodeDocument } from '#bundle/manifest.ts';
import { pictureProblem, pictureSizeOf } from '#bundle/picture.ts';
import type { Bundle } from '#bundle/read.ts';
import {
  findingsName,
  type ManifestItem,
  manifestName,
  redactionsName,
  timelineName,
} from '#contract/bundle/manifest.ts';
import { pictureItemId, type ReviewedPicture } from '#contract/bundle/picture.ts';
import { type AppError, CandorError, raise, toAppError } from '#contract/errors/result.ts';
import type { ItemChunk } from '#contract/ipc/ipc.ts';
import { imageOf } from '../help-session/pictures.ts';
import { chunkOf } from '../help-session/review-folder.ts';
import type { Clock } from './clock.ts';
import type { Entry } from './entry.ts';
import type { OutboxStore } from './store.ts';

/** Copies of what was sent. Everything is checked against the hash that the person agreed to. */
export interface SentCopies {
  /** @throws CandorError `not-found`, `content-changed`; so do the other reads. */
  contents(submission: string): Promise<{ items: ManifestItem[] }>;
  /** `item`: an item, or one of the bundle's own documents. */
  read(submission: string, item: string, offset: number, length: number): Promise<ItemChunk>;
  picture(submission: string): Promise<ReviewedPicture>;
  /** @throws CandorError `disk-failed` */
  remove(submission: string): Promise<void>;
  /** Removes copies of what the organisation has deleted or no longer stores, now and once a day. */
  sweep(): Promise<void>;
  stop(): void;
}

const dayMilliseconds = 24 * 3_600_000;

export function createSentCopies(options: {
  store: OutboxStore;
  clock: Clock;
  changed(): void;
  report(error: AppError): void;
}): SentCopies {
  const { store, clock, changed, report } = options;
  /** The item that is being read in pieces, so that it is unpacked only once. */
  let reading: { submission: string; item: string; bytes: Uint8Array } | null = null;
  let cancelTimer = () => {};

  function keptEntry(submission: string): Entry {
    const kept = store.find(submission);
    if (kept?.copy === 'kept' && !isOver(kept)) return kept;
    return raise('not-found', 'What you sent can no longer be read on this computer.', {
      detail: submission,
    });
  }

  const isOver = ({ agreedAt, retentionDays }: Entry): boolean =>
    Date.parse(agreedAt) + retentionDays * dayMilliseconds <= clock.now();

  async function withCopy<T>(submission: string, use: (bundle: Bundle) => Promise<T>): Promise<T> {
    const { manifestHash } = keptEntry(submission);
    // Loaded on the first read: an idle agent does not need the code that unpacks.
    const { openBundle } = await import('#bundle/read.ts');
    const bundle = await openBundle({ file: store.copyFile(submission) }).catch(notAsSent);
    try {
      if (bundle.manifestHash !== manifestHash)
        notAsSent(`manifest ${bundle.manifestHash}, agreed to ${manifestHash}`);
      return await use(bundle);
    } finally {
      await bundle.close();
    }
  }

  async function exactBytes(bundle: Bundle, id: string): Promise<Uint8Array> {
    const document = documentOf(bundle, id);
    const listed = document ?? bundle.manifest.items.find((item) => item.id === id);
    if (!listed)
      return raise('unknown-item', 'This item is not part of what you sent.', { detail: id });
    const bytes = document ? document.bytes : await bundle.readItem(id).catch(notAsSent);
    return sha256Hex(bytes) === listed.sha256 ? bytes : notAsSent(`${id} has another hash`);
  }

  async function sweep(): Promise<void> {
    cancelTimer();
    cancelTimer = clock.after(dayMilliseconds, () => void sweep());
    for (const kept of store.entries()) {
      const deleted = kept.deletion?.state === 'done';
      if (kept.copy !== 'kept' || !(isOver(kept) || deleted)) continue;
      await store
        .removeCopy(kept.id, deleted ? 'removed' : 'expired')
        .catch((thrown: unknown) => report(toAppError(thrown)));
      changed();
    }
  }

  return {
    contents: (submission) =>
      withCopy(submission, async ({ manifest }) => ({ items: manifest.items })),
    async read(submission, item, offset, length) {
      // An unpacked item is also readable only as long as its copy.
      keptEntry(submission);
      const same = reading?.submission === submission && reading.item === item && offset > 0;
      const bytes =
        same && reading
          ? reading.bytes
          : await withCopy(submission, (bundle) => exactBytes(bundle, item));
      const chunk = chunkOf(bytes.subarray(offset, offset + length), offset, bytes.length);
      reading = chunk.nextOffset === null ? null : { submission, item, bytes };
      return chunk;
    },
    async picture(submission) {
      const png = await withCopy(submission, (bundle) => exactBytes(bundle, pictureItemId));
      if (pictureProblem(png) !== null) notAsSent('not a picture');
      return { ...pictureSizeOf(png), image: imageOf(png) };
    },
    async remove(submission) {
      reading = null;
      await store.removeCopy(submission, 'removed');
      changed();
    },
    sweep,
    stop: () => cancelTimer(),
  };
}

/** One of the bundle's own documents: its bytes, and the hash in the manifest. */
function documentOf(bundle: Bundle, name: string): { bytes: Uint8Array; sha256: string } | null {
  const { manifest, manifestBytes, manifestHash, findings, redactions, timeline } = bundle;
  if (name === manifestName) return { bytes: manifestBytes, sha256: manifestHash };
  if (name === findingsName)
    return { bytes: encodeDocument(findings), sha256: manifest.findings.sha256 };
  if (name === redactionsName)
    return { bytes: encodeDocument(redactions), sha256: manifest.redactions.sha256 };
  if (name !== timelineName || !timeline || !manifest.timeline) return null;
  return { bytes: encodeDocument(timeline), sha256: manifest.timeline.sha256 };
}

function notAsSent(cause: unknown): never {
  if (cause instanceof Error && (cause as { code?: string }).code === 'ENOENT')
    return raise(
      'not-found',
      'The copy of what you sent is no longer on this computer. Your support team still has it.',
      {
        cause,
      },
    );
  const detail =
    cause instanceof CandorError ? (cause.error.detail ?? cause.error.code) : String(cause);
  return raise(
    'content-changed',
    'The copy of what you sent was changed on this computer, so Candor does not show it. Your support team has what you really sent.',
    { detail, cause },
  );
}
