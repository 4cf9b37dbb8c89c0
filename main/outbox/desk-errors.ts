import {
  type AppError,
  appError,
  appErrorOf,
  CandorError,
  type ErrorCode,
} from '#contract/errors/result.ts';
import type { TransportResponse } from './transport.ts';

const decoder = new TextDecoder();
/** Milliseconds by which two clocks may differ before the person is told; the desk allows five minutes. */
const clockTolerance = 60_000;

/**
 * Explains a failed connection.
 * @param code Chromium's (`ERR_CERT_AUTHORITY_INVALID`) or Node's (`ECONNREFUSED`).
 */
export function connectionProblem(code: string, detail: string, url: string): CandorError {
  return new CandorError(describeConnection(code, detail, new URL(url).origin));
}

function describeConnection(code: string, detail: string, address: string): AppError {
  const options = { values: { address }, detail };
  if (/^(ERR_CERT_DATE_INVALID|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/.test(code)) {
    return appErrorOf(
      'desk-certificate-untrusted',
      'The certificate of {address} is not valid today. Check this computer’s date; if it is right, tell your IT department. Until then Candor waits and sends nothing.',
      options,
    );
  }
  if (
    /^ERR_CERT|^ERR_SSL_PINNED|^ERR_TLS_CERT|^CERT_|_CERT_|^UNABLE_TO_(GET|VERIFY)|^SELF_SIGNED_|^DEPTH_ZERO_|^HOSTNAME_MISMATCH/.test(
      code,
    )
  ) {
    return appErrorOf(
      'desk-certificate-untrusted',
      'This computer does not trust the certificate of {address}. Tell your IT department. Until then Candor waits and sends nothing.',
      options,
    );
  }
  if (
    /^(EPROTO|ERR_SSL_PROTOCOL_ERROR|ERR_INVALID_HTTP_RESPONSE|ERR_RESPONSE_TOO_BIG|ERR_.*REDIRECT.*|HPE_.*)$/.test(
      code,
    )
  ) {
    return wrongAddress(address, detail);
  }
  if (/^(ERR_NAME_NOT_RESOLVED|ENOTFOUND|EAI_AGAIN)$/.test(code)) {
    return appErrorOf(
      'desk-unreachable',
      'The name of the support desk, {host}, cannot be found. This computer may be offline, or the name may only work inside your organisation’s network. Nothing is lost. Candor will try again.',
      { values: { host: new URL(address).hostname }, detail: `${address}: ${detail}` },
    );
  }
  if (/PROXY|TUNNEL/.test(code)) {
    return appErrorOf(
      'desk-unreachable',
      'The network’s proxy does not let Candor reach {address}. Candor will try again. If this goes on, tell your IT department.',
      options,
    );
  }
  return appErrorOf(
    'desk-unreachable',
    'The support desk cannot be reached right now. Nothing is lost. Candor will try again.',
    { detail: `${address}: ${detail}` },
  );
}

/** A proxy asks for a name and a password, and the person has not entered them yet. */
export function proxyLoginProblem(
  { host, port }: { host: string; port: number },
  detail: string,
  url: string,
): CandorError {
  return new CandorError(
    appErrorOf(
      'proxy-login-needed',
      'The network’s proxy {proxy} asks you to log in before Candor can reach the support desk. Nothing is lost. Candor continues once you have logged in.',
      { values: { proxy: `${host}:${port}` }, detail: `${new URL(url).origin}: ${detail}` },
    ),
  );
}

export function wrongAddress(address: string, detail: string): AppError {
  return appErrorOf(
    'desk-address-wrong',
    'The server at {address} is not a support desk. The network may want you to log in first. If it does not, tell your IT department. Candor will try again.',
    { values: { address }, detail },
  );
}

export function deskFailed(detail: string): AppError {
  return appErrorOf(
    'desk-failed',
    'The support desk has a problem right now. Nothing is lost. Candor will try again.',
    { detail },
  );
}

/** The desk's own description of a failure, if the answer holds one. */
export function problemIn(response: TransportResponse): AppError | null {
  try {
    const document: unknown = JSON.parse(decoder.decode(response.body));
    const inner: unknown =
      typeof document === 'object' && document !== null
        ? Reflect.get(document, 'error')
        : undefined;
    return appError.safeParse(inner ?? document).data ?? null;
  } catch {
    return null;
  }
}

/** Codes that the agent acts on. The text of other errors is only shown. */
const preservedCodes: ReadonlySet<ErrorCode> = new Set([
  'too-large',
  'device-revoked',
  'enrolment-required',
  'enrolment-invalid',
  'code-wrong',
  'too-many-attempts',
  'conflict',
  'not-found',
]);

/**
 * Explains an answer that is not a success.
 * @param now milliseconds since 1970, by this computer's clock.
 */
export function statusProblem(response: TransportResponse, url: string, now: number): AppError {
  const { status } = response;
  const problem = problemIn(response);
  const detail = `HTTP ${status} from ${url}${problem ? `: ${problem.code}: ${problem.message.message} ${problem.detail ?? ''}` : ''}`;
  const address = new URL(url).origin;
  if (status === 401) {
    const clocks = differentClocks(response, now);
    return clocks === null
      ? appErrorOf(
          'unauthorized',
          'The support desk does not recognise this computer. Candor will try again. If this goes on, tell your IT department.',
          { detail },
        )
      : appErrorOf(
          'unauthorized',
          'The date or time on this computer is wrong. This computer says {here}. The support desk says {desk}. Correct it in the date and time settings, or ask your IT department. Candor then sends your request.',
          { values: clocks, detail },
        );
  }
  if (problem && preservedCodes.has(problem.code))
    return { ...problem, detail: detail.slice(0, 4000) };
  if (status === 408 || status === 423 || status === 425 || status === 429 || status >= 500) {
    return appErrorOf(
      'desk-failed',
      'The support desk has a problem right now. Nothing is lost. Candor will try again.',
      { detail },
    );
  }
  if (problem) return { ...problem, code: 'desk-refused', detail: detail.slice(0, 4000) };
  // Without the desk's error document it may be anything: a portal, a proxy, another web server.
  if (
    status < 400 ||
    status === 403 ||
    status === 404 ||
    status === 405 ||
    status === 407 ||
    status === 410
  )
    return wrongAddress(address, detail);
  return appErrorOf(
    'desk-refused',
    'The support desk did not accept this and did not say why. You can send it again. If this goes on, tell your support team.',
    { detail },
  );
}

/** The time here and at the desk, if they differ noticeably; null if they do not, or if the desk's time is unknown. */
function differentClocks(
  response: TransportResponse,
  now: number,
): { here: string; desk: string } | null {
  const desk = Date.parse(response.headers.date ?? '');
  if (!(Math.abs(now - desk) > clockTolerance)) return null;
  return { here: clockFormat.format(now), desk: clockFormat.format(desk) };
}

/** The month is a word, so that it cannot be mistaken for the day. */
const clockFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The desk refused these very bytes, and would refuse them again. */
const aboutTheBytes: ReadonlySet<ErrorCode> = new Set([
  'too-large',
  'bundle-invalid',
  'not-sealed',
  'consent-mismatch',
  'leak-found',
]);

/** Whether sending the same bytes again after a refusal can succeed, perhaps after IT has fixed something. */
export function maySendAgain({ code }: Pick<AppError, 'code'>): boolean {
  return !aboutTheBytes.has(code);
}

/** Whether trying again later can help. It cannot when the desk is not to be trusted, or its refusal is final. */
export function canWait({ code }: Pick<AppError, 'code'>): boolean {
  return verdicts[code];
}

const verdicts: Record<ErrorCode, boolean> = {
  'desk-unreachable': true,
  'desk-address-wrong': true,
  'desk-certificate-untrusted': true,
  'desk-failed': true,
  'proxy-login-needed': true,
  unauthorized: true,
  'too-many-attempts': true,
  'disk-full': true,
  'disk-failed': true,
  'no-organisation': true,
  'policy-invalid': true,
  'no-device-key': true,
  internal: true,
  // A new enrolment token may come with the next policy.
  'enrolment-required': true,
  'enrolment-invalid': true,
  'device-revoked': false,
  'code-wrong': false,
  'second-factor-needed': false,
  'desk-untrusted': false,
  'desk-refused': false,
  'too-large': false,
  'bundle-invalid': false,
  'not-sealed': false,
  'consent-mismatch': false,
  'content-changed': false,
  'leak-found': false,
  'invalid-arguments': false,
  'untrusted-sender': false,
  'wrong-phase': false,
  'unknown-item': false,
  'collector-unavailable': false,
  'picture-unavailable': false,
  forbidden: false,
  'not-found': false,
  conflict: false,
};
