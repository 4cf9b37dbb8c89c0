import { Readable } from 'node:stream';
import { Metadata, Server } from '@tus/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type AppError,
  appError,
  appErrorOf,
  CandorError,
  type ErrorCode,
  raise,
} from '#contract/errors/result.ts';
import { pathOf } from '#contract/http/client.ts';
import { type DeviceApi, deviceApi } from '#contract/http/device.ts';
import type { Context } from '../context.ts';
import { beginUpload } from '../domain/intake/begin-upload.ts';
import { cancelUpload } from '../domain/intake/recover.ts';
import { checkWithin } from '../domain/intake/submission.ts';
import { makeUploadStore } from '../domain/intake/upload-store.ts';
import { uploadId } from '../store/folders.ts';
import { findSubmission } from '../store/submissions.ts';
import { findUpload, type Upload } from '../store/uploads.ts';
import { problemOf, statusOf } from './errors.ts';
import type { Call, HandlersOf } from './implement.ts';

type UploadCall = Call<DeviceApi['uploads.offset']>;
const uploads = pathOf(deviceApi, 'uploads.create');

/**
 * tus 1.0 (https://tus.io/protocols/resumable-upload) for one device at a time: an upload is visible to the device that
 * began it and to nobody else. A complete one answers as complete until the end, so that a sender which lost the last
 * answer sends nothing twice.
 */
export function uploadHandlers(context: Context): HandlersOf<DeviceApi, 'uploads'> {
  const ids = new WeakMap<Request, string>();
  const tus = new Server({
    path: uploads,
    datastore: makeUploadStore(context),
    relativeLocation: true,
    maxSize: context.limits.sealedBytes,
    // No browser uploads here.
    allowedOrigins: [],
    // How long a new connection of the sender waits for its old, dead one to let go.
    lockDrainTimeout: 500,
    namingFunction: (request) =>
      ids.get(request) ?? raise('internal', 'Something went wrong at the desk. Try again.'),
    onUploadFinish: async (_request, { id }) => {
      await checkWithin(context, id);
      return {};
    },
    onResponseError: (_request, thrown) => {
      const problem = thrown instanceof CandorError ? thrown.error : tusProblem(thrown);
      return { status_code: statusOf(problem), body: JSON.stringify(problem) };
    },
  });

  const resume = async ({ request, reply, device, params }: UploadCall): Promise<FastifyReply> => {
    const { upload, state } = await ownUpload(device, params.id);
    if (state === 'uploading')
      return request.method === 'DELETE' ? cancel(reply, upload) : pass(request, reply, upload.id);
    if (request.method === 'DELETE')
      raise('conflict', 'This bundle has arrived. It cannot be canceled any more.');
    if (state === 'checking') await checkWithin(context, upload.id);
    return complete(reply, upload)
      .code(request.method === 'HEAD' ? 200 : 204)
      .send();
  };

  return {
    async 'uploads.create'({ request, reply, device }) {
      const began = await beginUpload(context, device, {
        size: lengthOf(request.headers['upload-length']),
        metadata: metadataOf(request.headers['upload-metadata']),
      });
      if ('finished' in began) {
        const location = `${uploads}/${began.finished.id}`;
        return complete(reply, began.finished).code(201).header('location', location).send();
      }
      return pass(request, reply, began.created.id);
    },
    'uploads.offset': resume,
    'uploads.append': resume,
    'uploads.cancel': resume,
  };

  /** Another device's upload gets the same answer as one that does not exist. */
  async function ownUpload(device: string, id: string): Promise<{ upload: Upload; state: string }> {
    const found = uploadId.test(id) ? await findUpload(context.database, id) : undefined;
    const upload = found?.device === device ? found : undefined;
    const submission =
      upload && (await findSubmission(context.database, device, upload.submission));
    if (!upload || !submission)
      raise('not-found', 'The desk has no such upload. Candor begins a new one by itself.');
    return { upload, state: submission.state };
  }

  async function cancel(reply: FastifyReply, upload: Upload): Promise<FastifyReply> {
    await cancelUpload(context, upload);
    return reply.code(204).header('tus-resumable', '1.0.0').send();
  }

  async function pass(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
  ): Promise<FastifyReply> {
    const body = request.method === 'HEAD' ? null : Readable.toWeb(request.raw);
    const asked = new Request(`http://desk${uploads}/${request.method === 'POST' ? '' : id}`, {
      method: request.method,
      headers: Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && tusQuestions.has(name)
          ? [[name, value] as [string, string]]
          : [],
      ),
      ...(body && { body, duplex: 'half' }),
    });
    ids.set(asked, id);
    const answered = await tus.handleWeb(asked);
    for (const [name, value] of answered.headers)
      if (tusAnswers.has(name)) void reply.header(name, value);
    reply.code(answered.status);
    if (answered.status < 400) return reply.send();
    const problem = problemIn(await answered.text(), answered.status);
    if (answered.status >= 500) request.log.error({ problem }, 'upload failed');
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(problem));
  }
}

/** What the desk uses of tus; no other of its extensions can be asked for. */
const tusQuestions = new Set([
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-metadata',
  'content-type',
  'content-length',
]);

const tusAnswers = new Set([
  'tus-resumable',
  'tus-version',
  'upload-offset',
  'upload-length',
  'location',
  'connection',
  'cache-control',
]);

function complete(reply: FastifyReply, { size }: Upload): FastifyReply {
  return reply.headers({
    'tus-resumable': '1.0.0',
    'upload-offset': String(size),
    'upload-length': String(size),
  });
}

function lengthOf(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : null;
}

function metadataOf(header: string | string[] | undefined): Record<string, string | null> {
  try {
    return typeof header === 'string' ? Metadata.parse(header) : {};
  } catch {
    return {};
  }
}

const codes: Record<number, ErrorCode> = {
  404: 'not-found',
  409: 'conflict',
  410: 'not-found',
  413: 'too-large',
  423: 'conflict',
};

/** tus' own errors are `{ status_code, body }`; anything else is a failure of the disk or the desk. */
function tusProblem(thrown: Error | { status_code: number; body: string }): AppError {
  return 'status_code' in thrown
    ? uploadProblem(thrown.status_code, thrown.body)
    : problemOf(thrown).problem;
}

function problemIn(body: string, status: number): AppError {
  try {
    return appError.parse(JSON.parse(body));
  } catch {
    return uploadProblem(status, body);
  }
}

function uploadProblem(status: number, body: string): AppError {
  const code = codes[status] ?? (status >= 500 ? 'internal' : 'invalid-arguments');
  return appErrorOf(code, 'The upload could not go on. Candor tries again by itself.', {
    detail: `${status} ${body.trim()}`,
  });
}
