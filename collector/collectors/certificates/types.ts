/** One certificate without anything that names a person or a key: no common name of its holder, number, or fingerprint. */
export interface Certificate {
  /** Where it was found: a folder, a keychain or a Windows store. */
  store: string;
  /** Its holder's organisation; null when the certificate names none. */
  organisation: string | null;
  /** The issuer's organisation or, without one, its common name; null for a self-signed personal certificate. */
  issuer: string | null;
  selfSigned: boolean;
  validFrom: string | null;
  validTo: string | null;
  state: 'valid' | 'ends soon' | 'ended' | 'not yet valid' | 'unknown';
  /** Whether it is for signing in, as with Wi-Fi, VPN and Entra ID; null when it may serve any purpose. */
  forSigningIn: boolean | null;
  /** Whether the system's settings trust it; null when only its location says so. */
  trusted: boolean | null;
}

export interface Certificates {
  /** Authorities that were added to the system's own; null when they could not be read. */
  roots: Certificate[] | null;
  /** Certificates with a private key; null when they could not be read. */
  personal: Certificate[] | null;
}

/** The name of a holder or an issuer. */
export interface Name {
  /** The whole name, only for comparing two names. */
  whole: string;
  organisation: string | null;
  commonName: string | null;
}

/** A certificate's details, including the personal ones that are removed later. */
export interface Described {
  store: string;
  subject: Name;
  issuer: Name;
  validFrom: string | null;
  validTo: string | null;
  forSigningIn: boolean | null;
  trusted: boolean | null;
}
