import { pictureItemId } from '#contract/bundle/picture.ts';
import { raise } from '#contract/errors/result.ts';
import type { CallArgs, ItemChunk } from '#contract/ipc/ipc.ts';
import { documentsOf } from './compose-bundle.ts';
import { chunkOf, type ReviewFolder } from './review-folder.ts';
import type { SessionState } from './session-state.ts';

/**
 * Reads a piece of an item, or of one of the bundle's own documents, that the window shows at this moment.
 * @throws CandorError `unknown-item` for everything else.
 */
export async function readShown(
  state: SessionState,
  { id, offset, length }: CallArgs<'review.read'>,
): Promise<ItemChunk> {
  const document = state.phase === 'review' && documentsOf(state.review.composition)[id];
  if (document) return chunkOf(document.subarray(offset, offset + length), offset, document.length);
  const folder = folderOfItem(state, id);
  if (!folder || id === pictureItemId)
    raise(
      'unknown-item',
      'This item is not there. It may belong to an earlier check of this computer.',
      { detail: id },
    );
  return folder.read(id, offset, length);
}

/** Null when the window does not show this item. */
function folderOfItem(state: SessionState, id: string): ReviewFolder | null {
  if (state.phase === 'collecting')
    return state.collectors.some(({ items }) => items.some((item) => item.id === id))
      ? state.folder
      : null;
  if (state.phase !== 'review') return null;
  return state.shown.items.some((item) => item.id === id) ? state.review.run.folder : null;
}
