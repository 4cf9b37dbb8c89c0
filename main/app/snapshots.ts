import { app } from 'electron';
import type { Policy } from '#contract/policy/policy.ts';
import { orderSnapshot } from '../collection/take-snapshot.ts';
import { spawnCollectorProcess } from '../collection/utility-process.ts';
import { resolveProxies } from '../help-session/electron-facts.ts';
import type { Log } from '../log/log.ts';
import { createSnapshotKeeper, type SnapshotKeeper } from '../snapshots/keeper.ts';
import { createSettingsFile } from '../snapshots/settings-file.ts';
import { policyParts } from './organisation.ts';
import type { Paths } from './paths.ts';

/** Waits after a start, because logging in to a computer is slow enough. */
const settleMs = 3 * 60_000;

/** The daily snapshots of this agent, made in collector processes and stored in its own folder. */
export function openSnapshots(paths: Paths, policy: Policy | null, log: Log): SnapshotKeeper {
  return createSnapshotKeeper({
    folder: paths.snapshots,
    settings: createSettingsFile(paths.settings),
    allowed: policy?.dailySnapshot ?? true,
    settleMs: askedSettleMs() ?? settleMs,
    report: (problem) => log.warn(`no daily snapshot: ${problem}`),
    async take(signal) {
      const proxies = await resolveProxies(policyParts(policy).endpoints);
      return orderSnapshot({
        spawn: () => spawnCollectorProcess(paths.collectorHost),
        order: { type: 'snapshot', folder: paths.snapshots, proxies },
        signal,
      });
    },
  });
}

/** `--snapshot-after=SECONDS`, for tests; an installed Candor ignores it. */
function askedSettleMs(): number | null {
  const asked = app.isPackaged ? '' : app.commandLine.getSwitchValue('snapshot-after');
  return /^\d{1,4}$/.test(asked) ? Number(asked) * 1000 : null;
}
