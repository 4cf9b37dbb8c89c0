/** One certificate without anything that names a person or a key: no common name of its holder, number, or fingerprint. */
export interface Certificate {
  /** Where it was found: a folder, a keychain, or a store of Windows. */
  store: string;
  /** The organisation that its holder belongs to; null where it names none. */
  organisation: string | null;
  /** The issuer's organisation or, where it has none, its common name; null for a personal certificate that signed itself. */
  issuer: string | null;
  selfSigned: boolean;
  validFrom: string | null;
  validTo: string | null;
  state: 'valid' | 'ends soon' | 'ended' | 'not yet valid' | 'unknown';
  /** Whether it was made to sign in with, as Wi-Fi, VPN and Entra ID do; null where it may serve any purpose. */
  forSigningIn: boolean | null;
  /** Whether the system's settings trust it; null where only its place says so. */
  trusted: boolean | null;
}

export interface Certificates {
  /** Authorities that were added to those of the system; null when they could not be read. */
  roots: Certificate[] | null;
  /** Certificates with a private key; null when they could not be read. */
  personal: Certificate[] | null;
}

/** The name of a holder or an issuer. */
export interface Name {
  /** All of it, only to compare two names. */
  whole: string;
  organisation: string | null;
  commonName: string | null;
}

/** What a certificate says of itself before anything personal is left out. */
export interface Described {
  store: string;
  subject: Name;
  issuer: Name;
  validFrom: string | null;
  validTo: string | null;
  forSigningIn: boolean | null;
  trusted: boolean | null;
}
