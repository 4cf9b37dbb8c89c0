import { describe, expect, test } from 'vitest';
import { canWait, connectionProblem, problemIn, statusProblem } from '#main/outbox/desk-errors.ts';

const url = 'https://desk.example/v1/uploads';
const now = Date.parse('2025-01-01T12:00:00Z');
const answer = (status: number, body = '', headers: Record<string, string> = {}) => ({
  status,
  headers: { date: 'Wed, 01 Jan 2025 12:00:00 GMT', ...headers },
  body: new TextEncoder().encode(body),
});

describe('a failed connection', () => {
  test.each([
    ['ERR_NAME_NOT_RESOLVED', 'desk-unreachable'],
    ['ERR_INTERNET_DISCONNECTED', 'desk-unreachable'],
    ['ERR_TIMED_OUT', 'desk-unreachable'],
    ['ERR_PROXY_CONNECTION_FAILED', 'desk-unreachable'],
    ['ECONNREFUSED', 'desk-unreachable'],
    ['ECONNRESET', 'desk-unreachable'],
    ['ENOTFOUND', 'desk-unreachable'],
    ['ERR_CERT_AUTHORITY_INVALID', 'desk-certificate-untrusted'],
    ['ERR_CERT_COMMON_NAME_INVALID', 'desk-certificate-untrusted'],
    ['ERR_CERT_DATE_INVALID', 'desk-certificate-untrusted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'desk-certificate-untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'desk-certificate-untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'desk-certificate-untrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'desk-certificate-untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'desk-certificate-untrusted'],
    ['CERT_HAS_EXPIRED', 'desk-certificate-untrusted'],
    ['ERR_SSL_PROTOCOL_ERROR', 'desk-address-wrong'],
    ['ERR_UNEXPECTED_REDIRECT', 'desk-address-wrong'],
    ['ERR_RESPONSE_TOO_BIG', 'desk-address-wrong'],
  ])('%s becomes %s, which is retried', (code, expected) => {
    const { error } = connectionProblem(code, 'what the system said', url);
    expect(error.code).toBe(expected);
    expect(error.detail).toContain('what the system said');
    expect(canWait(error)).toBe(true);
  });

  test.each(['ERR_NAME_NOT_RESOLVED', 'ENOTFOUND'])(
    'a name that nobody knows is said: %s',
    (code) => {
      const { message } = connectionProblem(code, '', url).error;
      expect(message).toMatchObject({
        message: expect.stringMatching(/\{host\}, cannot be found/),
        values: { host: 'desk.example' },
      });
    },
  );

  test('a certificate that is not valid today makes the message mention the computer’s date', () => {
    expect(connectionProblem('ERR_CERT_DATE_INVALID', '', url).error.message.message).toMatch(
      /date/,
    );
  });
});

describe('an answer that is not a success', () => {
  test.each([
    [500, true, 'desk-failed'],
    [503, true, 'desk-failed'],
    [507, true, 'desk-failed'],
    [429, true, 'desk-failed'],
    [423, true, 'desk-failed'],
    [401, true, 'unauthorized'],
    [404, true, 'desk-address-wrong'],
    [302, true, 'desk-address-wrong'],
    [400, false, 'desk-refused'],
    [413, false, 'desk-refused'],
  ])('HTTP %i is retried: %s, as %s', (status, waits, code) => {
    const problem = statusProblem(answer(status, '<html>no</html>'), url, now);
    expect(problem.code).toBe(code);
    expect(canWait(problem)).toBe(waits);
  });

  test('shows the desk’s own message, and is not retried for ever because of its code', () => {
    const said = {
      code: 'internal',
      message: { message: 'This bundle is cursed.' },
      detail: 'line 3',
    };
    const problem = statusProblem(answer(400, JSON.stringify(said)), url, now);
    expect(problem).toMatchObject({
      code: 'desk-refused',
      message: { message: 'This bundle is cursed.' },
    });
    expect(problem.detail).toContain('line 3');
  });

  test('a 401 with another date than this computer’s names both times and says what to do', () => {
    const problem = statusProblem(
      answer(401, '', { date: 'Thu, 01 Jan 1970 12:00:00 GMT' }),
      url,
      now,
    );
    expect(problem.message.values).toEqual({
      here: expect.stringMatching(/^\d{1,2} [A-Z][a-z]{2,4} 20\d\d, \d\d:\d\d$/),
      desk: expect.stringMatching(/^1 Jan 1970, \d\d:00$/),
    });
    expect(problem.message.message).toMatch(/date and time settings, or ask your IT department/);
  });

  test('the desk’s error is read bare or in an envelope, and nothing else counts as one', () => {
    const said = { code: 'too-large', message: { message: 'Too large.' }, detail: null };
    expect(problemIn(answer(413, JSON.stringify(said)))).toEqual(said);
    expect(problemIn(answer(413, JSON.stringify({ ok: false, error: said })))).toEqual(said);
    expect(problemIn(answer(413, '{"error":"no"}'))).toBeNull();
    expect(problemIn(answer(413, 'null'))).toBeNull();
    expect(problemIn(answer(413, 'no'))).toBeNull();
  });
});
