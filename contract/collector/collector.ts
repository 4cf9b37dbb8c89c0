import { z } from 'zod';
import { boundedRecord } from '../primitives/bounded-record.ts';
import { description } from '../text/description.ts';
import { text } from '../text/text.ts';

export const presets = ['quick', 'standard', 'network', 'performance', 'full'] as const;
export const preset = z.enum(presets);
/** A built-in preset. An organisation's policy may add others. */
export type Preset = z.infer<typeof preset>;

/** The groups in the review, in this order. */
export const categories = [
  'description',
  'machine',
  'system',
  'software',
  'network',
  'logs',
] as const;
export const category = z.enum(categories);
export type Category = z.infer<typeof category>;

/**
 * `technical`: facts about the machine. `personal`: may name the person, their programs or their
 * network. `private`: text written by other programs, such as logs, which may contain anything.
 */
export const sensitivities = ['technical', 'personal', 'private'] as const;
export const sensitivity = z.enum(sensitivities);
export type Sensitivity = z.infer<typeof sensitivity>;

export const platforms = ['linux', 'darwin', 'win32'] as const;
export const platform = z.enum(platforms);
export type Platform = z.infer<typeof platform>;

export const collectorStatuses = [
  'success',
  'partial',
  'fail',
  'timeout',
  'skip',
  'unavailable',
  'denied',
  'canceled',
] as const;
export const collectorStatus = z.enum(collectorStatuses);
export type CollectorStatus = z.infer<typeof collectorStatus>;

export const collectorId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
/** A preset's name: one of `presets`, or one that the policy adds. */
export const presetId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
/** The name of a file in its collector's folder; these characters are safe on every file system. */
export const itemName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/);
/** `collector/name`: one item of the bundle. */
export const itemId = z.string().regex(/^[a-z][a-z0-9-]{0,39}\/[a-z0-9][a-z0-9._-]{0,79}$/);
/** The media types that are text and pass through the redactor. */
export const textType = z.enum(['application/json', 'text/plain']);
export type TextType = z.infer<typeof textType>;
/** `image/png`: the picture of the screen. It cannot be searched or redacted. */
export const mediaType = z.enum([...textType.options, 'image/png']);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Maximum number of items in one bundle. */
export const mostItems = 5000;
export const byteCount = z.number().int().nonnegative();

/**
 * What is missing without administrator rights, which Candor never asks for; an English source
 * text.
 */
const withoutAdministrator = z.string().min(1).max(200).optional();
/**
 * `none`: an administrator would not get more. Otherwise the systems on which an administrator
 * would get more, and what.
 */
export const privileges = z.union([
  z.literal('none'),
  z.strictObject({
    linux: withoutAdministrator,
    darwin: withoutAdministrator,
    win32: withoutAdministrator,
  }),
]);

/**
 * How a collector describes itself before it runs. `title` and `purpose` are English source texts.
 */
export const collectorDeclaration = z.strictObject({
  id: collectorId,
  title: z.string().min(1).max(80),
  purpose: z.string().min(1).max(300),
  category,
  sensitivity,
  privileges,
  platforms: z.array(platform).min(1).max(platforms.length),
  presets: z.array(preset).min(1).max(presets.length),
  /** Milliseconds after which it is stopped; the results until then are used. */
  deadlineMs: z.number().int().positive().max(120_000),
  /** Bytes of one item, before redaction; a longer item loses its middle, and says so. */
  byteCap: z
    .number()
    .int()
    .positive()
    .max(64 * 1024 * 1024),
  /**
   * It measures how busy the computer is, so it starts after all others have ended and does not
   * measure them.
   */
  quiet: z.literal(true).optional(),
});
export type CollectorDeclaration = z.infer<typeof collectorDeclaration>;

/**
 * How often one rule replaced something in one item. `kind` is the name in the placeholder:
 * `secret`, `ip`, `user` …
 */
export const redactionCount = z.strictObject({
  rule: z.string().max(80),
  kind: z.string().max(40),
  count: z.number().int().positive(),
});
export type RedactionCount = z.infer<typeof redactionCount>;

/** An item that the collector process wrote to the review folder, already redacted. */
export const collectedItem = z.strictObject({
  id: itemId,
  mediaType,
  bytes: byteCount,
  sha256,
  /** Bytes dropped from the middle because of the size limit; 0 when the item is complete. */
  droppedBytes: byteCount,
  redactions: z.array(redactionCount).max(2000),
});
export type CollectedItem = z.infer<typeof collectedItem>;

