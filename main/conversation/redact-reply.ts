import { policyRules } from '#bundle/redact/custom-rules.ts';
import { applyDecisions } from '#bundle/redact/decisions.ts';
import type { KnownValues } from '#bundle/redact/redactor.ts';
import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import type { RedactionList } from '#contract/ipc/redaction-list.ts';
import type { ReplyDraft, ReplyPreview } from '#contract/ipc/reply.ts';
import type { Clock } from '../outbox/clock.ts';
import type { PseudonymMapStore } from '../requests/pseudonym-map-store.ts';

export interface ReplyRedactor {
  /** The text as it would be sent. @throws CandorError if it cannot be checked; nothing may be sent then. */
  preview(submission: string, draft: ReplyDraft): Promise<ReplyPreview>;
  /** For a message that is sent now: its stand-ins keep their meaning for the rest of the conversation. */
  settle(submission: string, draft: ReplyDraft): Promise<void>;
}

interface ReplyRedactorOptions {
  clock: Clock;
  knownValues(): Promise<KnownValues>;
  /** Words and patterns of the policy and the person. */
  hidden(): Promise<RedactionList>;
  /** Whether the policy allows the person to send what Candor would hide. */
  mayLetThrough(): boolean;
  maps: Pick<PseudonymMapStore, 'entries' | 'learn'>;
}

/** Milliseconds. Names and addresses rarely change, and reading them starts a process. */
const knownFor = 10 * 60_000;

/** Redacts messages to the engineer in the same way as the description, and previews them before they are sent. */
export function createReplyRedactor(options: ReplyRedactorOptions): ReplyRedactor {
  const { clock, maps } = options;
  let known: { at: number; values: Promise<KnownValues> } | null = null;
  /** Stand-ins of this run, by submission; without a keyring, maps may not be stored. */
  const learnt = new Map<string, readonly PrivateMapEntry[]>();

  function knownValues(): Promise<KnownValues> {
    const age = known ? clock.now() - known.at : Number.POSITIVE_INFINITY;
    if (known && age >= 0 && age < knownFor) return known.values;
    const asked = { at: clock.now(), values: options.knownValues() };
    known = asked;
    // After a failure, the next call tries again.
    asked.values.catch(() => {
      if (known === asked) known = null;
    });
    return asked.values;
  }

  async function redact(submission: string, { text, letThrough }: ReplyDraft) {
    const [values, hidden, sent] = await Promise.all([
      knownValues(),
      options.hidden(),
      maps.entries(submission),
    ]);
    // Loaded when the person writes: its rules take memory that an idle agent does not need.
    const { createRedactor } = await import('#bundle/redact/redactor.ts');
    const privateMap = [...sent, ...(learnt.get(submission) ?? [])];
    const redactor = createRedactor({ known: values, privateMap, rules: policyRules(hidden) });
    const { text: redacted, replacements } = redactor.redact(text.trim(), 'text/plain');
    const used = new Set(replacements.map(({ pseudonym }) => pseudonym));
    const entries = redactor.privateMap().filter(({ pseudonym }) => used.has(pseudonym));
    const show = options.mayLetThrough()
      ? entries.filter(({ value }) => letThrough.includes(value))
      : [];
    const final = applyDecisions(redacted, 'text/plain', { hide: [], show });
    return { text: final.text, replacements, entries, show };
  }

  return {
    async preview(submission, draft) {
      const { text, replacements, entries, show } = await redact(submission, draft);
      const kinds = new Map(replacements.map(({ pseudonym, kind }) => [pseudonym, kind]));
      const hidden = [...kinds].map(([pseudonym, kind]) => {
        const value = entries.find((entry) => entry.pseudonym === pseudonym)?.value ?? null;
        const shown = show.some((entry) => entry.pseudonym === pseudonym);
        return {
          pseudonym,
          kind,
          value,
          mayShow: value !== null && options.mayLetThrough(),
          shown,
        };
      });
      return { text, hidden };
    },
    async settle(submission, draft) {
      const { entries, show } = await redact(submission, draft);
      const hidden = entries.filter((entry) => !show.includes(entry));
      learnt.set(submission, [...(learnt.get(submission) ?? []), ...hidden]);
      await maps.learn(submission, hidden);
    },
  };
}
