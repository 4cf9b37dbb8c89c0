import type { NotSaved } from '#contract/bundle/not-saved.ts';
import type { FormerOrganisation, Receipt, Recipient } from '#contract/bundle/receipt.ts';
import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import { type AppError, raise } from '#contract/errors/result.ts';
import type { Review } from '#contract/ipc/session.ts';
import type { TimelineMemory } from '#diagnosis/timeline.ts';
import type { Log } from '../log/log.ts';
import { clockDifferenceIn } from './clock-difference.ts';
import { type Composition, composeBundle, itemsOf } from './compose-bundle.ts';
import type { TimelineTexts } from './read-timeline.ts';
import type { CollectorRun } from './run-collectors.ts';

/** What the person decided about single values. */
export interface ValueDecisions {
  /** Hidden because the person asked for it. */
  readonly hide: readonly PrivateMapEntry[];
  /** Hidden by Candor, and put back by the person. */
  readonly show: readonly PrivateMapEntry[];
  /** Whether to redact once more, because the final scan found something. */
  readonly again: boolean;
}

export const noDecisions: ValueDecisions = { hide: [], show: [], again: false };

/** What a person agrees to, apart from the content. */
export interface Terms {
  /** Null without an organisation. */
  recipient: Recipient | null;
  /** age recipients that can open it; none without an organisation. */
  sealedTo: readonly string[];
  /** The organisation that this computer belonged to until recently. */
  former: FormerOrganisation | null;
  purpose: string;
  /** The engineer whose reason the purpose is; null in the person's own session. */
  requestedBy: string | null;
  retentionDays: number;
}

/** Immutable: code that holds it across an `await` keeps exactly what the person agreed to. */
export interface ReviewState {
  /** As it was collected. */
  readonly found: CollectorRun;
  readonly decisions: ValueDecisions;
  /** With the person's decisions applied. */
  readonly run: CollectorRun;
  readonly shaped: ReadonlyMap<string, string>;
  /** What the timeline needs from the items of this run. */
  readonly memory: TimelineMemory;
  readonly leftOut: ReadonlySet<string>;
  readonly composition: Composition;
  readonly terms: Terms;
  readonly notSaved: NotSaved | null;
  readonly sendProblem: AppError | null;
}

/** The texts that findings and timeline are made from. If the thread fails, they are read later, which blocks the window for a moment. */
export async function itemsToJudge(
  { folder, collected }: CollectorRun,
  {
    readTimeline,
    log,
  }: { readTimeline(timeline: TimelineTexts): Promise<TimelineMemory>; log: Pick<Log, 'error'> },
): Promise<Pick<ReviewState, 'shaped' | 'memory'>> {
  const shaped = await folder.shapedTexts();
  try {
    return { shaped, memory: await readTimeline({ texts: shaped, until: collected.createdAt }) };
  } catch (thrown) {
    log.error('reading for the timeline', thrown);
    return { shaped, memory: new Map() };
  }
}

/** The review as the window shows it. */
export function reviewOf({
  run,
  shaped,
  leftOut,
  composition,
  terms,
  notSaved,
  sendProblem,
}: ReviewState): Review {
  return {
    bundle: run.collected.bundle,
    items: itemsOf(run.collected).map((item) => ({ ...item, included: !leftOut.has(item.id) })),
    missing: run.collected.parts
      .filter(({ outcome }) => outcome.status !== 'success')
      .map(({ declaration, outcome }) => ({
        collector: declaration.id,
        title: declaration.title,
        status: outcome.status,
        reason: outcome.reason,
      })),
    notSaved,
    findings: composition.findings.findings,
    notJudged: composition.findings.failed.map(({ analyzer }) => analyzer),
    manifestHash: composition.manifestHash,
    bytes: composition.bytes,
    ...terms,
    clock: clockDifferenceIn(shaped, run.collected.createdAt),
    sealedTo: [...terms.sealedTo],
    sendProblem,
  };
}

export const compose = (
  { run, shaped, memory }: Pick<ReviewState, 'run' | 'shaped' | 'memory'>,
  leftOut: ReadonlySet<string>,
) => composeBundle(run.collected, leftOut, (id) => shaped.get(id), memory);

/** Reviewed = sent: every included item is hashed again, as it is on disk at this moment. */
export async function proveUnchanged({ composition, run }: ReviewState): Promise<void> {
  for (const item of composition.manifest.items) {
    const now = await run.folder.hash(item.id).catch((thrown: unknown) => String(thrown));
    if (now === item.sha256) continue;
    raise(
      'content-changed',
      '“{title}” has changed since you reviewed it, so nothing was sent. Discard this and check again.',
      {
        values: { title: item.title },
        detail: `${item.id}: ${now}`,
      },
    );
  }
}

/** The receipt that the device signs. Without a recipient, it is for a file that the person saves. */
export function receiptOf(
  { composition, run, terms }: ReviewState,
  recipient: Recipient | null,
): Omit<Receipt, 'device'> {
  return {
    format: 'candor-receipt',
    version: 1,
    bundle: run.collected.bundle,
    manifestHash: composition.manifestHash,
    items: composition.manifest.items.map(({ id, sha256 }) => ({ id, sha256 })),
    recipient,
    ...(recipient && { sealedTo: [...terms.sealedTo] }),
    purpose: recipient ? terms.purpose : 'Saved to a file by the person',
    retentionDays: recipient ? terms.retentionDays : null,
    agreedAt: new Date().toISOString(),
  };
}
