import { decideInProcess } from '../collection/decide.ts';
import { spawnCollectorProcess } from '../collection/utility-process.ts';
import { createDraftFile } from '../help-session/draft-file.ts';
import { openHelpSession } from '../help-session/help-session.ts';
import type { HelpSession, HelpSessionOptions } from '../help-session/help-session-options.ts';
import { readTimelineAside } from '../help-session/read-timeline.ts';
import { runCollectors } from '../help-session/run-collectors.ts';
import type { Log } from '../log/log.ts';
import { combinedRedactionList } from '../redaction-list/redaction-list.ts';
import { readRedactionList } from '../redaction-list/redaction-list-file.ts';
import type { SnapshotKeeper } from '../snapshots/keeper.ts';
import { policyParts } from './organisation.ts';
import type { Paths } from './paths.ts';

type Rest = Omit<HelpSessionOptions, 'draftFile' | 'readTimeline' | 'decide' | 'run' | 'log'>;

/** The help session of this agent: its draft on disk, its collectors in their own process. */
export function openAgentHelpSession({
  paths,
  log,
  snapshots,
  ...rest
}: { paths: Paths; log: Log; snapshots: SnapshotKeeper } & Rest): Promise<HelpSession> {
  return openHelpSession({
    ...rest,
    log,
    draftFile: createDraftFile(paths.draft, (detail) => log.warn(detail)),
    readTimeline: (texts) => readTimelineAside(paths.timelineThread, texts),
    decide: (command) => decideInProcess(spawnCollectorProcess(paths.collectorHost), command),
    async run(options) {
      const { policy } = rest.organisation();
      return runCollectors({
        ...options,
        snapshotFolder: await snapshots.folder(),
        root: paths.review,
        host: paths.collectorHost,
        ...policyParts(policy),
        hidden: combinedRedactionList(policy, await readRedactionList(paths.hiding)),
        agentLogs: log.files(),
      });
    },
  });
}
