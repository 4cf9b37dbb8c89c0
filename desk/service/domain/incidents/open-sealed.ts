import { createReadStream } from 'node:fs';
import { type Bundle, openBundle } from '#bundle/read.ts';
import { unseal } from '#bundle/seal.ts';

/**
 * Unseals a bundle's file into memory, never onto a disk, and opens it.
 * @returns also `bytes`, what it holds of memory.
 * @throws CandorError `not-sealed`, `bundle-invalid`, `too-large`.
 */
export async function openSealed(
  file: string,
  identity: string,
  maxBytes: number,
): Promise<{ bundle: Bundle; bytes: number }> {
  const plain = await unseal(createReadStream(file), identity, { maxBytes });
  return { bundle: await openBundle(plain), bytes: plain.length };
}
