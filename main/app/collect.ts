import { app, session } from 'electron';
import { raise, toAppError } from '../../contract/result.ts';
import { formatText } from '../../contract/text.ts';
import { collectToFile } from '../assistance/collect-to-file.ts';
import { openLog } from '../log/log.ts';
import { applyNetworkPolicy } from '../network/apply-policy.ts';
import { readCollectTask } from './command-line.ts';
import { readOrganisation } from './organisation.ts';
import type { Paths } from './paths.ts';
import { openSnapshots } from './snapshots.ts';

/** `--collect`: works without a display, prints what it did, and ends; exit code 2, in words, when it could not. */
export function collectAndExit(paths: Paths): void {
  run(paths).catch((thrown: unknown) => {
    const { message, detail } = toAppError(thrown);
    process.stderr.write(`${formatText(message)}\n${detail ? `${detail}\n` : ''}`);
    app.exit(2);
  });
}

async function run(paths: Paths): Promise<void> {
  const task = readCollectTask(process.argv.slice(1), process.cwd());
  await app.whenReady();
  const log = openLog(paths.logs);
  const abort = new AbortController();
  // On, not once: a terminal's Ctrl+C comes twice where a process without a display hands it on (without-display.ts).
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  const { policy } = await readOrganisation(paths.userData, log);
  if (policy?.features.saveToFile === false) raise('forbidden', 'Your IT department has switched off saving to a file.');
  await applyNetworkPolicy(session.defaultSession, policy, { warn: (what) => log.warn(what) });
  const printed = await collectToFile(task, {
    paths,
    policy,
    agentLogs: log.files(),
    snapshotFolder: await openSnapshots(paths, policy, log).folder(),
    onProgress: (line) => process.stderr.write(`${line}\n`),
    signal: abort.signal,
  });
  process.stdout.write(`${printed}\n`, () => app.exit(0));
}
