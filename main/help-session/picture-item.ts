import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '#bundle/hash.ts';
import { pictureProblem, pictureSizeOf } from '#bundle/picture.ts';
import { pictureItemId, pictureLimits, type ReviewedPicture } from '#contract/bundle/picture.ts';
import {
  type CollectedItem,
  type CollectorDeclaration,
  type CollectorOutcome,
  platforms,
  presets,
} from '#contract/collector/collector.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { raise } from '#contract/errors/result.ts';
import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { Session } from '#contract/ipc/session.ts';
import { diskError } from '../storage/durable-file.ts';
import { imageOf, type Pictures, type ReadyPicture } from './pictures.ts';
import type { CollectorRun } from './run-collectors.ts';

/** No collector makes it, and no engineer can ask for it: only the person can. In the bundle it stands beside the others. */
const declaration: CollectorDeclaration = {
  id: 'screenshot',
  title: 'Picture of your screen',
  purpose:
    'The picture that you took, so that the engineer sees what you see. Nothing in it was hidden by Candor.',
  category: 'description',
  sensitivity: 'private',
  privileges: 'none',
  platforms: [...platforms],
  presets: [...presets],
  deadlineMs: 1,
  byteCap: pictureLimits.bytes,
};

/** The run with the picture after the person's words, and its bytes in the review folder, which goes with the session. */
export async function withPicture(run: CollectorRun, picture: ReadyPicture): Promise<CollectorRun> {
  await writePrivately(join(run.folder.path, 'items', pictureItemId), picture.png);
  const { covers } = picture;
  const item: CollectedItem = {
    id: pictureItemId,
    mediaType: 'image/png',
    bytes: picture.png.length,
    sha256: sha256Hex(picture.png),
    droppedBytes: 0,
    redactions:
      covers > 0 ? [{ rule: 'blacked-out-by-the-person', kind: 'picture', count: covers }] : [],
  };
  const parts = [...run.collected.parts];
  const words = parts.findIndex(({ outcome }) =>
    outcome.items.some(({ id }) => id === descriptionItemId),
  );
  parts.splice(words + 1, 0, { declaration, outcome: { ...outcomeOf(picture), items: [item] } });
  return { ...run, collected: { ...run.collected, parts } };
}

function outcomeOf({
  width,
  height,
  madeSmallerFrom,
}: ReadyPicture): Omit<CollectorOutcome, 'items'> {
  const rest = { collector: declaration.id, durationMs: 0 };
  if (madeSmallerFrom === null) return { ...rest, status: 'success', reason: null };
  return {
    ...rest,
    status: 'partial',
    reason: {
      message: 'The picture was made smaller, from {from} to {to} pixels.',
      values: {
        from: `${madeSmallerFrom.width} × ${madeSmallerFrom.height}`,
        to: `${width} × ${height}`,
      },
    },
  };
}

type Calls = Pick<CallHandlers, 'picture.take' | 'picture.keep' | 'review.picture'>;

/** The window's calls: pictures are taken before a session begins, and one is looked at in its review. */
export function pictureCalls(
  pictures: Pictures,
  session: () => Session,
  run: () => CollectorRun | null,
): Calls {
  return {
    'picture.take'() {
      if (session().phase === 'idle') return pictures.take();
      raise('wrong-phase', 'A picture can be taken before Candor looks at this computer.');
    },
    'picture.keep': ({ id }) => pictures.keep(id),
    async 'review.picture'() {
      const current = session().phase === 'review' ? run() : null;
      return current
        ? reviewedPicture(current)
        : raise('wrong-phase', 'There is nothing to review at this moment.');
    },
  };
}

/**
 * The picture as the person reviews it: the bytes on disk, which are those that would be sent.
 * @throws CandorError `unknown-item`, `content-changed`
 */
async function reviewedPicture({ collected, folder }: CollectorRun): Promise<ReviewedPicture> {
  const item = collected.parts
    .flatMap(({ outcome }) => outcome.items)
    .find(({ id }) => id === pictureItemId);
  if (!item) raise('unknown-item', 'There is no picture of your screen in this bundle.');
  const pieces: Buffer[] = [];
  for await (const piece of folder.stream(pictureItemId)) pieces.push(piece as Buffer);
  const png = Buffer.concat(pieces);
  if (sha256Hex(png) !== item.sha256 || pictureProblem(png) !== null)
    raise(
      'content-changed',
      'The picture is no longer what you took. Leave it out, or discard this and look again.',
    );
  return { ...pictureSizeOf(png), image: imageOf(png) };
}

async function writePrivately(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw diskError(thrown);
  }
}
