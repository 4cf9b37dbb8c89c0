import { lstat, rm } from 'node:fs/promises';
import { raise } from '#contract/errors/result.ts';
import type { Policy } from '#contract/policy/policy.ts';
import { formatText } from '#contract/text/text.ts';
import { policyParts } from '../app/organisation.ts';
import type { Paths } from '../app/paths.ts';
import type { Selection } from '../collection/select.ts';
import { combinedRedactionList } from '../redaction-list/redaction-list.ts';
import { readRedactionList } from '../redaction-list/redaction-list-file.ts';
import { makeCollectFolder, refuseUnsafePlace } from './collect-place.ts';
import { composeBundle } from './compose-bundle.ts';
import { selectionOf } from './presets.ts';
import { runCollectors } from './run-collectors.ts';
import { writeBundleFile } from './write-bundle-file.ts';

interface CollectTask {
  file: string;
  preset: string;
  json: boolean;
  force: boolean;
}

interface CollectOptions {
  paths: Paths;
  policy: Policy | null;
  agentLogs: readonly string[];
  /** Where the private daily snapshots are; undefined when they are off. */
  snapshotFolder: string | undefined;
  /** Informs the person and asks for consent. If it throws, nothing is collected. */
  beforeCollecting(): Promise<void>;
  onProgress(line: string): void;
  signal: AbortSignal;
}

/**
 * `--collect`: collects without a window, redacts, and writes an unsealed bundle. It has no receipt, because nothing is sent
 * and the person has not agreed to send anything.
 * @returns the lines to print: the manifest as JSON, or a summary for people.
 */
export async function collectToFile(task: CollectTask, options: CollectOptions): Promise<string> {
  const selection = selectionOf(task.preset, options.policy);
  await refuseUnsafePlace(task.file);
  if (!task.force && (await fileExists(task.file)))
    raise(
      'invalid-arguments',
      '“{file}” already exists. Name another file, or replace it with --force.',
      {
        values: { file: task.file },
      },
    );
  await options.beforeCollecting();
  // Not the window's review folder, which an agent that starts meanwhile deletes.
  const root = await makeCollectFolder(options.paths.collecting);
  try {
    return await collectAndWrite(task, selection, root, options);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** True for a broken link as well, because writing would replace it. */
function fileExists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

async function collectAndWrite(
  task: CollectTask,
  selection: Selection,
  root: string,
  options: CollectOptions,
): Promise<string> {
  const reported = new Set<string>();
  const run = await runCollectors({
    root,
    host: options.paths.collectorHost,
    description: null,
    selection,
    ...policyParts(options.policy),
    hidden: combinedRedactionList(options.policy, await readRedactionList(options.paths.hiding)),
    agentLogs: options.agentLogs,
    snapshotFolder: options.snapshotFolder,
    signal: options.signal,
    onProgress: (collectors) => {
      for (const { id, title, state, durationMs } of collectors) {
        if (state === 'waiting' || state === 'running' || reported.has(id)) continue;
        reported.add(id);
        options.onProgress(`${title}: ${state} (${Math.round(durationMs ?? 0)} ms)`);
      }
    },
  });
  const shaped = await run.folder.shapedTexts();
  const composition = composeBundle(run.collected, new Set(), (id) => shaped.get(id));
  const written = await writeBundleFile({
    file: task.file,
    composition,
    folder: run.folder,
    receipt: null,
    privateMap: run.privateMap,
    seal: null,
    signal: options.signal,
  });
  const { manifest, manifestHash } = composition;
  if (task.json) return JSON.stringify({ file: task.file, ...written, manifestHash, manifest });
  const missing = manifest.collectors.filter(({ status }) => status !== 'success');
  return (
    [
      `Wrote ${manifest.items.length} items to ${task.file} (${written.bytes} bytes). Nothing was sent.`,
      `Manifest hash: ${manifestHash}`,
      ...missing.map(
        ({ title, status, reason }) =>
          `Missing or partial: ${title}: ${status}${reason ? ` – ${formatText(reason)}` : ''}`,
      ),
    ]
      // A reason may quote the output of a command, and a terminal would obey control characters in it.
      .map((line) => line.replace(/\p{Cc}/gu, ' '))
      .join('\n')
  );
}
