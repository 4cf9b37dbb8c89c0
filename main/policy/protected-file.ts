import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { policyByteCap } from './policy-source.ts';

export type ProtectedFile =
  | { kind: 'absent' }
  | { kind: 'found'; text: string }
  | { kind: 'refused'; detail: string };

const administrator = 0;
const writableByOthers = 0o022;

export interface FileFacts {
  owner: number;
  mode: number;
  regular: boolean;
}

/** Why somebody other than the administrator could have written a file or its folder. */
export function protectionFault(what: string, { owner, mode, regular }: FileFacts): string | null {
  if (!regular) return `${what} is not a regular file`;
  if (owner !== administrator) return `${what} belongs to user ${owner}, not to root`;
  if ((mode & writableByOthers) !== 0)
    return `${what} can be written by others (mode ${(mode & 0o7777).toString(8)})`;
  return null;
}

/**
 * Reads a file that only the administrator can have written. Owner and mode are read from the open file, so that it cannot
 * be replaced between check and read; the folder is checked because its writers can replace the file. Where owners mean
 * nothing, no file is trusted.
 */
export async function readProtectedFile(
  file: string,
  ownersFault: () => string | null = () => null,
): Promise<ProtectedFile> {
  const refused = (detail: string): ProtectedFile => ({ kind: 'refused', detail });
  try {
    // Non-blocking: otherwise opening a pipe would wait for ever.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const facts = await handle.stat();
      const folder = await stat(dirname(file));
      const fault =
        protectionFault('the folder', { owner: folder.uid, mode: folder.mode, regular: true }) ??
        protectionFault('the file', {
          owner: facts.uid,
          mode: facts.mode,
          regular: facts.isFile(),
        }) ??
        ownersFault();
      if (fault !== null) return refused(fault);
      if (facts.size > policyByteCap)
        return refused(`it has ${facts.size} bytes; at most ${policyByteCap} are read`);
      return { kind: 'found', text: await handle.readFile('utf8') };
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    const code = (thrown as { code?: string } | null)?.code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    return refused(String(thrown));
  }
}
