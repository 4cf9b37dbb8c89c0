import { z } from 'zod';

/**
 * Shapes of the JSON items that analyzers and the machine summary read. A collector promises them
 * and an analyzer parses them; unknown keys are dropped, so that a collector may add keys. Sizes
 * are bytes, times are milliseconds unless the name says otherwise; null means "unknown".
 */
const bytes = z.number().nonnegative();
const known = <T extends z.ZodType>(type: T) => type.nullable();

export const systemItem = z.object({
  manufacturer: known(z.string()),
  model: known(z.string()),
  virtual: known(z.boolean()),
  firmware: z.object({
    vendor: known(z.string()),
    version: known(z.string()),
    releaseDate: known(z.string()),
  }),
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
  /** Over 1, 5 and 15 minutes; null on Windows, which has no load average. */
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

/** One step of a connection test. `milliseconds` is its duration, even when it failed. */
const step = z.object({
  ok: z.boolean(),
  milliseconds: z.number().nonnegative(),
  error: known(z.string()),
});

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
          /** This computer's clock minus the desk's. */ clockOffsetSeconds: known(z.number()),
        }),
      ),
    }),
  ),
});

export const dnsItem = z.object({
  servers: z.array(z.string()),
  lookups: z.array(
    step.extend({
      name: z.string(),
      /** Null: the system's own resolver. */ server: known(z.string()),
    }),
  ),
});

const certificate = z.object({
  subject: known(z.string()),
  issuer: known(z.string()),
  validFrom: known(z.string()),
  validTo: known(z.string()),
  /** SHA-256 of the DER form, as `AB:CD:…`. */
  fingerprint: known(z.string()),
});

const secureStep = step.extend({
  protocol: known(z.string()),
  cipher: known(z.string()),
  trusted: known(z.boolean()),
  /** Whether the certificate is valid for the endpoint's host name. */
  namesHost: known(z.boolean()),
  /**
   * `possible`: this computer trusts the chain, but only because of an authority that was added to
   * it: a security product that inspects secure connections, or the organisation's own. `no`: the
   * chain ends at a public authority.
   */
  intercepted: z.enum(['no', 'possible', 'unknown']),
  /** From the server's own certificate up to the root. */
  chain: z.array(certificate),
});

const answerStep = step.extend({
  status: known(z.number().int()),
  firstByteMilliseconds: known(z.number().nonnegative()),
  contentType: known(z.string()),
  /** Only the host that a redirect points to. */
  redirectHost: known(z.string()),
  /** This computer's clock minus the server's. */
  clockOffsetSeconds: known(z.number()),
});

export const networkChecksItem = z.object({
  checkedAt: z.iso.datetime(),
  /** The DNS servers that were asked. */
  servers: z.array(z.string()),
  endpoints: z.array(
    z.object({
      id: z.string(),
      name: known(z.string()),
      address: z.string(),
      reachable: z.boolean(),
      /** The first step that failed. */
      failedAt: known(z.enum(['address', 'dns', 'tcp', 'tls', 'http', 'portal', 'proxy'])),
      /** From the first lookup to the end of the response, on the direct connection. */
      totalMilliseconds: known(z.number().nonnegative()),
      dns: z.array(
        step.extend({
          /** Null: the system's own resolver. */ server: known(z.string()),
          type: z.enum(['A', 'AAAA']),
          addresses: z.array(z.string()),
        }),
      ),
      tcp: z.array(step.extend({ family: z.enum(['IPv4', 'IPv6']), address: z.string() })),
      /** The address that a program with support for both families would use (RFC 8305). */
      chosen: known(z.object({ family: z.enum(['IPv4', 'IPv6']), address: z.string() })),
      tls: known(secureStep),
      http: known(answerStep),
      /**
       * Why the response looks like a sign-in page of the network instead of the endpoint's own.
       */
      portal: known(z.enum(['sign-in-required', 'redirect', 'html', 'other-certificate'])),
      proxy: known(
        z.object({
          /** The complete answer of the settings or the PAC script; its first entry is tested. */
          answer: z.string(),
          address: known(z.string()),
          tcp: known(step),
          /** The proxy's answer to CONNECT, or to the request itself for plain http. */
          tunnel: known(step.extend({ status: known(z.number().int()) })),
          tls: known(secureStep),
          http: known(answerStep),
          untested: known(z.string()),
        }),
      ),
      /**
       * Connections made one after the other; `resent` ones took so long that a packet must have
       * been lost and sent again (RFC 6298).
       */
      latency: known(
        z.object({
          attempts: z.number().int(),
          failed: z.number().int(),
          resent: z.number().int(),
          minimumMilliseconds: known(z.number()),
          medianMilliseconds: known(z.number()),
          maximumMilliseconds: known(z.number()),
        }),
      ),
      pathMtu: z.object({
        bytes: known(z.number().int()),
        tool: known(z.enum(['ping', 'tracepath'])),
        unavailable: known(z.string()),
      }),
    }),
  ),
});

