import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id with OWASP's first recommended cost (46 MiB, one pass). The library's default algorithm is argon2id; its
 * enum is ambient and cannot be imported by code that runs from source.
 */
const cost = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> =>
  hash(password.normalize('NFKC'), cost);

let nobody: Promise<string> | undefined;

/** False for an unknown engineer (`null`), after the same work as for a known one: the time tells no names. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(32).toString('base64url'));
  const matches = await verify(stored ?? (await nobody), password.normalize('NFKC'));
  return stored !== null && matches;
}
