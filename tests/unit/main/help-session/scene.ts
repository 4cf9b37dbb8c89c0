import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBundle } from '#bundle/read.ts';
import { createRedactor, emptyKnownValues, type KnownValues } from '#bundle/redact/redactor.ts';
import { makeIdentity, unseal } from '#bundle/seal.ts';
import { decide } from '#collector/host/decide.ts';
import { writeItem } from '#collector/host/write-item.ts';
import type { ChosenPicture } from '#contract/bundle/picture.ts';
import type { Recipient } from '#contract/bundle/receipt.ts';
import type {
  CollectorDeclaration,
  CollectorOutcome,
  PrivateMapEntry,
} from '#contract/collector/collector.ts';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { CandorError } from '#contract/errors/result.ts';
import type { Review, Session } from '#contract/ipc/session.ts';
import { type Policy, policy as policySchema } from '#contract/policy/policy.ts';
import type { Description, Draft } from '#contract/text/description.ts';
import type { Text } from '#contract/text/text.ts';
import { endRequested, startRequested } from '#main/help-session/collect-for-review.ts';
import { createDraftFile, type DraftFile } from '#main/help-session/draft-file.ts';
import { helpSessionHandlers } from '#main/help-session/handlers.ts';
import { openHelpSession, refillDraft } from '#main/help-session/help-session.ts';
import { type HelpSessionOptions, reviewIn } from '#main/help-session/help-session-options.ts';
import { createPictures } from '#main/help-session/pictures.ts';
import { readTimelineAside } from '#main/help-session/read-timeline.ts';
import { readyBundle } from '#main/help-session/ready-bundle.ts';
import type { RequestedSession } from '#main/help-session/requested-session.ts';
import { createReviewFolder, type ReviewFolder } from '#main/help-session/review-folder.ts';
import { openRunTimes } from '#main/help-session/run-times.ts';
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
  /** What the policy sets. */
  settings?: Partial<Policy>;
  replace?: Partial<HelpSessionOptions>;
}

/** An organisation that sets these parts of its policy and nothing else. */
export function organisationOf({
  recipient,
  ...settings
}: { recipient: Recipient | null } & Partial<Policy>): HelpSessionOptions['organisation'] {
  const policy = policySchema.parse({
    organisation: {
      name: 'Northwind',
      publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
    },
    desk: { address: 'https://desk.example' },
    recipients: [`age1${'q'.repeat(58)}`],
    purpose: 'To help',
    retentionDays: 30,
  });
  return () => ({ policy: { ...policy, ...settings }, recipient, former: null, problem: null });
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

  const session = await openHelpSession({
    draftFile,
    organisation: organisationOf({
      recipient,
      recipients: [key.recipient],
      ...options.settings,
    }),
    deviceKey: async () => device,
    outbox: {
      add: (entry, writeBundle) =>
        store.create(entry, writeBundle, new AbortController().signal).then(() => {}),
    },
    maps: { keep: async () => {} },
    note: async () => {},
    log: {
      info() {},
      error(what, thrown) {
        failedAt.push(what);
        failures.push(thrown);
      },
    },
    readTimeline: (texts) => readTimelineAside(timelineThread, texts),
    decide: (command) => decide(command),
    pictures: noPictures,
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
    chooseFile: async () => join(root, 'saved.zip'),
    onChange(session) {
      current = session;
      for (const look of waiting) look();
    },
    ...options.replace,
  });

  const handlers = {
    ...helpSessionHandlers(session),
    sessions: {
      startRequested: (request: RequestedSession) => startRequested(session, request),
      endRequested: (jti: string) => endRequested(session, jti),
      isActive: () => session.state().phase !== 'idle',
    },
    refill: (draft: Draft) => refillDraft(session, draft),
  };

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
    /** What would be submitted if the person agreed now. */
    readyBundle: () =>
      readyBundle(session.options, reviewIn(session), session.options.organisation().recipient),
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
