import { z } from 'zod';
import {
  byteCount,
  category,
  collectedItem,
  collectorId,
  collectorStatus,
  itemId,
  mostItems,
  platform,
  presetId,
  sensitivity,
  sha256,
} from '../collector/collector.ts';
import { text } from '../text/text.ts';

export const manifestName = 'manifest.json';
export const findingsName = 'findings.json';
export const timelineName = 'timeline.json';
export const redactionsName = 'redactions.json';
export const receiptName = 'receipt.json';
export const itemsFolder = 'items/';

/** One file of the bundle, with the hash of its exact bytes. In the zip it is `items/<id>`. */
export const manifestItem = collectedItem.omit({ redactions: true }).extend({
  collector: collectorId,
  title: z.string().max(80),
  purpose: z.string().max(300),
  category,
  sensitivity,
  /** How many values were replaced in it. */
  redacted: z.number().int().nonnegative(),
});
export type ManifestItem = z.infer<typeof manifestItem>;

/**
 * How one collector ended. Every collector of the preset is listed, even if it returned nothing.
 */
export const manifestCollector = z.strictObject({
  id: collectorId,
  title: z.string().max(80),
  purpose: z.string().max(300),
  category,
  status: collectorStatus,
  durationMs: z.number().nonnegative(),
  reason: text.nullable(),
  items: z.array(itemId).max(mostItems),
});
export type ManifestCollector = z.infer<typeof manifestCollector>;

/** An item that the person left out: its existence, not its content. */
export const leftOutItem = z.strictObject({
  id: itemId,
  title: z.string().max(80),
  bytes: byteCount,
});
export type LeftOutItem = z.infer<typeof leftOutItem>;

const fileHash = z.strictObject({ bytes: byteCount, sha256 });

/**
 * The bundle's table of contents. Its own SHA-256, over the exact bytes of `manifest.json`, is the manifest hash that
 * consent and receipt name.
 */
export const manifest = z.strictObject({
  format: z.literal('candor-bundle'),
  version: z.literal(1),
  bundle: z.uuid(),
  createdAt: z.iso.datetime(),
  agent: z.strictObject({
    version: z.string().max(40),
    platform,
    architecture: z.string().max(20),
  }),
  preset: presetId,
  collectors: z
    .array(manifestCollector)
    .max(500)
    .refine(
      (all) => all.reduce((sum, { items }) => sum + items.length, 0) <= mostItems,
      'more items than a bundle may have',
    ),
  items: z.array(manifestItem).max(mostItems),
  leftOut: z.array(leftOutItem).max(mostItems),
  findings: fileHash,
  redactions: fileHash,
  /** Bundles made before there was a timeline have none. */
  timeline: fileHash.optional(),
});
export type Manifest = z.infer<typeof manifest>;

/** `redactions.json`: which rule replaced how many values in which item; never a value. */
export const redactionReport = z.strictObject({
  items: z
    .array(
      z.strictObject({
        item: itemId,
        redactions: z
          .array(
            z.strictObject({
              rule: z.string().max(80),
              kind: z.string().max(40),
              count: z.number().int().positive(),
            }),
          )
          .max(2000),
      }),
    )
    .max(mostItems),
  /** Items that could not be searched, such as a picture. Missing when there are none. */
  notSearched: z.array(itemId).min(1).max(mostItems).optional(),
});
export type RedactionReport = z.infer<typeof redactionReport>;
