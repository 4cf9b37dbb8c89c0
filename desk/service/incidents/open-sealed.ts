import { createReadStream } from 'node:fs';
import { openBundle } from '../../../bundle/read.ts';
import { unseal } from '../../../bundle/seal.ts';

export type OpenBundle = Awaited<ReturnType<typeof openBundle>>;

/**
 * Unseals a bundle's file into memory, never onto a disk, and opens it.
 * @returns also `bytes`, what it holds of memory.
 * @throws CandorError `not-sealed`, `bundle-invalid`, `too-large`.
 */
export async function openSealed(
  file: string,
  identity: string,
  maxBytes: number,
): Promise<{ bundle: OpenBundle; bytes: number }> {
  const plain = await unseal(createReadStream(file), identity, { maxBytes });
  return { bundle: await openBundle(plain), bytes: plain.length };
}
