import { z } from 'zod';
import { text } from '../text/text.ts';

/** The codes of all errors that may cross a boundary; programs compare them. */
export const errorCodes = [
  // Calls between window and main process
  'invalid-arguments',
  'untrusted-sender',
  'wrong-phase',
  'unknown-item',
  'internal',
  // Collecting
  'collector-unavailable',
  'picture-unavailable',
  'disk-full',
  'disk-failed',
  // Consent and bundle
  'consent-mismatch',
  'content-changed',
  'leak-found',
  'bundle-invalid',
  'not-sealed',
  // Organisation and trust
  'no-organisation',
  'policy-invalid',
  'no-device-key',
  // Sending
  'desk-unreachable',
  'desk-address-wrong',
  'desk-certificate-untrusted',
  'desk-untrusted',
  'desk-refused',
  'desk-failed',
  'proxy-login-needed',
  // Desk
  'unauthorized',
  'forbidden',
  'not-found',
  'conflict',
  'too-large',
  'too-many-attempts',
  'device-revoked',
  'enrolment-required',
  'enrolment-invalid',
  'code-wrong',
  'second-factor-needed',
] as const;

export const errorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCode>;

/**
 * An error that crosses a boundary. `message` is for the person and says what to do next; `detail`
 * is for the engineer (an OS error, the offending value) and may be shown one click deeper.
 */
export const appError = z.strictObject({
  code: errorCode,
  message: text,
  detail: z.string().max(4000).nullable(),
});
export type AppError = z.infer<typeof appError>;

export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export function appErrorOf(
  code: ErrorCode,
  message: string,
  options: { values?: Record<string, string | number>; detail?: string } = {},
): AppError {
  const detail = options.detail?.slice(0, 4000) ?? null;
  return {
    code,
    message: options.values ? { message, values: options.values } : { message },
    detail,
  };
}

/** The only exception class of the product; at the edge of a process it becomes an `AppError`. */
export class CandorError extends Error {
  readonly error: AppError;

  constructor(error: AppError, options?: { cause?: unknown }) {
    super(
      `${error.code}: ${error.message.message}${error.detail ? ` (${error.detail})` : ''}`,
      options,
    );
    this.name = 'CandorError';
    this.error = error;
  }
}

/** Throws a `CandorError`; `never` keeps the control flow visible to the compiler. */
export function raise(
  code: ErrorCode,
  message: string,
  options: { values?: Record<string, string | number>; detail?: string; cause?: unknown } = {},
): never {
  throw new CandorError(appErrorOf(code, message, options), { cause: options.cause });
}

/**
 * Converts any thrown value to an `AppError` at an edge. An unexpected error keeps its own text
 * only as detail.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof CandorError) return thrown.error;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return appErrorOf(
    'internal',
    'Something went wrong inside Candor. Try again; if it happens again, tell your support team.',
    {
      detail,
    },
  );
}

export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
