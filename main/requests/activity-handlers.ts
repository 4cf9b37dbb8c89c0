import type { CallHandlers } from '#contract/ipc/ipc.ts';
import { writeFileDurably } from '../storage/durable-file.ts';
import type { ActivityLog } from './activity-log.ts';

type Calls = Pick<CallHandlers, 'activity.read' | 'activity.export'>;

/** The window's calls about the activity log. `chooseFile` resolves to null when the person closed the dialog. */
export function activityHandlers(
  activityLog: ActivityLog,
  chooseFile: () => Promise<string | null>,
): Calls {
  return {
    'activity.read': () => activityLog.read(),
    async 'activity.export'() {
      const file = await chooseFile();
      if (file === null) return null;
      await writeFileDurably(file, await activityLog.export());
      return { file };
    },
  };
}
