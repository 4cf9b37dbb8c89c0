import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  type CertificateParts,
  certificateParts,
  extensionIds,
  rsaPss,
} from './certificate-parts.ts';

/** Reads PEM, or the base64 between its lines; ignores anything else. */
export function parseAuthorities(texts: readonly string[]): {
  authorities: X509Certificate[];
  unreadable: number;
} {
  const parsed = texts.map((text) => {
    const body = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
    try {
      return new X509Certificate(Buffer.from(body, 'base64'));
    } catch {
      return null;
    }
  });
  const authorities = parsed.filter((one) => one !== null);
  return { authorities, unreadable: parsed.length - authorities.length };
}

/** The server's chain in PEM, its own certificate first. */
export interface PresentedChain {
  host: string;
  certificates: readonly string[];
}

/** Certificates between the server's and the authority's; more than any organisation uses. */
const longestChain = 6;
const leastRsaBits = 2048;
const serverAuthentication = '1.3.6.1.5.5.7.3.1';
const anyPurpose = '2.5.29.37.0';
/** Of keyUsage: digitalSignature, keyEncipherment and keyAgreement; a server needs one of them (RFC 5280, 4.2.1.12). */
const serverKeyUsages = 0x80 | 0x20 | 0x08;
/** RSA and ECDSA with SHA-256, SHA-384 and SHA-512, and Ed25519. */
const goodSignatures: ReadonlySet<string> = new Set([
  ...['1.2.840.113549.1.1.11', '1.2.840.113549.1.1.12', '1.2.840.113549.1.1.13'],
  ...['1.2.840.10045.4.3.2', '1.2.840.10045.4.3.3', '1.2.840.10045.4.3.4'],
  '1.3.101.112',
]);
/** SHA-256, SHA-384 and SHA-512, in RSASSA-PSS. */
const goodDigests: ReadonlySet<string> = new Set([
  '2.16.840.1.101.3.4.2.1',
  '2.16.840.1.101.3.4.2.2',
  '2.16.840.1.101.3.4.2.3',
]);
/** Extensions that are evaluated here. Any other critical extension must not be ignored (RFC 5280, 4.2). */
const understood: ReadonlySet<string> = new Set([
  extensionIds.basicConstraints,
  extensionIds.keyUsage,
  extensionIds.extendedKeyUsage,
  extensionIds.subjectAlternativeName,
  extensionIds.certificatePolicies,
]);

/**
 * Why a chain does not lead to one of the organisation's authorities; null if it does. Chromium reports only the first fault
 * (the authority), so name, dates, purpose and strength are checked here again (RFC 5280, section 6.1; RFC 6125). What
 * cannot be evaluated here is refused.
 */
export function authorityFault(
  { host, certificates }: PresentedChain,
  authorities: readonly X509Certificate[],
  now: Date,
): string | null {
  let chain: X509Certificate[];
  try {
    chain = certificates.slice(0, longestChain + 1).map((pem) => new X509Certificate(pem));
  } catch (thrown) {
    return `a certificate cannot be read: ${String(thrown)}`;
  }
  const [own, ...others] = chain;
  if (!own) return 'no certificate';
  // `never`: a name in the subject alone has not counted for a decade.
  const named =
    isIP(host) === 0
      ? own.checkHost(host, { subject: 'never', partialWildcards: false })
      : own.checkIP(host);
  if (named === undefined) return `the certificate does not name ${host}`;
  if (own.ca) return 'the server’s certificate is an authority’s';
  const usage = partsOf(own)?.keyUsage;
  if (typeof usage === 'number' && (usage & serverKeyUsages) === 0)
    return 'the key of the certificate is not for servers';
  return climb(own, others, authorities, now, 0);
}

/** From one certificate to its issuer, until an authority of the organisation is reached. */
function climb(
  certificate: X509Certificate,
  others: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  now: Date,
  between: number,
): string | null {
  const fault = faultOf(certificate, now);
  if (fault !== null) return fault;
  // A renewed authority has the name and key of the old one; both may be listed, and one valid one is enough.
  const [first, ...more] = authorities
    .filter((one) => signed(one, certificate))
    .map((authority) => issuerFault(authority, now, between));
  if (first !== undefined) return more.includes(null) ? null : first;
  const next = others.find((one) => signed(one, certificate));
  if (!next) return 'it leads to no authority of the organisation';
  if (between >= longestChain) return 'the chain is too long';
  const nextFault = issuerFault(next, now, between);
  if (nextFault !== null) return nextFault;
  return climb(
    next,
    others.filter((one) => one !== next),
    authorities,
    now,
    between + 1,
  );
}

/** `checkIssued` compares names and key identifiers and asks for the right to sign certificates; `verify`, the signature. */
function signed(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function issuerFault(issuer: X509Certificate, now: Date, between: number): string | null {
  if (!issuer.ca) return 'an issuer is no authority';
  const allowed = partsOf(issuer)?.pathLength ?? null;
  if (allowed !== null && between > allowed)
    return 'an authority allows fewer certificates below it';
  return faultOf(issuer, now);
}

/** What is wrong with one certificate of the chain, including the server's and the authority's. */
function faultOf(certificate: X509Certificate, now: Date): string | null {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  // Negated, so that an unreadable date is a fault too.
  if (!(from.getTime() <= now.getTime() && now.getTime() <= to.getTime()))
    return `not valid at ${now.toISOString()}`;
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (asymmetricKeyType?.startsWith('rsa') && bits < leastRsaBits)
    return `an RSA key of ${bits} bits`;
  const parts = partsOf(certificate);
  return parts ? partsFault(parts) : 'a certificate that cannot be read in all its parts';
}

function partsFault({
  signatureAlgorithm,
  pssDigest,
  extensions,
  extendedKeyUsage,
}: CertificateParts): string | null {
  const strong =
    signatureAlgorithm === rsaPss
      ? goodDigests.has(pssDigest ?? '')
      : goodSignatures.has(signatureAlgorithm);
  if (!strong) return `a signature of a kind that does not count (${signatureAlgorithm})`;
  if (extensions.has(extensionIds.nameConstraints))
    return 'name constraints, which are not evaluated here';
  const unknown = [...extensions].find(([id, { critical }]) => critical && !understood.has(id));
  if (unknown) return `the critical extension ${unknown[0]}, which is not evaluated here`;
  // An authority for people's certificates or Wi-Fi may not issue server certificates, nor may anything below it.
  if (
    extendedKeyUsage &&
    !extendedKeyUsage.some((purpose) => purpose === serverAuthentication || purpose === anyPurpose)
  )
    return 'a certificate that is not for servers';
  return null;
}

function partsOf(certificate: X509Certificate): CertificateParts | null {
  try {
    return certificateParts(certificate.raw);
  } catch {
    return null;
  }
}
