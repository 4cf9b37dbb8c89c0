import { findingsDocument } from '#contract/bundle/finding.ts';
import { type Manifest, manifest, redactionReport } from '#contract/bundle/manifest.ts';
import { signedReceipt } from '#contract/bundle/receipt.ts';
import { timelineDocument } from '#contract/bundle/timeline.ts';
import { raise } from '#contract/errors/result.ts';
import { sha256Hex } from './hash.ts';

function encode(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

/**
 * The exact bytes of `manifest.json`: UTF-8, two spaces, keys in the schema's order, one line break
 * at the end.
 */
export function encodeManifest(value: Manifest): Uint8Array {
  return encode(manifest.parse(value));
}

/** The same for `findings.json`, `timeline.json`, `redactions.json` and `receipt.json`. */
export function encodeDocument(value: unknown): Uint8Array {
  for (const schema of [signedReceipt, findingsDocument, timelineDocument, redactionReport]) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return encode(parsed.data);
  }
  return raise(
    'internal',
    'Candor could not write a part of the bundle. Start again; if it happens again, tell your support team.',
    {
      detail: 'encodeDocument: neither findings, timeline, redactions nor a signed receipt',
    },
  );
}

/** SHA-256 of the exact bytes of `manifest.json`, which consent and receipt name. */
export function manifestHash(bytes: Uint8Array): string {
  return sha256Hex(bytes);
}

/** Throws `bundle-invalid`. */
export function parseManifest(bytes: Uint8Array): Manifest {
  return parseDocument('manifest.json', manifest, bytes);
}

interface Schema<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { message: string } };
}

/** One of a bundle's own JSON documents, by its schema. Throws `bundle-invalid`. */
export function parseDocument<T>(name: string, schema: Schema<T>, bytes: Uint8Array): T {
  const parsed = schema.safeParse(parseJson(name, bytes));
  if (parsed.success) return parsed.data;
  return invalid(name, parsed.error.message);
}

/**
 * Far more than a real document has: 5000 items with a dozen rules each. A schema reports each
 * wrong value, and the reports about millions of empty objects (25 kB zipped) filled a gigabyte.
 * Commas stand for values; commas in texts are counted too.
 */
const mostObjects = 100_000;
const mostCommas = 400_000;
const [openingBrace, comma] = [0x7b, 0x2c];

function requireFewValues(name: string, bytes: Uint8Array): void {
  let [objects, commas] = [0, 0];
  for (const byte of bytes) {
    if (byte === openingBrace) objects += 1;
    else if (byte === comma) commas += 1;
  }
  if (objects > mostObjects) invalid(name, `${objects} objects, ${mostObjects} allowed`);
  if (commas > mostCommas) invalid(name, `${commas} values, ${mostCommas} allowed`);
}

function parseJson(name: string, bytes: Uint8Array): unknown {
  requireFewValues(name, bytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return invalid(name, String(error));
  }
}

function invalid(name: string, detail: string): never {
  return raise(
    'bundle-invalid',
    "This bundle cannot be read: its part {name} does not have Candor's format. It may be damaged or come from another version. Ask for the bundle again.",
    { values: { name }, detail },
  );
}
