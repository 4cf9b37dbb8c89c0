import { policyRules } from '#bundle/redact/custom-rules.ts';
import { applyDecisions } from '#bundle/redact/decisions.ts';
import type { KnownValues } from '#bundle/redact/redactor.ts';
import type { PrivateMapEntry } from '#contract/collector/collector.ts';
import type { RedactionList } from '#contract/ipc/redaction-list.ts';
import type { ReplyDraft, ReplyPreview } from '#contract/ipc/reply.ts';
import type { Clock } from '../outbox/clock.ts';
import type { PseudonymMapStore } from '../requests/pseudonym-map-store.ts';

export interface ReplyRedactor {
  /** The words as they would be sent. @throws CandorError when they cannot be checked; then nothing may be sent. */
  preview(submission: string, draft: ReplyDraft): Promise<ReplyPreview>;
  /** The same, for a message that is sent now: its stand-ins keep their meaning for the rest of the conversation. */
  settle(submission: string, draft: ReplyDraft): Promise<void>;
}

interface ReplyRedactorOptions {
  clock: Clock;
  knownValues(): Promise<KnownValues>;
  /** The policy's and the person's own words and patterns. */
  hidden(): Promise<RedactionList>;
  /** Whether the policy lets a person send what Candor would hide. */
  mayLetThrough(): boolean;
  maps: Pick<PseudonymMapStore, 'entries' | 'learn'>;
}

/** Milliseconds. Names and addresses change seldom, and asking for them starts a process. */
const knownFor = 10 * 60_000;

/** Redacts what the person writes to the engineer as their description is redacted, and shows it before it is sent. */
export function createReplyRedactor(options: ReplyRedactorOptions): ReplyRedactor {
  const { clock, maps } = options;
  let known: { at: number; values: Promise<KnownValues> } | null = null;
  /** Stand-ins of this run, by submission; a map may not be kept where there is no keyring. */
  const learnt = new Map<string, readonly PrivateMapEntry[]>();

  function knownValues(): Promise<KnownValues> {
    const age = known ? clock.now() - known.at : Number.POSITIVE_INFINITY;
    if (known && age >= 0 && age < knownFor) return known.values;
    const asked = { at: clock.now(), values: options.knownValues() };
    known = asked;
    // What failed is asked for again the next time.
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
    // Loaded when somebody writes: its rules take memory that an agent at rest does not need.
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
