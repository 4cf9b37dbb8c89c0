import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '#bundle/hash.ts';
import { pictureProblem, pictureSizeOf } from '#bundle/picture.ts';
import {
  pictureItemId,
  pictureLimits,
  type ReviewedPicture,
  type TakenPicture,
} from '#contract/bundle/picture.ts';
import {
  type CollectedItem,
  type CollectorDeclaration,
  type CollectorOutcome,
  platforms,
  presets,
} from '#contract/collector/collector.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { raise } from '#contract/errors/result.ts';
import { diskError } from '../storage/durable-file.ts';
import type { HelpSession } from './help-session-options.ts';
import { imageOf, type ReadyPicture } from './pictures.ts';
import type { CollectorRun } from './run-collectors.ts';
import type { SessionState } from './session-state.ts';

/** Not a real collector: only the person can take a picture, and no engineer can ask for one. In the bundle it is listed like one. */
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

/** Adds the picture to the run, after the person's words, and writes it to the review folder, which is deleted with the session. */
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

/** Pictures are taken before a session begins. @throws CandorError `wrong-phase`, `forbidden`, `picture-unavailable` */
export function takePicture({ options, state }: HelpSession): Promise<TakenPicture[]> {
  if (state().phase === 'idle') return options.pictures.take();
  raise('wrong-phase', 'A picture can be taken before Candor checks this computer.');
}

/**
 * The picture as the person reviews it: the bytes on disk, exactly as they would be sent.
 * @throws CandorError `wrong-phase`, `unknown-item`, `content-changed`
 */
export async function reviewedPicture(state: SessionState): Promise<ReviewedPicture> {
  if (state.phase !== 'review') raise('wrong-phase', 'There is nothing to review right now.');
  const { collected, folder } = state.review.run;
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
      'The picture has changed since you took it. Leave it out, or discard this and check again.',
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
