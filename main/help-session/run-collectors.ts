import { randomUUID } from 'node:crypto';
import { app } from 'electron';
import type { z } from 'zod';
import { diskFullReason } from '#contract/bundle/not-saved.ts';
import {
  type Application,
  type Endpoint,
  type Platform,
  type PrivateMapEntry,
  platform,
} from '#contract/collector/collector.ts';
import { appErrorOf, CandorError, raise } from '#contract/errors/result.ts';
import type { RedactionList } from '#contract/ipc/redaction-list.ts';
import type { CollectorProgress } from '#contract/ipc/session.ts';
import type { Description } from '#contract/text/description.ts';
import { collect } from '../collection/collect.ts';
import type { CollectorProcess } from '../collection/collector-process.ts';
import { type Selection, wantsInventory } from '../collection/select.ts';
import { spawnCollectorProcess } from '../collection/utility-process.ts';
import { diskError } from '../storage/durable-file.ts';
import type { Collected } from './compose-bundle.ts';
import { gatherElectronFacts } from './electron-facts.ts';
import { createReviewFolder, type ReviewFolder } from './review-folder.ts';

export interface CollectorRun {
  collected: Collected;
  folder: ReviewFolder;
  privateMap: readonly PrivateMapEntry[];
}

export interface RunOptions {
  /** The folder for review folders. */
  root: string;
  /** The built entry of the collector process. */
  host: string;
  description: Description | null;
  selection: Selection;
  endpoints: readonly Endpoint[];
  applications: readonly Application[];
  /** The policy in force, in the form that a bundle may contain. */
  policy: z.core.util.JSONType;
  /** PEM. */
  authorities?: readonly string[];
  /** What the policy and the person hide in addition to what Candor hides. */
  hidden: RedactionList;
  agentLogs: readonly string[];
  /** Where the private daily snapshots are; undefined when they are off. */
  snapshotFolder?: string | undefined;
  signal: AbortSignal;
  /** How many collectors run at once; for benchmarks. */
  concurrency?: number;
  onProgress(collectors: CollectorProgress[]): void;
  onFolder?(folder: ReviewFolder): void;
}

/** Runs the collectors of a selection in their own process. Removes the folder if that fails. */
export async function runCollectors(options: RunOptions): Promise<CollectorRun> {
  const bundle = randomUUID();
  const folder = await createReviewFolder(options.root, bundle).catch((thrown: unknown) => {
    throw diskError(thrown);
  });
  const ahead = startedAhead(() => spawnCollectorProcess(options.host));
  try {
    options.onFolder?.(folder);
    const facts = await gatherElectronFacts(options.endpoints);
    const { declarations, outcomes, privateMap } = await collect({
      spawn: ahead.take,
      selection: options.selection,
      ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
      prepare: {
        type: 'prepare',
        folder: folder.path,
        privateMap: [],
        facts,
        endpoints: [...options.endpoints],
        agentLogs: [...options.agentLogs],
        description: options.description,
        applications: [...options.applications],
        policy: options.policy,
        authorities: [...(options.authorities ?? [])],
        hidden: options.hidden,
        inventory: wantsInventory(options.selection),
        thorough: options.selection.preset === 'full',
        ...(options.snapshotFolder !== undefined && { snapshotFolder: options.snapshotFolder }),
      },
      onProgress: options.onProgress,
      signal: options.signal,
    });
    options.signal.throwIfAborted();
    const parts = declarations.flatMap((declaration) => {
      const outcome = outcomes.find(({ collector }) => collector === declaration.id);
      return outcome ? [{ declaration, outcome }] : [];
    });
    if (!parts.some(({ outcome }) => outcome.items.length > 0)) {
      if (parts.some(({ outcome }) => outcome.reason?.message === diskFullReason))
        raise(
          'disk-full',
          'The disk is full. Free some space, then try again. Your words are saved. Nothing was sent.',
        );
      const detail = parts
        .map(({ outcome }) => `${outcome.collector}: ${outcome.status}`)
        .join(', ');
      throw new CandorError(
        appErrorOf(
          'collector-unavailable',
          'Candor could not check this computer. Your words are saved. Try again.',
          {
            detail,
          },
        ),
      );
    }
    const collected: Collected = {
      bundle,
      createdAt: new Date().toISOString(),
      preset: options.selection.preset,
      agent: { version: app.getVersion(), platform: thisPlatform(), architecture: process.arch },
      parts,
    };
    return { collected, folder, privateMap };
  } catch (thrown) {
    ahead.discard();
    await folder.remove();
    throw thrown;
  }
}

/**
 * Starts the first process at once, while its facts are still being read; messages to it wait in its queue. The first call
 * of `take` returns this process, every further call starts another.
 */
function startedAhead(start: () => CollectorProcess): {
  take(): CollectorProcess;
  discard(): void;
} {
  let first: CollectorProcess | null = start();
  return {
    take() {
      const taken = first ?? start();
      first = null;
      return taken;
    },
    /** Ends the process if it was not taken. */
    discard() {
      first?.kill();
      first = null;
    },
  };
}

const thisPlatform = (): Platform => platform.parse(process.platform);
