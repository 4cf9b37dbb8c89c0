import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CombinedPolicy, combineLayers } from '#policy/policy-document.ts';
import { withUsableRules } from '#policy/usable-rules.ts';
import { readMacosPreferences } from './macos-preferences.ts';
import type { PolicySource } from './policy-source.ts';
import { parsePolicyText } from './policy-text.ts';
import { readProtectedFile } from './protected-file.ts';
import { namespaceFault } from './user-namespace.ts';
import { readWindowsRegistry } from './windows-registry.ts';

/** `machine`: written by IT where only an administrator can write. `development`: named on the command line of an unpackaged app. */
export type PolicyOrigin = 'machine' | 'development';

export interface PolicyReading extends CombinedPolicy {
  origin: PolicyOrigin;
  /** Path or registry key; null if there is no policy. */
  place: string | null;
}

const linuxPolicyFile = '/etc/candor/policy.json';
const developmentSwitch = '--policy=';

export interface ReadPolicyOptions {
  platform: NodeJS.Platform;
  packaged: boolean;
  argv: readonly string[];
  linuxFile?: string;
}

/**
 * Reads the policy that IT manages. A packaged app accepts no other; an unpackaged one prefers `--policy=FILE`.
 * Never throws: errors are in `faults`.
 */
export async function readPolicy(options: ReadPolicyOptions): Promise<PolicyReading> {
  const named = options.packaged
    ? undefined
    : options.argv.findLast((word) => word.startsWith(developmentSwitch));
  const origin: PolicyOrigin = named === undefined ? 'machine' : 'development';
  const found =
    named === undefined
      ? await readMachine(options)
      : await readDevelopment(resolve(named.slice(developmentSwitch.length)));
  const empty = { policy: null, document: null, values: [], ignored: [], origin };
  switch (found.kind) {
    case 'absent':
      return { ...empty, faults: [], place: null };
    case 'refused': {
      const fault = {
        setting: 'the document',
        problem: found.detail.slice(0, 1000),
        found: null,
        source: found.place,
      };
      return { ...empty, faults: [fault], place: found.place };
    }
    case 'found':
      return { ...withUsableRules(combineLayers(found.layers)), origin, place: found.place };
  }
}

async function readMachine({
  platform,
  linuxFile = linuxPolicyFile,
}: ReadPolicyOptions): Promise<PolicySource> {
  if (platform === 'win32') return readWindowsRegistry();
  if (platform === 'darwin') return readMacosPreferences();
  const file = await readProtectedFile(linuxFile, namespaceFault);
  if (file.kind === 'found') return parsePolicyText(file.text, linuxFile);
  return file.kind === 'refused' ? { ...file, place: linuxFile } : file;
}

/** A development policy that was named but cannot be read is a fault, not a missing policy. */
async function readDevelopment(file: string): Promise<PolicySource> {
  try {
    return parsePolicyText(await readFile(file, 'utf8'), file);
  } catch (thrown) {
    return { kind: 'refused', place: file, detail: String(thrown) };
  }
}
