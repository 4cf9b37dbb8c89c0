import { X509Certificate } from 'node:crypto';
import { dateOf, textOf } from '#collector/toolkit/fields.ts';
import type { Certificate, Described, Name } from './types.ts';

const soonMs = 30 * 86_400_000;
export const mostCertificates = 200;
/** The key purpose for signing in (RFC 5280, 4.2.1.12). */
export const clientPurpose = '1.3.6.1.5.5.7.3.2';

/**
 * The certificates in a text, at most 200: PEM files, the output of `security` and `certutil -a`, and p11-kit files, which
 * also contain PEM. Everything else is ignored.
 */
export function certificatesIn(text: string): X509Certificate[] {
  const blocks = text.match(
    /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[A-Za-z0-9+/=\s]{1,100000}-----END (?:TRUSTED )?CERTIFICATE-----/g,
  );
  return (blocks ?? []).slice(0, mostCertificates).flatMap((block) => certificateFrom(block) ?? []);
}

/** From PEM or DER; null for anything else. */
export function certificateFrom(encoded: string | Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(encoded);
  } catch {
    return null;
  }
}

export const described = (
  certificate: X509Certificate,
  store: string,
  trusted: boolean | null = null,
): Described => ({
  store,
  subject: nameOf(certificate.subject),
  issuer: nameOf(certificate.issuer),
  validFrom: dateOf(certificate.validFrom),
  validTo: dateOf(certificate.validTo),
  // Despite its name, Node returns the extended key usage; its type is wrong when the extension is absent.
  forSigningIn: (certificate.keyUsage as string[] | undefined)?.includes(clientPurpose) ?? null,
  trusted,
});

/** Node writes one attribute per line and escapes special characters: `O=Example\, Inc.` */
function nameOf(whole: string | undefined): Name {
  const attribute = (key: string): string | null =>
    textOf(new RegExp(`^${key}=(.{1,500})$`, 'm').exec(whole ?? '')?.[1]?.replace(/\\(.)/g, '$1'));
  return { whole: whole ?? '', organisation: attribute('O'), commonName: attribute('CN') };
}

/**
 * A root's name is its organisation or, in `issuer`, its common name: an authority is not a person. In a self-signed
 * personal certificate, `issuer` would be the person.
 */
export function withoutNames(
  found: readonly Described[],
  kind: 'root' | 'personal',
  now: Date,
): Certificate[] {
  return found
    .slice(0, mostCertificates)
    .map(({ store, subject, issuer, validFrom, validTo, forSigningIn, trusted }) => {
      const selfSigned = subject.whole === issuer.whole;
      const signer = issuer.organisation ?? issuer.commonName;
      return {
        store,
        organisation: subject.organisation,
        issuer: selfSigned && kind === 'personal' ? null : signer,
        selfSigned,
        validFrom,
        validTo,
        state: stateOf(validFrom, validTo, now),
        forSigningIn,
        trusted,
      };
    });
}

function stateOf(from: string | null, to: string | null, now: Date): Certificate['state'] {
  if (to === null) return 'unknown';
  if (to <= now.toISOString()) return 'ended';
  if (from !== null && from > now.toISOString()) return 'not yet valid';
  return Date.parse(to) - now.getTime() <= soonMs ? 'ends soon' : 'valid';
}
