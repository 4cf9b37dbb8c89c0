import { useEffect, useState } from 'react';
import type { AppError, Result } from '#contract/errors/result.ts';
import type { CallArgs, ItemChunk } from '#contract/ipc/ipc.ts';
import { call } from '#renderer/base/bridge.ts';

/** Copy of `readChunkBytes` in contract/ipc/ipc.ts: importing it would bundle the schemas into the window. */
const chunkBytes = 256 * 1024;

export type ReadableId = CallArgs<'review.read'>['id'];

/** Asks main for one piece of an item's exact bytes. */
export type ReadPiece = (piece: {
  id: ReadableId;
  offset: number;
  length: number;
}) => Promise<Result<ItemChunk>>;

const readReviewed: ReadPiece = (piece) => call('review.read', piece);

export interface Content {
  text: string;
  readBytes: number;
  totalBytes: number | null;
  error: AppError | null;
}

const nothing: Content = { text: '', readBytes: 0, totalBytes: null, error: null };

/**
 * Reads an item to its end, piece by piece. The first piece is shown at once; then the text grows by doubling,
 * because each growth is indexed again. `version` changes when something is hidden or shown again; then it rereads.
 * `readPiece` must be a stable function; without it, the item is read from the review.
 */
export function useContent(
  id: ReadableId,
  version: string,
  readPiece: ReadPiece = readReviewed,
): Content & { complete: boolean } {
  const [content, setContent] = useState<Content>(nothing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version of the bundle has other content
  useEffect(() => {
    let stopped = false;
    setContent(nothing);
    const read = async () => {
      let text = '';
      let shown = 0;
      for (let offset: number | null = 0; offset !== null && !stopped; ) {
        const result: Result<ItemChunk> = await readPiece({ id, offset, length: chunkBytes });
        if (stopped) return;
        if (!result.ok) return setContent((now) => ({ ...now, error: result.error }));
        text += result.value.text;
        offset = result.value.nextOffset;
        const { totalBytes } = result.value;
        const show = offset === null || text.length >= 2 * shown;
        if (show) shown = text.length;
        setContent((now) => ({
          text: show ? text : now.text,
          readBytes: offset ?? totalBytes,
          totalBytes,
          error: null,
        }));
      }
    };
    void read();
    return () => {
      stopped = true;
    };
  }, [id, version, readPiece]);
  return {
    ...content,
    complete: content.totalBytes !== null && content.readBytes === content.totalBytes,
  };
}
