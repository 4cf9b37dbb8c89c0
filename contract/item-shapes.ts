import { z } from 'zod';

/**
 * Shapes of the JSON items that analyzers and the machine at a glance read. A collector promises them, an analyzer
 * parses them; unknown keys are kept out of its sight, so that a collector may say more. Sizes are bytes, times are
 * milliseconds unless the name says otherwise; null means "could not be known".
 */
const bytes = z.number().nonnegative();
const known = <T extends z.ZodType>(type: T) => type.nullable();

export const systemItem = z.object({
  manufacturer: known(z.string()),
  model: known(z.string()),
  virtual: known(z.boolean()),
  firmware: z.object({ vendor: known(z.string()), version: known(z.string()), releaseDate: known(z.string()) }),
});

export const operatingSystemItem = z.object({
  name: z.string(),
  version: known(z.string()),
  kernel: z.string(),
  architecture: z.string(),
  uptimeSeconds: z.number().nonnegative(),
  bootedAt: z.string(),
  locale: known(z.string()),
  timeZone: known(z.string()),
});

export const processorItem = z.object({
  model: z.string(),
  logicalProcessors: z.number().int().positive(),
  /** Over 1, 5 and 15 minutes; null on Windows, which has none. */
  loadAverage: known(z.tuple([z.number(), z.number(), z.number()])),
});

export const memoryItem = z.object({
  totalBytes: bytes,
  availableBytes: bytes,
  swapTotalBytes: known(bytes),
  swapUsedBytes: known(bytes),
  /** Linux PSI: share of the last 60 s in which some or all tasks waited for memory, percent. */
  pressure: known(z.object({ someAvg60: z.number(), fullAvg60: z.number() })),
});

export const filesystemsItem = z.object({
  filesystems: z.array(
    z.object({
      mount: z.string(),
      type: z.string(),
      sizeBytes: bytes,
      usedBytes: bytes,
      availableBytes: bytes,
      readOnly: known(z.boolean()),
    }),
  ),
});

/** One step of a connection test. `milliseconds` is how long it took, also when it failed. */
const step = z.object({ ok: z.boolean(), milliseconds: z.number().nonnegative(), error: known(z.string()) });

export const reachabilityItem = z.object({
  endpoints: z.array(
    z.object({
      id: z.string(),
      address: z.string(),
      dns: known(step.extend({ addresses: z.array(z.string()) })),
      tcp: known(step),
      tls: known(
        step.extend({
          protocol: known(z.string()),
          issuer: known(z.string()),
          validTo: known(z.string()),
          trusted: known(z.boolean()),
        }),
      ),
      http: known(
        step.extend({
          status: known(z.number().int()),
          /** This machine's clock minus the desk's. */ clockOffsetSeconds: known(z.number()),
        }),
      ),
    }),
  ),
});

export const dnsItem = z.object({
  servers: z.array(z.string()),
  lookups: z.array(step.extend({ name: z.string(), /** Null: the system's own resolver. */ server: known(z.string()) })),
});

/** Which item holds which shape. */
export const shapedItems = {
  'system/system.json': systemItem,
  'operating-system/operating-system.json': operatingSystemItem,
  'processor/processor.json': processorItem,
  'memory/memory.json': memoryItem,
  'disks/filesystems.json': filesystemsItem,
  'reachability/reachability.json': reachabilityItem,
  'dns/dns.json': dnsItem,
} as const;
export type ShapedItemId = keyof typeof shapedItems;
export type ShapedItem<K extends ShapedItemId> = z.infer<(typeof shapedItems)[K]>;

/** The item that holds what the person said. */
export const descriptionItemId = 'description/description.json';
