import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBundle } from '#bundle/read.ts';
import { signReceipt } from '#bundle/receipt.ts';
import { createRedactor, emptyKnownValues, type KnownValues } from '#bundle/redact/redactor.ts';
import { makeIdentity, sealTo, unseal } from '#bundle/seal.ts';
import { decide } from '#collector/host/decide.ts';
import { writeItem } from '#collector/host/write-item.ts';
import type { ChosenPicture } from '#contract/bundle/picture.ts';
import type {
  CollectorDeclaration,
  CollectorOutcome,
  PrivateMapEntry,
} from '#contract/collector/collector.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { CandorError } from '#contract/errors/result.ts';
import type { Review, Session } from '#contract/ipc/session.ts';
import type { Description } from '#contract/text/description.ts';
import type { Text } from '#contract/text/text.ts';
import { createDraftFile, type DraftFile } from '#main/help-session/draft-file.ts';
import { createHelpSession } from '#main/help-session/help-session.ts';
import type { HelpSessionOptions } from '#main/help-session/help-session-options.ts';
import { createPictures } from '#main/help-session/pictures.ts';
import { readTimelineAside } from '#main/help-session/read-timeline.ts';
import { createReviewFolder, type ReviewFolder } from '#main/help-session/review-folder.ts';
import { openRunTimes } from '#main/help-session/run-times.ts';
import { writeBundleFile } from '#main/help-session/write-bundle-file.ts';
import { openStore } from '#main/outbox/store.ts';
import { makeDevice } from '#tests/unit/bundle/sample.ts';

/** What a collector would find: the raw text of each item, by its id. */
export type Found = Record<string, string>;

export const timelineThread = new URL(
  '../../../../main/help-session/timeline-worker.ts',
  import.meta.url,
);

export const words: Description = { happened: 'No sound', began: '', severity: null };
export const shortOfMemory = JSON.stringify({
  totalBytes: 1e9,
  availableBytes: 1e7,
  swapTotalBytes: 0,
  swapUsedBytes: 0,
  pressure: null,
});

const noPictures = createPictures({
  allowed: () => false,
  capture: async () => [],
  encode: (bitmap) => bitmap,
});

const declarationOf = (id: string): CollectorDeclaration => ({
  id,
  title: `The part ${id}`,
  purpose: 'A test',
  category: 'logs',
  sensitivity: 'private',
  privileges: 'none',
  platforms: ['linux'],
  presets: ['quick'],
  deadlineMs: 1000,
  byteCap: 1024 * 1024,
});

const partly = (reason: Text | undefined): Partial<CollectorOutcome> =>
  reason ? { status: 'partial', reason } : {};

/** The folder as the collector process leaves it: every text went through the real redactor before it was written. */
async function collectInto(
  folder: ReviewFolder,
  bundle: string,
  { found, known, reasons }: Required<Pick<SceneOptions, 'found' | 'known' | 'reasons'>>,
) {
  const redactor = createRedactor({ known: { ...emptyKnownValues, ...known } });
  const parts = new Map<string, { declaration: CollectorDeclaration; outcome: CollectorOutcome }>();
  for (const [id, text] of Object.entries(found)) {
    const [collector = '', name = ''] = id.split('/');
    const part = parts.get(collector) ?? {
      declaration: declarationOf(collector),
      outcome: {
        collector,
        status: 'success',
        durationMs: 1,
        reason: null,
        items: [],
        ...partly(reasons[collector]),
      },
    };
    const mediaType = name.endsWith('.json') ? 'application/json' : 'text/plain';
    part.outcome.items.push(
      await writeItem(folder.path, collector, { name, mediaType, text, droppedBytes: 0 }, redactor),
    );
    parts.set(collector, part);
  }
  const collected = {
    bundle,
    createdAt: new Date().toISOString(),
    preset: 'quick' as const,
    agent: { version: '0.1.0', platform: 'linux' as const, architecture: 'x64' },
    parts: [...parts.values()],
  };
  return { collected, folder, privateMap: redactor.discovered() };
}

export interface SceneOptions {
  found?: Found;
  known?: Partial<KnownValues>;
  /** Why a collector found only a part of it, by the collector's id. */
  reasons?: Record<string, Text>;
  /** Items of collectors that were stopped after they wrote them. */
  leftOnDisk?: Found;
  /** Values that are known to be private but that the redactor did not replace. */
  missed?: PrivateMapEntry[];
  outbox?: string;
  replace?: Partial<HelpSessionOptions>;
}

