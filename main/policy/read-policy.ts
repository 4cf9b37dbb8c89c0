import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Policy } from '../../contract/policy.ts';
import type { AppError } from '../../contract/result.ts';
import { readMacosPreferences } from './macos-preferences.ts';
import { type PolicySource, parsePolicy, policyProblem } from './parse-policy.ts';
import { readProtectedFile } from './protected-file.ts';
import { readWindowsRegistry } from './windows-registry.ts';

/** `machine`: written by IT where only an administrator can write. `development`: named on the command line of an unpackaged app. */
export type PolicyOrigin = 'machine' | 'development';

export interface PolicyReading {
  /** Null without a policy, or when it cannot be used. */
  policy: Policy | null;
  origin: PolicyOrigin;
  /** Path or registry key; null when there is no policy at all. */
  source: string | null;
  /** What is wrong with it, and where. */
  problem: AppError | null;
}

export const linuxPolicyFile = '/etc/candor/policy.json';
const developmentSwitch = '--policy=';

/**
 * Reads the policy that IT manages. A packaged app takes no other; an unpackaged one takes `--policy=FILE` first.
 * Never throws: what is wrong stands in `problem`.
 */
export async function readPolicy(options: {
  platform: NodeJS.Platform;
  packaged: boolean;
  argv: readonly string[];
  linuxFile?: string;
}): Promise<PolicyReading> {
  const named = options.packaged ? undefined : options.argv.findLast((word) => word.startsWith(developmentSwitch));
  const origin: PolicyOrigin = named === undefined ? 'machine' : 'development';
  const found =
    named === undefined ? await readMachine(options) : await readDevelopment(resolve(named.slice(developmentSwitch.length)));
  switch (found.kind) {
    case 'absent':
      return { policy: null, origin, source: null, problem: null };
    case 'refused':
      return { policy: null, origin, source: found.source, problem: found.problem };
    case 'found': {
      const parsed = parsePolicy(found.text, found.source);
      return parsed.ok
        ? { policy: parsed.policy, origin, source: found.source, problem: null }
        : { policy: null, origin, source: found.source, problem: parsed.problem };
    }
  }
}

async function readMachine({
  platform,
  linuxFile = linuxPolicyFile,
}: {
  platform: NodeJS.Platform;
  linuxFile?: string;
}): Promise<PolicySource> {
  if (platform === 'win32') return readWindowsRegistry();
  if (platform === 'darwin') return readMacosPreferences();
  return readProtectedFile(linuxFile);
}

/** A development policy that was asked for and cannot be read is a fault, not an absence. */
async function readDevelopment(file: string): Promise<PolicySource> {
  try {
    return { kind: 'found', source: file, text: await readFile(file, 'utf8') };
  } catch (thrown) {
    return { kind: 'refused', source: file, problem: policyProblem(file, String(thrown)) };
  }
}
