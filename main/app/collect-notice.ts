import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { raise } from '#contract/errors/result.ts';
import type { ActivityFacts } from '#contract/ipc/activity-log.ts';
import { openActivityLog } from '../requests/activity-log.ts';

/**
 * What `--collect` sends to a running agent, through the same channel by which a second start opens the window. With
 * `token` it finds the agent's entry in the activity log.
 */
const notice = z.strictObject({
  collectToFile: z.strictObject({
    token: z.uuid(),
    file: z.string().max(4096),
    preset: z.string().max(60),
  }),
});
export type CollectNotice = z.infer<typeof notice>['collectToFile'];

/** The notice of a second start that collects to a file; null for any other start. */
export function collectNoticeIn(brought: unknown): CollectNotice | null {
  const parsed = notice.safeParse(brought);
  return parsed.success ? parsed.data.collectToFile : null;
}

export const activityFactsOf = ({ token, file, preset }: CollectNotice): ActivityFacts => ({
  file,
  preset,
  token,
});

/** The part of Electron's `app` that knows whether an agent is running. */
export interface SingleInstance {
  requestSingleInstanceLock(brought: Record<string, unknown>): boolean;
  releaseSingleInstanceLock(): void;
}

const longestWaitMs = 10_000;
const lookAgainMs = 50;

/**
 * Records the collection in the activity log of this computer, durably, before anything is collected. The log has one
 * writer: a running agent, which also notifies the person, or else this process.
 * @throws CandorError if it cannot be recorded; then nothing is collected.
 */
export async function announceCollecting(
  instance: SingleInstance,
  journal: string,
  task: { file: string; preset: string },
): Promise<void> {
  const { file, preset } = task;
  const announced: CollectNotice = {
    token: randomUUID(),
    file: file.slice(0, 2000),
    preset: preset.slice(0, 60),
  };
  if (instance.requestSingleInstanceLock({ collectToFile: announced })) {
    try {
      await (await openActivityLog(journal)).add('collected-to-file', activityFactsOf(announced));
    } finally {
      // The agent may start in the meantime.
      instance.releaseSingleInstanceLock();
    }
    return;
  }
  const until = performance.now() + longestWaitMs;
  while (performance.now() < until) {
    const text = await readFile(journal, 'utf8').catch(() => '');
    if (text.includes(announced.token)) return;
    await delay(lookAgainMs);
  }
  raise(
    'disk-failed',
    'The Candor that runs on this computer did not write this into its record, so nothing was collected. Quit it in the tray, then try again.',
  );
}
