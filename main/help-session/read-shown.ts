import { pictureItemId } from '#contract/bundle/picture.ts';
import { raise } from '#contract/errors/result.ts';
import type { CallArgs, ItemChunk } from '#contract/ipc/ipc.ts';
import type { Session } from '#contract/ipc/session.ts';
import { documentsOf } from './compose-bundle.ts';
import { chunkOf, type ReviewFolder } from './review-folder.ts';
import type { ReviewState } from './review-state.ts';

/**
 * A piece of what the window shows at this moment: an item, or one of the bundle's own documents.
 * @throws CandorError `unknown-item` for everything else.
 */
export async function readShown(
  session: Session,
  reviewing: ReviewState | null,
  folder: ReviewFolder | null,
  { id, offset, length }: CallArgs<'review.read'>,
): Promise<ItemChunk> {
  const document =
    session.phase === 'review' && reviewing ? documentsOf(reviewing.composition)[id] : undefined;
  if (document) return chunkOf(document.subarray(offset, offset + length), offset, document.length);
  const known =
    session.phase === 'collecting'
      ? session.collectors.some(({ items }) => items.some((item) => item.id === id))
      : session.phase === 'review' && session.review.items.some((item) => item.id === id);
  if (!known || !folder || id === pictureItemId)
    raise(
      'unknown-item',
      'This item is not there. It may belong to an earlier look at this computer.',
      { detail: id },
    );
  return folder.read(id, offset, length);
}
