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
 * Bytes of one PATCH. Whole pieces in memory go out with a length, which every proxy understands, and a broken line
 * costs at most one of them. Only what the desk has answered for counts as sent, because the system's own buffers swallow
 * megabytes that a slow line has yet to carry: so a piece is small where the line is slow. On loopback 8 MiB is as fast
 * as one endless PATCH.
 */
const smallestPiece = 16 * 1024;
const largestPiece = 8 * 1024 * 1024;
/** Milliseconds that a piece should take, so that the person sees it move. */
const pieceTime = 2_000;
/** One quick answer may be chance. */
const fastestGrowth = 4;

/** Bytes of the piece after one of `bytes` that took so many milliseconds. */
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
  /** Path of an upload begun earlier; null to begin one. */
  uploadPath: string | null;
  desk: DeskClient;
  transport: Transport;
  signal: AbortSignal;
  now: () => number;
  /** Resolves when it is durable; no byte goes out before. */
  onUploadPath(path: string): Promise<void>;
  /** Bytes that the desk says it has: before each piece, and at the end. */
  onProgress(acceptedBytes: number): void;
  /** The desk has one piece more. */
  onAdvance(): void;
}

/** `gone`: the desk does not have the upload of `uploadPath` any more. */
export type UploadEnd = 'complete' | 'gone';

/**
 * Brings a file to the desk, from where the desk's own offset says it stopped.
 * @throws CandorError; or the signal's reason when aborted.
 */
export async function upload(task: UploadTask): Promise<UploadEnd> {
  const { desk, transport, signal, file } = task;
  const { Upload } = await import('tus-js-client');
  signal.throwIfAborted();
  const handle = await open(file, 'r').catch((thrown: unknown) => {
    throw diskError(thrown);
  });
  // A kill at any later moment finds the upload's address on disk: the bytes that went out are not sent twice.
  let remembered: Promise<void> = Promise.resolve();
  let pieceBegan = 0;
  const readyForPiece = async () => {
    await remembered;
    pieceBegan = performance.now();
  };
  try {
    return await new Promise<UploadEnd>((resolve, reject) => {
      const options: UploadOptions = {
        // With an upload to go on with there is no address to begin another: that is decided above, after asking the desk.
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
      // What is read is decided by `fileReader`; the library only asks for something that is not null.
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

/** tus-js-client measures a piece by its `size`, as a Blob has it. */
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
  // 409: the desk stopped at another byte than we believed; 2xx: an answer without what tus asks for. The next try asks anew.
  if (response.status === 409 || (response.status >= 200 && response.status < 300)) {
    return new CandorError(deskFailed(`HTTP ${response.status}: ${error.message}`));
  }
  return new CandorError(statusProblem(response, desk.urlOf(uploads), now()));
}