/**
 * How one collector ended. `reason` says in plain words why something is missing; null only for
 * `success`.
 */
export const collectorOutcome = z.strictObject({
  collector: collectorId,
  status: collectorStatus,
  durationMs: z.number().nonnegative(),
  reason: text.nullable(),
  items: z.array(collectedItem).max(mostItems),
});
export type CollectorOutcome = z.infer<typeof collectorOutcome>;

/**
 * pseudonym → real value. Only in the memory of main and the collector process; never written,
 * never sent.
 */
export const privateMapEntry = z.strictObject({
  kind: z.string().max(40),
  pseudonym: z.string().max(80),
  value: z.string().max(4000),
});
export type PrivateMapEntry = z.infer<typeof privateMapEntry>;

/** An address whose reachability is checked. */
export const endpoint = z.strictObject({
  id: z.string().max(40),
  url: z.url().max(2000),
  /** The organisation's name for it. */
  name: z.string().max(100).optional(),
});
export type Endpoint = z.infer<typeof endpoint>;
/** The id of the endpoint that is the desk. */
export const deskEndpoint = 'desk';

/**
 * A path of an organisation's own application: absolute, or in the person's own folders. `*` and
 * `?` match parts of one name.
 */
const applicationPath = z
  .string()
  .max(500)
  .refine(
    (path) => /^(\/|~\/|[A-Za-z]:\\|%[A-Za-z]{3,30}%\\)/.test(path),
    'must begin with /, ~/, a drive such as C:\\, or a folder such as %ProgramData%\\',
  )
  .refine(
    (path) => !path.split(/[\\/]/).some((name) => name === '.' || name === '..'),
    'must not contain . or .. as a folder',
  )
  .refine((path) => !path.includes('**'), 'must not contain **; write one * for each folder')
  .refine((path) => !/\p{Cc}/u.test(path), 'must not contain control characters');

/** The organisation's own application, whose files the policy allows Candor to read. */
export const application = z.strictObject({
  /** Becomes the collector `app-<id>`. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .refine((name) => !/[{}<>\p{Cc}]/u.test(name), 'must not contain { } < >'),
  /** Log files; the newest are read first. */
  logs: z.array(applicationPath).max(20).default([]),
  configuration: z.array(applicationPath).max(20).default([]),
  /** Prints the version. Runs without a shell, as the person, with a fixed environment. */
  versionCommand: z
    .strictObject({
      path: applicationPath.refine((path) => !/[*?]/.test(path), 'must name one file'),
      arguments: z.array(z.string().max(200)).max(10).default([]),
    })
    .optional(),
});
export type Application = z.infer<typeof application>;

const closedFiles = 'Files that your account may not read.';

/**
 * The collector for an application in the policy: it runs with these values, and they limit what
 * can be requested before it runs.
 */
export const declaredApplication = ({
  id,
  name,
}: Pick<Application, 'id' | 'name'>): CollectorDeclaration => ({
  id: `app-${id}`,
  title: name,
  // Without the application's name, which is the title: a purpose has no values, and a sentence
  // with the name in it could not be translated.
  purpose:
    'Reads the version, the settings and the newest logs of this application, which your organisation chose.',
  category: 'software',
  sensitivity: 'private',
  privileges: { linux: closedFiles, darwin: closedFiles, win32: closedFiles },
  platforms: [...platforms],
  presets: ['standard', 'full'],
  deadlineMs: 20_000,
  byteCap: 2 * 1024 * 1024,
});

/**
 * Facts that only Electron's main process knows, gathered before the run; the collectors write them
 * down.
 */
export const electronFacts = z.strictObject({
  graphics: z.json(),
  displays: z.json(),
  /** Chromium's answer for each endpoint, such as `DIRECT` or `PROXY host:port`. */
  proxies: z
    .array(z.strictObject({ endpoint: z.string().max(2000), answer: z.string().max(100_000) }))
    .max(1000),
  locale: z.string().max(100),
  versions: boundedRecord(z.string().max(100), z.string().max(200), 200),
});
export type ElectronFacts = z.infer<typeof electronFacts>;

/**
 * An item after all of a person's decisions; `hidden` and `shown` count places, and are 0 when all
 * decisions were undone.
 */
