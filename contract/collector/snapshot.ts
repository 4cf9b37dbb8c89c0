import { z } from 'zod';
import { boundedRecord } from '../primitives/bounded-record.ts';
import { platform } from './collector.ts';

export const snapshotAreas = ['software', 'drivers', 'network', 'disks', 'startup'] as const;
export type SnapshotArea = (typeof snapshotAreas)[number];

/** What it is → its value, both as short texts. Null: the system gave no answer that day. */
const values = boundedRecord(z.string().max(300), z.string().max(500), 100_000).nullable();

/**
 * A few facts of one day, as they are: with real names and addresses, because pseudonyms differ between two days. It stays
 * on this machine; what goes into a bundle are differences, redacted like everything else. No command lines, no
 * environment, nothing that may hold a secret.
 */
export const snapshot = z.strictObject({
  version: z.literal(1),
  takenAt: z.iso.datetime(),
  platform,
  areas: z.strictObject({
    software: values,
    drivers: values,
    network: values,
    /** Folder where it is mounted → bytes. */
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

/** What the person sees of it. */
export const snapshotStatus = z.strictObject({
  on: z.boolean(),
  /** IT switched it off: the person cannot switch it on. */
  managed: z.boolean(),
  count: z.number().int().nonnegative(),
  /** When the newest one was made, ISO 8601; null when there is none. */
  last: z.iso.datetime().nullable(),
});
export type SnapshotStatus = z.infer<typeof snapshotStatus>;

/** A day as its snapshot's file is named. */
export const snapshotFile = /^(\d{4}-\d\d-\d\d)\.json$/;
