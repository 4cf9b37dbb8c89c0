import { X509Certificate } from 'node:crypto';
import {
  checkServerIdentity,
  type DetailedPeerCertificate,
  rootCertificates,
  type TLSSocket,
} from 'node:tls';
import { textOf } from '../toolkit/fields.ts';
import type { SecureStep } from './network-check.ts';

type Certificate = SecureStep['chain'][number];
const mostCertificates = 10;

/** The server's chain, completed with the root that this machine knows, starting at the server's own certificate. */
export function chainOf(socket: TLSSocket): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A root is its own issuer.
  while (next?.raw && chain.length < mostCertificates && !chain.includes(next)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** Node compares the name only if the chain is trusted; a portal's certificate often fails both checks. */
export function namesHost(
  [certificate]: readonly DetailedPeerCertificate[],
  host: string,
): boolean | null {
  return certificate ? checkServerIdentity(host, certificate) === undefined : null;
}

export function describeCertificate(certificate: DetailedPeerCertificate): Certificate {
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    validFrom: instantOf(certificate.valid_from),
    validTo: instantOf(certificate.valid_to),
    fingerprint: textOf(certificate.fingerprint256),
  };
}

/**
 * Whether a trusted chain ends at a public authority or at one that was added to the machine. A signature of a public
 * authority on any certificate counts, because servers also send roots that older roots have signed.
 */
export function interceptionOf(
  chain: readonly DetailedPeerCertificate[],
  trusted: boolean | null,
): SecureStep['intercepted'] {
  if (trusted !== true || chain.length === 0) return 'unknown';
  try {
    return chain.some(({ raw }) => isPublic(new X509Certificate(raw))) ? 'no' : 'possible';
  } catch {
    return 'unknown';
  }
}

function isPublic(certificate: X509Certificate): boolean {
  const issuers = publicRoots().get(certificate.issuer) ?? [];
  return issuers.some(
    (root) => certificate.checkIssued(root) && certificate.verify(root.publicKey),
  );
}

let roots: Map<string, X509Certificate[]> | null = null;

/** Node's bundled roots are Mozilla's, by subject. Read once: 121 certificates take 20 ms. */
export function publicRoots(): Map<string, X509Certificate[]> {
  if (roots) return roots;
  roots = new Map();
  for (const pem of rootCertificates) {
    const root = new X509Certificate(pem);
    roots.set(root.subject, [...(roots.get(root.subject) ?? []), root]);
  }
  return roots;
}

/** `CN=…, O=…`, which identifies an authority. Each part may be repeated (RFC 5280, 4.1.2.4). */
function nameOf(name: unknown): string | null {
  if (typeof name !== 'object' || name === null) return null;
  const fields = Object.entries(name).filter(([key]) => ['CN', 'O', 'OU'].includes(key));
  return textOf(fields.map(([key, value]) => `${key}=${[value].flat().join(' + ')}`).join(', '));
}

function instantOf(date: string | undefined): string | null {
  const instant = new Date(date ?? '');
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
