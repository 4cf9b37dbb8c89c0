import {
  type DerElement,
  derContent,
  derElements,
  derInside,
  derNumber,
  derOid,
  derTags,
} from './der.ts';

/** Parts that Node's `X509Certificate` does not expose, and that verification needs (RFC 5280, section 4). */
export interface CertificateParts {
  /** Object identifiers in dots; `pssDigest` is that of RSASSA-PSS, whose algorithm alone does not name it. */
  signatureAlgorithm: string;
  pssDigest: string | null;
  extensions: ReadonlyMap<string, { critical: boolean; value: Buffer }>;
  /** `pathLenConstraint`; null without one. */
  pathLength: number | null;
  /** Object identifiers; null where the extension is absent and so every purpose is allowed. */
  extendedKeyUsage: readonly string[] | null;
  /** The first byte of the bits of keyUsage; null where it is absent. */
  keyUsage: number | null;
}

export const extensionIds = {
  subjectAlternativeName: '2.5.29.17',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  extendedKeyUsage: '2.5.29.37',
} as const;

export const rsaPss = '1.2.840.113549.1.1.10';
/** `[3]`, the place of the extensions in a certificate. */
const extensionsTag = 0xa3;
/** `[0]`, the place of the digest in the parameters of RSASSA-PSS. */
const digestTag = 0xa0;

/** @throws Error if it is not a certificate in DER, or has an extension twice. */
export function certificateParts(der: Buffer): CertificateParts {
  const [signed, algorithm] = derInside(derElements(der)[0]);
  const [id, parameters] = derInside(algorithm);
  const signatureAlgorithm = derOid(id);
  const extensions = extensionsOf(derInside(signed));
  const value = (name: keyof typeof extensionIds) => extensions.get(extensionIds[name])?.value;
  const basic = value('basicConstraints');
  const purposes = value('extendedKeyUsage');
  const usage = value('keyUsage');
  return {
    signatureAlgorithm,
    pssDigest: signatureAlgorithm === rsaPss ? pssDigestOf(parameters) : null,
    extensions,
    pathLength: basic ? pathLengthOf(basic) : null,
    extendedKeyUsage: purposes ? derInside(derElements(purposes)[0]).map(derOid) : null,
    keyUsage: usage ? (derContent(derElements(usage)[0], derTags.bitString)[1] ?? 0) : null,
  };
}

function extensionsOf(
  parts: readonly DerElement[],
): Map<string, { critical: boolean; value: Buffer }> {
  const extensions = new Map<string, { critical: boolean; value: Buffer }>();
  const holder = parts.find(({ tag }) => tag === extensionsTag);
  if (!holder) return extensions;
  for (const extension of derInside(derElements(holder.content)[0])) {
    const [id, ...rest] = derInside(extension);
    const critical = rest.length === 2 && derContent(rest[0], derTags.boolean)[0] !== 0;
    const name = derOid(id);
    if (extensions.has(name)) throw new Error(`the extension ${name} is there twice`);
    extensions.set(name, { critical, value: derContent(rest.at(-1), derTags.octetString) });
  }
  return extensions;
}

/** SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL } */
function pathLengthOf(value: Buffer): number | null {
  const length = derInside(derElements(value)[0]).find(({ tag }) => tag === derTags.integer);
  return length ? derNumber(length) : null;
}

/** Null is the default, SHA-1 (RFC 4055, section 3.1). */
function pssDigestOf(parameters: DerElement | undefined): string | null {
  const digest = derInside(parameters).find(({ tag }) => tag === digestTag);
  return digest ? derOid(derInside(derElements(digest.content)[0])[0]) : null;
}
