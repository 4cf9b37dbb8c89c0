import type { CallHandlers } from '#contract/ipc/ipc.ts';
import type { SnapshotKeeper } from './keeper.ts';

type Calls = Pick<CallHandlers, Extract<keyof CallHandlers, `snapshots.${string}`>>;

/** The window's calls about the daily snapshots. */
export const snapshotHandlers = (snapshots: SnapshotKeeper): Calls => ({
  'snapshots.status': () => snapshots.status(),
  'snapshots.set': ({ on }) => snapshots.set(on),
});
