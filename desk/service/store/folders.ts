import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCodeOf, makePrivateFolder, syncFolder } from '#bundle/durable-file.ts';
import { raise } from '#contract/errors/result.ts';

/** The data folder's contents. Nothing in it holds a bundle's plaintext. */
export interface Folders {
  data: string;
  database: string;
  seenTokens: string;
  organisationKey: string;
  identity: string;
  /** The policy that IT deploys; it holds no secret. */
  agentPolicy: string;
  /** The audit log's last signed head. */
  auditHead: string;
  /** Sealed bundles on their way in, by upload id. */
  uploads: string;
  /** Sealed bundles that were accepted, by upload id. */
  objects: string;
}

export function foldersOf(data: string): Folders {
  return {
    data,
    database: join(data, 'desk.sqlite'),
    seenTokens: join(data, 'seen-tokens.sqlite'),
    organisationKey: join(data, 'organisation-key.json'),
    identity: join(data, 'identity.txt'),
    agentPolicy: join(data, 'agent-policy.json'),
    auditHead: join(data, 'audit-head.jws'),
    uploads: join(data, 'uploads'),
    objects: join(data, 'objects'),
  };
}

/** Makes what is missing. @throws CandorError `invalid-arguments` when `data` is a file or cannot be a folder. */
export async function openFolders(data: string): Promise<Folders> {
  const folders = foldersOf(data);
  await makeDataFolder(data);
  for (const folder of [folders.uploads, folders.objects]) await makePrivateFolder(folder);
  await syncFolder(data);
  return folders;
}

/**
 * Step by step: Node's recursive mkdir never ends where the system answers ENOENT although the parent exists, as /proc does.
 */
async function makeDataFolder(data: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = data; !(await isFolder(folder, data)); folder = dirname(folder))
    missing.unshift(folder);
  for (const folder of missing) {
    await mkdir(folder, { mode: 0o700 }).catch((thrown: unknown) => {
      if (errorCodeOf(thrown) === 'EEXIST') return;
      raise(
        'invalid-arguments',
        'The folder {folder} cannot be made. Choose another place for the data of the desk.',
        {
          values: { folder },
          detail: String(thrown),
          cause: thrown,
        },
      );
    });
  }
}

/** @returns false when there is nothing at `path`. */
async function isFolder(path: string, data: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (thrown) {
    // ENOTDIR: a folder further up is a file, and is found there.
    if (errorCodeOf(thrown) === 'ENOENT' || errorCodeOf(thrown) === 'ENOTDIR') return false;
    throw thrown;
  }
  raise(
    'invalid-arguments',
    'The data of the desk cannot be kept in {data}: {path} is a file and not a folder.',
    {
      values: { data, path },
    },
  );
}

/** An upload id as the desk makes them: safe as a file's name. */
export const uploadId = /^[0-9a-f]{32}$/;
