import { join } from 'node:path';
import { makePrivateFolder, syncFolder } from '../../../bundle/durable-file.ts';

/** The data folder's contents. Nothing in it holds a bundle's plaintext. */
export interface Folders {
  data: string;
  database: string;
  seenTokens: string;
  organisationKey: string;
  identity: string;
  /** What IT puts on the machines; it holds no secret. */
  agentPolicy: string;
  /** The audit log's last signed head. */
  auditHead: string;
  /** Sealed bundles on their way in, by upload id. */
  uploads: string;
  /** Sealed bundles that were accepted, by upload id. */
  objects: string;
}

export async function openFolders(data: string): Promise<Folders> {
  const folders: Folders = {
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
  for (const folder of [data, folders.uploads, folders.objects]) await makePrivateFolder(folder);
  await syncFolder(data);
  return folders;
}

/** An upload id as the desk makes them: safe as a file's name. */
export const uploadId = /^[0-9a-f]{32}$/;
