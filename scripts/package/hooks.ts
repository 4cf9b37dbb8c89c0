import { readFile, writeFile } from 'node:fs/promises';
import type { AfterPackContext } from 'electron-builder';
import { releaseFuses, setFuses } from './fuses.ts';
import { withProtocol } from './msi-protocol.ts';

/** What electron-builder calls, by the names that electron-builder.yml gives. */

/** False: there are no node_modules to rebuild, collect or pack; Vite has bundled them. */
export function beforeBuild(): Promise<boolean> {
  return Promise.resolve(false);
}

/** A release has exactly these fuses. */
export async function afterPack(context: AfterPackContext): Promise<void> {
  await setFuses(context, releaseFuses);
}

/** @param file the WiX project, before it is compiled */
export async function msiProjectCreated(file: string): Promise<void> {
  await writeFile(file, withProtocol(await readFile(file, 'utf8')));
}
