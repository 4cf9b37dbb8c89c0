import { safeStorage, session } from 'electron';
import { removeUnfinished } from '#bundle/durable-file.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { sweepCollectFolders } from '../help-session/collect-place.ts';
import { wipeReviewFolders } from '../help-session/review-folder.ts';
import { openRunTimes, type RunTimes } from '../help-session/run-times.ts';
import { type Log, openLog } from '../log/log.ts';
import { applyNetworkPolicy, rulesNetwork } from '../network/apply-policy.ts';
import { type DeviceKey, openDeviceKey } from '../trust/device-key.ts';
import { type AppFacts, createAppFacts } from './app-info.ts';
import { type Memory, openMemory } from './memory.ts';
import { type OpenOrganisation, openOrganisation } from './organisation.ts';
import { durableFolders, type Paths } from './paths.ts';

/** What every service is made from. */
export interface Core extends Memory {
  log: Log;
  organisation: OpenOrganisation;
  policy: () => Policy | null;
  runTimes: RunTimes;
  deviceKey: () => Promise<DeviceKey>;
  facts: AppFacts;
  setUpNetwork: () => Promise<void>;
}

/** Cleans up what a killed agent left, and opens what every service needs. */
export async function openCore(paths: Paths): Promise<Core> {
  const log = openLog(paths.logs);
  process.on('uncaughtException', (thrown) => log.error('uncaught', thrown));
  process.on('unhandledRejection', (thrown) => log.error('unhandled rejection', thrown));
  const [organisation, runTimes] = await Promise.all([
    openOrganisation(paths.userData, log),
    openRunTimes(paths.runTimes, (detail) => log.warn(detail)),
    wipeReviewFolders(paths.review),
    sweepCollectFolders(paths.collecting),
    ...durableFolders(paths).map((folder) => removeUnfinished(folder)),
  ]);
  const policy = () => organisation.current().policy;
  let networkRuled = false;
  /** Electron makes the session at its first use, which takes 10 MB: an agent that has nothing to set in it does without. */
  const setUpNetwork = async () => {
    if (!networkRuled && !rulesNetwork(policy())) return;
    networkRuled = true;
    await applyNetworkPolicy(session.defaultSession, policy(), { warn: (what) => log.warn(what) });
  };
  await setUpNetwork();
  const deviceKey = openDeviceKey({
    folder: paths.userData,
    protection: policy()?.deviceKey ?? 'keyring',
    keyring: safeStorage,
    platform: process.platform,
  });
  const memory = await openMemory(paths, organisation.current, log);
  const facts = createAppFacts(organisation);
  return { ...memory, log, organisation, policy, runTimes, deviceKey, facts, setUpNetwork };
}
