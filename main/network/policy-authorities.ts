import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** PEM, or the base64 between its lines; anything else comes to nothing. */
export function parseAuthorities(texts: readonly string[]): { authorities: X509Certificate[]; unreadable: number } {
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

/** What a server sent, PEM, its own certificate first. */
export interface PresentedChain {
  host: string;
  certificates: readonly string[];
}

/** Certificates between the server's own and the authority's; more than any organisation has. */
const longestChain = 6;
const leastRsaBits = 2048;
const serverAuthentication = '1.3.6.1.5.5.7.3.1';
const anyPurpose = '2.5.29.37.0';
/** DER of object identifiers that end the matter wherever they stand in a certificate. */
const refusedOids = {
  'name constraints, which are not evaluated here': '0603551d1e',
  'a SHA-1 signature': '06092a864886f70d010105',
  'an MD5 signature': '06092a864886f70d010104',
  'an ECDSA signature with SHA-1': '06072a8648ce3d0401',
};

/**
 * Why a chain does not lead to one of the organisation's authorities; null when it does. Chromium has already found
 * everything else wrong that there is, but it stops at the first thing (the authority), so name, dates, purpose and
 * strength are looked at here again (RFC 5280, section 6.1; RFC 6125). What cannot be evaluated here is refused.
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
  const named = isIP(host) === 0 ? own.checkHost(host, { subject: 'never', partialWildcards: false }) : own.checkIP(host);
  if (named === undefined) return `the certificate does not name ${host}`;
  if (own.ca) return 'the server’s certificate is an authority’s';
  const purposes = own.keyUsage as readonly string[] | undefined;
  if (purposes && !purposes.includes(serverAuthentication) && !purposes.includes(anyPurpose))
    return 'the certificate is not for servers';
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
  // A renewed authority has the name and the key of the old one; both may be named, and one that counts is enough.
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
  const allowed = pathLengthOf(issuer.raw);
  if (allowed !== null && between > allowed) return 'an authority allows fewer certificates below it';
  return faultOf(issuer, now);
}

function faultOf(certificate: X509Certificate, now: Date): string | null {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  // Written this way round, a date that cannot be read is a fault too.
  if (!(from.getTime() <= now.getTime() && now.getTime() <= to.getTime())) return `not valid at ${now.toISOString()}`;
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (asymmetricKeyType?.startsWith('rsa') && bits < leastRsaBits) return `an RSA key of ${bits} bits`;
  const hex = certificate.raw.toString('hex');
  const refused = Object.entries(refusedOids).find(([, oid]) => hex.includes(oid));
  return refused ? `it has ${refused[0]}` : null;
}

/**
 * `pathLenConstraint` of the basic constraints (RFC 5280, 4.2.1.9), which Node does not give: OID 2.5.29.19, perhaps
 * "critical", then an octet string with SEQUENCE { TRUE, INTEGER }.
 */
function pathLengthOf(der: Buffer): number | null {
  const match = /0603551d13(?:0101ff)?04[0-9a-f]{2}30[0-9a-f]{2}0101ff0201([0-9a-f]{2})/.exec(der.toString('hex'));
  return match ? Number.parseInt(match[1] ?? '', 16) : null;
}
