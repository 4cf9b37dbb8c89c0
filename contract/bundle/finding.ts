import { z } from 'zod';
import { itemId } from '../collector/collector.ts';
import { text } from '../text/text.ts';

export const findingSeverities = ['critical', 'warning', 'info'] as const;
export const causeDomains = [
  'application',
  'infrastructure',
  'client environment',
  'unknown',
] as const;

/** A place in an item: `pointer` is a JSON Pointer (RFC 6901) into a JSON item, `line` counts from 1 in a text item. */
export const evidence = z.strictObject({
  item: itemId,
  pointer: z.string().max(500).nullable(),
  line: z.number().int().positive().nullable(),
  /** The text at that place, shortened. */
  quote: z.string().max(500),
});
export type Evidence = z.infer<typeof evidence>;

export const finding = z.strictObject({
  analyzer: z.string().max(40),
  severity: z.enum(findingSeverities),
  cause: z.enum(causeDomains),
  title: text,
  /** What it means, in plain words. */
  explanation: text,
  nextStep: text,
  evidence: z.array(evidence).min(1).max(20),
});
export type Finding = z.infer<typeof finding>;

/**
 * `findings.json`. `failed` lists analyzers that could not read their items, so that nothing is
 * missing silently.
 */
export const findingsDocument = z.strictObject({
  findings: z.array(finding).max(500),
  failed: z
    .array(z.strictObject({ analyzer: z.string().max(40), detail: z.string().max(2000) }))
    .max(500),
});
export type FindingsDocument = z.infer<typeof findingsDocument>;
