import { z } from 'zod';
import { boundedRecord } from '../primitives/bounded-record.ts';
import { platform } from './collector.ts';

export const snapshotAreas = ['software', 'drivers', 'network', 'disks', 'startup'] as const;
export type SnapshotArea = (typeof snapshotAreas)[number];

/** Name → value, both as short texts. Null: the system did not answer that day. */
const values = boundedRecord(z.string().max(300), z.string().max(500), 100_000).nullable();

/**
 * A few facts of one day, unredacted: with real names and addresses, because pseudonyms differ from
 * day to day. It stays on this computer; a bundle contains only differences, redacted like
 * everything else. It contains no command lines, no environment and nothing that may contain a
 * secret.
 */
export const snapshot = z.strictObject({
  version: z.literal(1),
  takenAt: z.iso.datetime(),
  platform,
  areas: z.strictObject({
    software: values,
    drivers: values,
    network: values,
    /** Mount point → bytes. */
    disks: boundedRecord(
      z.string().max(300),
      z.strictObject({
        sizeBytes: z.number().nonnegative(),
        availableBytes: z.number().nonnegative(),
      }),
      10_000,
    ).nullable(),
    startup: values,
  }),
});
export type Snapshot = z.infer<typeof snapshot>;

/** The part that the person sees. */
export const snapshotStatus = z.strictObject({
  on: z.boolean(),
  /** IT switched snapshots off; the person cannot switch them on. */
  managed: z.boolean(),
  count: z.number().int().nonnegative(),
  /** When the newest one was made, ISO 8601; null when there is none. */
  last: z.iso.datetime().nullable(),
});
export type SnapshotStatus = z.infer<typeof snapshotStatus>;

/** A day, as in the file name of its snapshot. */
export const snapshotFile = /^(\d{4}-\d\d-\d\d)\.json$/;