/*
 * Limits, because the console draws these values and a hostile machine could send anything: a
 * sample with more or larger numbers does not match the shape, and is shown as plain data.
 */
const share = z.number().min(0).max(100);
const rate = z.number().nonnegative().max(1e15);
const size = z.number().nonnegative().max(1e18);
const shortName = z.string().max(200);

/** The machine's activity, second by second. Rates are bytes per second, shares are percent. */
export const performanceItem = z.object({
  startedAt: z.iso.datetime(),
  intervalMilliseconds: z.number().int().positive().max(60_000),
  /** The number of points requested; there are fewer when the sample was stopped early. */
  intendedPoints: z.number().int().positive().max(600),
  logicalProcessors: z.number().int().positive().max(4096),
  memoryTotalBytes: size,
  swapTotalBytes: known(size),
  points: z
    .array(
      z.object({
        /** Milliseconds from `startedAt` to the end of the interval that this point describes. */
        at: z.number().nonnegative().max(3_600_000),
        cpu: known(
          z.object({
            /** Of all processors together, without waiting or stolen time. */
            percent: share,
            cores: z.array(share).max(1024),
            /** Idle while waiting for a disk. */
            waitPercent: known(share),
            /** Taken by the host of a virtual machine. */
            stealPercent: known(share),
          }),
        ),
        memory: known(
          z.object({
            usedBytes: size,
            availableBytes: size,
            swapUsedBytes: known(size),
            swapInBytesPerSecond: known(rate),
            swapOutBytesPerSecond: known(rate),
          }),
        ),
        disks: z
          .array(
            z.object({
              name: shortName,
              readBytesPerSecond: rate,
              writeBytesPerSecond: rate,
              /** Share of the interval in which the disk was busy. */
              busyPercent: known(share),
            }),
          )
          .max(64),
        network: z
          .array(
            z.object({ name: shortName, receivedBytesPerSecond: rate, sentBytesPerSecond: rate }),
          )
          .max(64),
      }),
    )
    .max(600),
  /**
   * Over the whole sample; processes of the same name are added together. Null where the system
   * gave no list.
   */
  programs: known(
    z.object({
      /** Percent of all processors together. */
      byCpu: z
        .array(
          z.object({ name: shortName, processes: z.number().int().positive(), cpuPercent: share }),
        )
        .max(50),
      /** Resident memory; shared memory counts in each process. */
      byMemory: z
        .array(
          z.object({ name: shortName, processes: z.number().int().positive(), memoryBytes: size }),
        )
        .max(50),
    }),
  ),
});

/** The shape of each item. */
export const shapedItems = {
  'system/system.json': systemItem,
  'operating-system/operating-system.json': operatingSystemItem,
  'processor/processor.json': processorItem,
  'memory/memory.json': memoryItem,
  'disks/filesystems.json': filesystemsItem,
  'reachability/reachability.json': reachabilityItem,
  'dns/dns.json': dnsItem,
  'network-checks/network-checks.json': networkChecksItem,
  'performance/performance.json': performanceItem,
} as const;
export type ShapedItemId = keyof typeof shapedItems;
export type ShapedItem<K extends ShapedItemId> = z.infer<(typeof shapedItems)[K]>;

/** The item with the person's own words. */
export const descriptionItemId = 'description/description.json';
/** The long text that they attached. */
export const attachedTextItemId = 'description/attached-text.txt';
