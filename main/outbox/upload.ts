import { type FileHandle, open } from 'node:fs/promises';
import type { DetailedError, UploadOptions } from 'tus-js-client';
import { CandorError } from '#contract/errors/result.ts';
import { pathOf } from '#contract/http/client.ts';
import { deviceApi } from '#contract/http/device.ts';
import { diskError } from '../storage/durable-file.ts';
import type { DeskClient } from './desk-client.ts';
import { deskFailed, statusProblem } from './desk-errors.ts';
import type { Transport, TransportResponse } from './transport.ts';
import { tusHttpStack } from './tus-http-stack.ts';

/**
 * Bytes of one PATCH. A piece held in memory is sent with a length, which every proxy understands, and a broken connection
 * costs at most one piece. Only what the desk has confirmed counts as sent, because local buffers take megabytes that a
 * slow connection has yet to carry: so pieces are small where the connection is slow. On loopback, 8 MiB is as fast as one
 * endless PATCH.
 */
const smallestPiece = 16 * 1024;
const largestPiece = 8 * 1024 * 1024;
/** Milliseconds that a piece should take, so that the person sees progress. */
const pieceTime = 2_000;
/** Limits growth, because one quick answer may be chance. */
const fastestGrowth = 4;

/** The size of the next piece, after one of `bytes` that took `milliseconds`. */
export function nextPiece(bytes: number, milliseconds: number): number {
  const fitting = (bytes / Math.max(1, milliseconds)) * pieceTime;
  return Math.round(
    Math.min(largestPiece, bytes * fastestGrowth, Math.max(smallestPiece, fitting)),
  );
}

const longestPath = 300;
const uploads = pathOf(deviceApi, 'uploads.create');

export interface UploadTask {
  submission: string;
  file: string;
  totalBytes: number;
  sha256: string;
  /** Path of an upload to resume; null to create one. */
  uploadPath: string | null;
  desk: DeskClient;
  transport: Transport;
  signal: AbortSignal;
  now: () => number;
  /** Resolves when it is durable; no byte is sent before that. */
  onUploadPath(path: string): Promise<void>;
  /** Bytes that the desk says it has: before each piece, and at the end. */
  onProgress(acceptedBytes: number): void;
  /** The desk has received another piece. */
  onAdvance(): void;
}

/** `gone`: the desk no longer has the upload of `uploadPath`. */
export type UploadEnd = 'complete' | 'gone';

/**
 * Uploads a file, resuming at the desk's own offset.
 * @throws CandorError; or the signal's reason when aborted.
 */
export async function upload(task: UploadTask): Promise<UploadEnd> {
  const { desk, transport, signal, file } = task;
  const { Upload } = await import('tus-js-client');
  signal.throwIfAborted();
  const handle = await open(file, 'r').catch((thrown: unknown) => {
    throw diskError(thrown);
  });
  // If the agent is killed later, the upload's address is on disk, so no bytes are sent twice.
  let remembered: Promise<void> = Promise.resolve();
  let pieceBegan = 0;
  const readyForPiece = async () => {
    await remembered;
    pieceBegan = performance.now();
  };
  try {
    return await new Promise<UploadEnd>((resolve, reject) => {
      const options: UploadOptions = {
        // When resuming, no address to create another upload: the caller decides that after asking the desk.
        endpoint: task.uploadPath === null ? desk.urlOf(uploads) : null,
        uploadUrl: task.uploadPath === null ? null : desk.urlOf(task.uploadPath),
        metadata: { submission: task.submission, sha256: task.sha256 },
        uploadSize: task.totalBytes,
        chunkSize: smallestPiece,
        retryDelays: null,
        fingerprint: async () => '',
        storeFingerprintForResuming: false,
        fileReader: { openFile: async () => pieces(handle, task.totalBytes, readyForPiece) },
        httpStack: tusHttpStack({
          transport,
          authorize: desk.authorize,
          urlOf: desk.urlOf,
          signal,
        }),
        onUploadUrlAvailable() {
          const path = new URL(current.url ?? '', desk.urlOf('/')).pathname;
          if (path.startsWith(`${uploads}/`) && path.length <= longestPath) {
            remembered = task.onUploadPath(path);
            return;
          }
          void current.abort();
          reject(new CandorError(deskFailed(`it puts uploads at ${path.slice(0, longestPath)}`)));
        },
        onProgress: task.onProgress,
        onChunkComplete(bytes) {
          current.options.chunkSize = nextPiece(bytes, performance.now() - pieceBegan);
          task.onAdvance();
        },
        onSuccess: () => resolve('complete'),
        onError: (error) => {
          if (signal.aborted) return reject(signal.reason);
          if (task.uploadPath !== null && isGone(error)) return resolve('gone');
          reject(problemOf(error, task));
        },
      };
      // `fileReader` decides what is read; the library only needs something that is not null.
      const current = new Upload(Buffer.alloc(0), options);
      const stop = () => {
        void current.abort();
        reject(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      current.start();
    });
  } finally {
    await handle.close();
  }
}

/** tus-js-client measures a piece by its `size`, as in a Blob. */
function pieces(handle: FileHandle, totalBytes: number, ready: () => Promise<void>) {
  return {
    size: totalBytes,
    async slice(start: number, end: number) {
      await ready();
      const length = Math.min(end, totalBytes) - start;
      const buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await handle.read(buffer, 0, length, start);
      return {
        value: Object.assign(buffer.subarray(0, bytesRead), { size: bytesRead }),
        done: start + bytesRead >= totalBytes,
      };
    },
    close() {},
  };
}

function responseOf(error: Error | DetailedError): TransportResponse | null {
  const response: unknown =
    'originalResponse' in error ? error.originalResponse?.getUnderlyingObject() : null;
  return (response as TransportResponse | null) ?? null;
}

function isGone(error: Error | DetailedError): boolean {
  const status = responseOf(error)?.status;
  return status === 404 || status === 410;
}

function problemOf(error: Error | DetailedError, { desk, now }: UploadTask): unknown {
  const response = responseOf(error);
  if (!response) return ('causingError' in error ? error.causingError : null) ?? error;
  if (response.status === 401) desk.forgetRegistration();
  // 409: the desk has another offset than we expected; 2xx: an answer without the tus headers. The next try asks again.
  if (response.status === 409 || (response.status >= 200 && response.status < 300)) {
    return new CandorError(deskFailed(`HTTP ${response.status}: ${error.message}`));
  }
  return new CandorError(statusProblem(response, desk.urlOf(uploads), now()));
}