/** The help session over real files below `root`: review folder, draft, outbox; only the collectors are given. */
export async function openScene(root: string, options: SceneOptions = {}) {
  const {
    found = { 'machine/machine.log': 'a plain line\n' },
    known = {},
    reasons = {},
    missed = [],
    leftOnDisk = {},
  } = options;
  const [device, key] = await Promise.all([makeDevice(), makeIdentity()]);
  const recipient = {
    organisation: 'Northwind',
    fingerprint: device.id,
    desk: 'https://desk.example',
  };
  const outbox = options.outbox ?? join(root, 'outbox');
  const store = await openStore(outbox, () => {});
  const realDraft = createDraftFile(join(root, 'session', 'draft.json'), () => {});
  const drafts: { happened: string; active: boolean }[] = [];
  const draftFile: DraftFile = {
    read: realDraft.read,
    write(draft, active) {
      drafts.push({ happened: draft.happened, active });
      return realDraft.write(draft, active);
    },
  };
  const folders: ReviewFolder[] = [];
  const failures: unknown[] = [];
  /** What failed, for the log. */
  const failedAt: string[] = [];
  let current: Session = { phase: 'idle', draft: words, interrupted: false, problem: null };
  const waiting = new Set<() => void>();

  const write: HelpSessionOptions['writeFile'] = (file, { composition, run, receipt }) =>
    writeBundleFile({
      file,
      composition,
      folder: run.folder,
      receipt,
      privateMap: run.privateMap,
      seal: null,
    });
  const handlers = await createHelpSession({
    draftFile,
    terms: () => ({
      recipient,
      sealedTo: [key.recipient],
      former: null,
      purpose: 'To help',
      retentionDays: 30,
    }),
    maySave: () => true,
    readTimeline: (given) => readTimelineAside(timelineThread, given),
    decide: (command) => decide(command),
    mayLetThrough: () => true,
    pictures: noPictures,
    select: (preset) => ({ preset, collectors: null }),
    runTimes: await openRunTimes(join(root, 'session', 'run-times.json'), () => {}),
    async run({ description, onFolder, signal }) {
      const bundle = randomUUID();
      const folder = await createReviewFolder(join(root, 'review'), bundle);
      folders.push(folder);
      onFolder?.(folder);
      await collectInto(folder, bundle, { found: leftOnDisk, known, reasons });
      // As the real collector of that name does.
      const wordsItem = description && { [descriptionItemId]: JSON.stringify(description) };
      const run = await collectInto(folder, bundle, {
        found: { ...found, ...wordsItem, ...found },
        known,
        reasons,
      });
      signal.throwIfAborted();
      return { ...run, privateMap: [...run.privateMap, ...missed] };
    },
    sendProblem: async () => null,
    sign: (receipt) =>
      signReceipt({ ...receipt, device: device.id }, device.privateKey, device.publicKey),
    async handOver(id, { composition, run, receipt, summary, words }, onProgress) {
      if (!receipt) throw new Error('without a receipt');
      const { folder, privateMap } = run;
      const seal = sealTo([key.recipient]);
      await store.create(
        {
          id,
          receipt,
          summary,
          words,
          recipient,
          retentionDays: 30,
          itemCount: composition.manifest.items.length,
        },
        (file) =>
          writeBundleFile({ file, composition, folder, receipt, privateMap, seal, onProgress }),
        new AbortController().signal,
      );
    },
    chooseFile: async () => join(root, 'saved.zip'),
    writeFile: write,
    onChange(session) {
      current = session;
      for (const look of waiting) look();
    },
    onFailure(what, thrown) {
      failedAt.push(what);
      failures.push(thrown);
    },
    ...options.replace,
  });

  const until = (wish: (session: Session) => boolean): Promise<Session> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!wish(current)) return;
        waiting.delete(look);
        resolve(current);
      };
      waiting.add(look);
      look();
    });

  return {
    handlers,
    store,
    draftFile,
    drafts,
    folders,
    failures,
    failedAt,
    until,
    session: () => current,
    review(): Review {
      if (current.phase !== 'review' && current.phase !== 'sealing')
        throw new Error(`no review while ${current.phase}`);
      return current.review;
    },
    async toReview(description: Description = words, picture?: ChosenPicture): Promise<Review> {
      await handlers['session.start']({
        description,
        preset: 'quick',
        ...(picture && { picture }),
      });
      const reached = await until(({ phase }) => phase === 'review' || phase === 'idle');
      if (reached.phase !== 'review') throw new Error(JSON.stringify(reached));
      return reached.review;
    },
    outboxFiles: () => readdir(outbox),
    /** What the organisation finds in a sealed bundle. */
    async opened(id: string) {
      return openBundle(await unseal(await readFile(store.bundleFile(id)), key.identity));
    },
  };
}

export async function errorOf(work: unknown) {
  const [outcome] = await Promise.allSettled([work]);
  if (outcome.status === 'rejected' && outcome.reason instanceof CandorError)
    return outcome.reason.error;
  throw new Error(
    `expected a CandorError, found ${JSON.stringify(outcome)} ${String(Reflect.get(outcome, 'reason'))}`,
  );
}

/** A call of the session, which may throw at once or reject. */
export async function attempt<T>(call: () => T | Promise<T>): Promise<T> {
  return call();
}
