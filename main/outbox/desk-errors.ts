import {
  type AppError,
  appError,
  appErrorOf,
  CandorError,
  type ErrorCode,
} from '#contract/errors/result.ts';
import type { TransportResponse } from './transport.ts';

const decoder = new TextDecoder();
/** Milliseconds by which two clocks may differ before it is worth telling; the desk allows five minutes. */
const clockTolerance = 60_000;

/**
 * A connection that failed, in words.
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
      'The certificate of {address} is not valid today. Check this computer’s date; if it is right, tell your IT department. Candor waits and sends nothing until then.',
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
      'This computer does not trust the certificate of {address}. Tell your IT department. Candor waits and sends nothing until then.',
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
      'The name of the support desk, {host}, cannot be found. Perhaps this computer is offline, or only your organisation’s own network knows the name. Nothing is lost; Candor tries again by itself.',
      { values: { host: new URL(address).hostname }, detail: `${address}: ${detail}` },
    );
  }
  if (/PROXY|TUNNEL/.test(code)) {
    return appErrorOf(
      'desk-unreachable',
      'The network’s proxy does not let Candor through to {address}. Candor tries again by itself; if it stays so, tell your IT department.',
      options,
    );
  }
  return appErrorOf(
    'desk-unreachable',
    'The support desk cannot be reached just now. Nothing is lost; Candor tries again by itself.',
    { detail: `${address}: ${detail}` },
  );
}

/** A proxy on the way wants a name and a password, and nobody has given them yet. */
export function proxyLoginProblem(
  { host, port }: { host: string; port: number },
  detail: string,
  url: string,
): CandorError {
  return new CandorError(
    appErrorOf(
      'proxy-login-needed',
      'The network’s proxy {proxy} wants you to log in before Candor can reach the support desk. Nothing is lost; Candor goes on by itself once you have.',
      { values: { proxy: `${host}:${port}` }, detail: `${new URL(url).origin}: ${detail}` },
    ),
  );
}

export function wrongAddress(address: string, detail: string): AppError {
  return appErrorOf(
    'desk-address-wrong',
    'What answers at {address} is not a support desk. A network that wants you to log in first can be the reason; if not, tell your IT department. Candor tries again by itself.',
    { values: { address }, detail },
  );
}

export function deskFailed(detail: string): AppError {
  return appErrorOf(
    'desk-failed',
    'The support desk has a problem of its own just now. Nothing is lost; Candor tries again by itself.',
    { detail },
  );
}

/** The desk's own words about a failure, if that is what the answer holds. */
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

/** What the desk says of itself, the device or a request, and something here depends on; its other words are only shown. */
const kept: ReadonlySet<ErrorCode> = new Set([
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
 * An answer that says no, in words.
 * @param now milliseconds since 1970, by this computer's clock.
 */
export function statusProblem(response: TransportResponse, url: string, now: number): AppError {
  const { status } = response;
  const said = problemIn(response);
  const detail = `HTTP ${status} from ${url}${said ? `: ${said.code}: ${said.message.message} ${said.detail ?? ''}` : ''}`;
  const address = new URL(url).origin;
  if (status === 401) {
    const clocks = differentClocks(response, now);
    return clocks === null
      ? appErrorOf(
          'unauthorized',
          'The support desk does not recognise this computer. Candor tries again by itself; if it stays so, tell your IT department.',
          { detail },
        )
      : appErrorOf(
          'unauthorized',
          'The date or time on this computer is wrong. This computer says {here}. The support desk says {desk}. Put it right in the date and time settings, or ask your IT department. Candor then sends by itself.',
          { values: clocks, detail },
        );
  }
  if (said && kept.has(said.code)) return { ...said, detail: detail.slice(0, 4000) };
  if (status === 408 || status === 423 || status === 425 || status === 429 || status >= 500) {
    return appErrorOf(
      'desk-failed',
      'The support desk has a problem of its own just now. Nothing is lost; Candor tries again by itself.',
      { detail },
    );
  }
  if (said) return { ...said, code: 'desk-refused', detail: detail.slice(0, 4000) };
  // Without the desk's own words it may be anything: a portal, a proxy, another web server.
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
    'The support desk did not accept this and did not say why. You can send it again; if it stays so, tell your support team.',
    { detail },
  );
}

/** What this clock and the desk's say, when they differ by more than is usual; null when they do not, or it is not known. */
function differentClocks(
  response: TransportResponse,
  now: number,
): { here: string; desk: string } | null {
  const desk = Date.parse(response.headers.date ?? '');
  if (!(Math.abs(now - desk) > clockTolerance)) return null;
  return { here: clockFormat.format(now), desk: clockFormat.format(desk) };
}

/** The month as a word: no reader may take it for the day. */
const clockFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The desk's last word is about these very bytes: they would be refused again. */
const aboutTheBytes: ReadonlySet<ErrorCode> = new Set([
  'too-large',
  'bundle-invalid',
  'not-sealed',
  'consent-mismatch',
  'leak-found',
]);

/** Whether the person may usefully send the same bytes again after a refusal, perhaps when IT has mended something. */
export function maySendAgain({ code }: Pick<AppError, 'code'>): boolean {
  return !aboutTheBytes.has(code);
}

/** Whether trying again later can help. What speaks against the desk itself, or is its last word, cannot. */
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