export const decidedItem = z.strictObject({
  id: itemId,
  bytes: byteCount,
  sha256,
  hidden: byteCount,
  shown: byteCount,
  /** Places that were replaced when the item was redacted again. */
  again: byteCount,
});
export type DecidedItem = z.infer<typeof decidedItem>;

const privateValues = z.array(z.string().max(4000)).max(100_000);
/**
 * The names of this machine and of the people on it. The collector process sends them to main, and
 * they go no further.
 */
export const knownValues = z.strictObject({
  users: privateValues,
  fullNames: privateValues,
  homes: privateValues,
  hosts: privateValues,
  domains: privateValues,
  ips: privateValues,
  macs: privateValues,
  ids: privateValues,
  emails: privateValues,
  words: privateValues,
});
/** Absolute path; 32767 characters is the limit on Windows. */
const path = z.string().max(32_767);
const privateMapEntries = z.array(privateMapEntry).max(1_000_000);

/** Main → collector process. */
export const hostCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('prepare'),
    /** Absolute path; items are written to `<folder>/items/<item id>`. */
    folder: path,
    privateMap: privateMapEntries,
    facts: electronFacts,
    endpoints: z.array(endpoint).max(1000),
    /** Absolute paths of the agent's own log files. */
    agentLogs: z.array(path).max(1000),
    /** The person's own words; they are redacted and written like everything else. */
    description: description.nullable(),
    applications: z.array(application).max(1000),
    /** The effective settings, as the agent understood them; null without any. */
    policy: z.json().nullable(),
    /** PEM; the policy's certificate authorities, which the agent also trusts. */
    authorities: z.array(z.string().max(1_000_000)).max(1000).optional(),
    /** What the policy and the person want hidden, in addition to Candor's own rules. */
    hidden: z
      .strictObject({
        words: z.array(z.string().max(10_000)).max(1_000_000),
        patterns: z.array(z.string().max(10_000)).max(10_000),
      })
      .optional(),
    /** Absolute path; missing when daily snapshots are switched off. */
    snapshotFolder: path.optional(),
    /**
     * Whether to ask `systeminformation` for hardware details, which takes longer than the rest.
     */
    inventory: z.boolean().optional(),
    /** Whether a collector may use several seconds of processor time. */
    thorough: z.boolean().optional(),
  }),
  /**
   * Instead of `prepare`: applies all of the person's decisions in the review to the items in the
   * folder.
   */
  z.strictObject({
    type: z.literal('decide'),
    folder: path,
    items: z.array(z.strictObject({ id: itemId, mediaType: textType })).max(mostItems),
    hide: privateMapEntries,
    show: privateMapEntries,
    /**
     * Redacts each item again with this map, because the leak scan found something; null: not
     * needed.
     */
    again: privateMapEntries.nullable(),
  }),
  z.strictObject({ type: z.literal('run'), collector: collectorId }),
  z.strictObject({ type: z.literal('stop'), collector: collectorId }),
  /**
   * Makes today's private snapshot in that folder (absolute path). Needs no `prepare`, because
   * nothing of it goes into a bundle.
   */
  z.strictObject({
    type: z.literal('snapshot'),
    folder: path,
    proxies: electronFacts.shape.proxies,
  }),
  /** Needs no `prepare`: asks what to hide in text that a person writes outside of a bundle. */
  z.strictObject({ type: z.literal('known-values'), applications: z.array(application).max(100) }),
]);
export type HostCommand = z.infer<typeof hostCommand>;

/** Collector process → main. */
export const hostReport = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), catalogue: z.array(collectorDeclaration).max(1000) }),
  /** Null: not all items could be written. */
  z.strictObject({
    type: z.literal('decided'),
    items: z.array(decidedItem).max(mostItems).nullable(),
    discovered: privateMapEntries,
  }),
  z.strictObject({
    type: z.literal('finished'),
    outcome: collectorOutcome,
    discovered: privateMapEntries,
  }),
  /**
   * `problem`: why there is no snapshot; null when it was written. Its content stays in that
   * process.
   */
  z.strictObject({ type: z.literal('snapshot'), problem: z.string().max(2000).nullable() }),
  /** Null: they could not be determined. */
  z.strictObject({ type: z.literal('known-values'), values: knownValues.nullable() }),
]);
export type HostReport = z.infer<typeof hostReport>;
