import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type AppError, appErrorOf, CandorError, type ErrorCode } from '#contract/errors/result.ts';
import { rethrowDiskError } from '../store/disk-error.ts';
import { safeHeaders } from './headers.ts';

/** The HTTP status of each error the desk answers with; any other is the desk's own fault. */
const statuses: Partial<Record<ErrorCode, number>> = {
  'invalid-arguments': 400,
  unauthorized: 401,
  'second-factor-needed': 401,
  forbidden: 403,
  'device-revoked': 403,
  'enrolment-required': 403,
  'enrolment-invalid': 403,
  'code-wrong': 404,
  'not-found': 404,
  'unknown-item': 404,
  conflict: 409,
  'too-large': 413,
  'bundle-invalid': 422,
  'content-changed': 422,
  'not-sealed': 422,
  'too-many-attempts': 429,
  'disk-full': 507,
};

export const statusOf = (error: AppError): number => statuses[error.code] ?? 500;

/** Turns an error into what the caller sees. The details of unexpected errors go only to the log. */
export function problemOf(thrown: unknown): { status: number; problem: AppError } {
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const detail = thrown.validation
      .map(({ instancePath, message }) => `${instancePath || '/'}: ${message}`)
      .join('; ');
    return answer(
      appErrorOf('invalid-arguments', 'The desk does not understand this request.', { detail }),
    );
  }
  const known = knownError(thrown);
  if (known) return answer(known);
  const { statusCode = 500, code = '', message = '' } = thrown as Partial<FastifyError>;
  if (statusCode === 413)
    return answer(appErrorOf('too-large', 'This is too large for the desk.', { detail: code }));
  if (statusCode >= 400 && statusCode < 500) {
    const problem = appErrorOf('invalid-arguments', 'The desk does not understand this request.', {
      detail: `${code} ${message}`,
    });
    return { status: statusCode, problem };
  }
  return answer(
    appErrorOf(
      'internal',
      'Something went wrong at the desk. Try again; if it happens again, tell your support team.',
    ),
  );
}

function answer(problem: AppError): { status: number; problem: AppError } {
  return { status: statusOf(problem), problem };
}

function knownError(thrown: unknown): AppError | null {
  try {
    rethrowDiskError(thrown);
  } catch (rethrown) {
    return rethrown instanceof CandorError ? rethrown.error : null;
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown): void {
  const { status: usual, problem } = problemOf(thrown);
  // A route that knows a better one has set it: 416 for a part that does not exist.
  const status = reply.statusCode === 416 ? 416 : usual;
  if (status >= 500) request.log.error({ err: thrown }, 'request failed');
  const seconds = problem.message.values?.seconds;
  if (status === 429 && typeof seconds === 'number')
    void reply.header('retry-after', String(seconds));
  if (status === 401 && request.url.startsWith('/v1/'))
    void reply.header('www-authenticate', 'Bearer');
  // Also for requests that came to no route, before which nothing adds them.
  void reply
    .headers(safeHeaders)
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(problem));
}

/** For requests so broken that no route was found or no request was made of them. */
export const brokenRequest: AppError = appErrorOf(
  'invalid-arguments',
  'The desk does not understand this request.',
);
export const nothingHere: AppError = appErrorOf('not-found', 'There is nothing here.');
