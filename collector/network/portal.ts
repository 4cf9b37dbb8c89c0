import type { Target } from '../toolkit/address.ts';
import type { AnswerStep, NetworkCheck, SecureStep } from './network-check.ts';

/**
 * Whether the network's sign-in page answered in place of the endpoint (RFC 8952). If the certificate proves the
 * endpoint, only an address that always answers in JSON shows it; over plain http, any redirect to another host does.
 */
export function portalSign(
  target: Target,
  expectsJson: boolean,
  tls: SecureStep | null,
  http: AnswerStep | null,
): NetworkCheck['portal'] {
  // RFC 6585, section 6: made for captive portals.
  if (http?.status === 511) return 'sign-in-required';
  if (tls?.trusted === false && tls.namesHost === false) return 'other-certificate';
  const proven = tls?.trusted === true;
  if (http?.redirectHost && http.redirectHost !== target.host && (expectsJson || !proven))
    return 'redirect';
  if (expectsJson && http?.ok && /html/i.test(http.contentType ?? '')) return 'html';
  return null;
}
