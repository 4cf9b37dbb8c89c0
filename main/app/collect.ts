import { app, session } from 'electron';
import { raise, toAppError } from '#contract/errors/result.ts';
import { formatText } from '#contract/text/text.ts';
import { collectToFile } from '../help-session/collect-to-file.ts';
import { openLog } from '../log/log.ts';
import { applyNetworkPolicy } from '../network/apply-policy.ts';
import { askOnTerminal, isTerminal } from './ask-on-terminal.ts';
import { announceCollecting } from './collect-notice.ts';
import { type CollectTask, readCollectTask } from './command-line.ts';
import { readOrganisation } from './organisation.ts';
import type { Paths } from './paths.ts';
import { openSnapshots } from './snapshots.ts';

/** `--collect`: works without a display, prints what it did, and exits. On failure it prints the reason and exits with 2. */
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
  // `on`, not `once`: without a display, Ctrl+C arrives twice, because the parent process passes it on (without-display.ts).
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => abort.abort());
  const { policy } = await readOrganisation(paths.userData, log);
  if (policy?.features.saveToFile === false)
    raise('forbidden', 'Your IT department has switched off saving to a file.');
  if (policy?.features.collectToFile === false)
    raise('forbidden', 'Your IT department has switched off collecting into a file by command.');
  await applyNetworkPolicy(session.defaultSession, policy, { warn: (what) => log.warn(what) });
  const printed = await collectToFile(task, {
    paths,
    policy,
    agentLogs: log.files(),
    snapshotFolder: await openSnapshots(paths, policy, log).folder(),
    async beforeCollecting() {
      await askPerson(task, abort.signal);
      await announceCollecting(app, paths.journal, task);
    },
    onProgress: (line) => process.stderr.write(`${line}\n`),
    signal: abort.signal,
  });
  process.stdout.write(`${printed}\n`, () => app.exit(0));
}

/** There is no silent mode: the person agrees on the terminal, or `--yes` states that they agreed. */
async function askPerson({ file, preset, yes }: CollectTask, signal: AbortSignal): Promise<void> {
  if (yes) return;
  const terminal = { input: process.stdin, output: process.stderr };
  if (!isTerminal(terminal))
    raise(
      'forbidden',
      'There is no terminal to ask on, so nothing was collected. With --yes you say that the person whose computer this is agreed.',
    );
  const question = `Candor will collect what the preset “${preset}” names from this computer and write it to ${file}.\nThe file is not encrypted. Nothing is sent. Go on?`;
  if (!(await askOnTerminal(question.replace(/[^\P{Cc}\n]/gu, '?'), terminal, signal)))
    raise('forbidden', 'You did not agree, so nothing was collected.');
}
