const MiB = 1024 * 1024;

/** All limits of the desk: what a stranger, a device or an engineer can make it store or do. */
export interface Limits {
  /** Bytes of one sealed bundle; also the most that one check unseals into memory. */
  sealedBytes: number;
  /** The most days after its arrival for which a bundle is stored, even if its sender agreed to more. */
  retentionDays: number;
  /** Bundles, and their bytes, that are accepted from one device within 24 hours. */
  bundlesPerDay: number;
  bundleBytesPerDay: number;
  /** Milliseconds after which an unverified device that never sent anything is deleted. */
  unusedDeviceMs: number;
  /** Bytes of disk that an upload must leave free. */
  reservedDiskBytes: number;
  /** Bundles of one device that are on their way or wait for their check. */
  openUploads: number;
  /** Milliseconds after which an unfinished upload is deleted; the device can begin again. */
  uploadExpiryMs: number;
  /** Bytes of unsealed bundles held in memory for engineers who read items. */
  cacheBytes: number;
  /** Items that are unpacked and sent at the same time, and readers that wait for their turn. */
  itemReaders: number;
  waitingItemReaders: number;
  /** Devices that may register from one network address in an hour: an organisation's proxy, or 64 bits of IPv6. */
  registrationsPerHour: number;
  /** Uploads begun and messages written by one device in a minute. */
  deviceChangesPerMinute: number;
  /** Milliseconds that the last PATCH of an upload waits for the bundle's check before it answers. */
  checkWaitMs: number;
  /** What the check of one bundle may take: memory of its process, in MiB, and time in milliseconds. */
  checkMemoryMiB: number;
  checkMs: number;
  /** Checks at once for any device, and on top of these for verified devices alone. Each may hold a whole bundle in memory. */
  checkProcesses: number;
  checkProcessesForVerified: number;
  sessionIdleMs: number;
  sessionAbsoluteMs: number;
  /** Open event streams: of one session, and of all. */
  eventStreamsPerSession: number;
  eventStreams: number;
  heartbeatMs: number;
  /** Open event streams of devices, one for each. */
  deviceStreams: number;
  /** Streams that one device may open in a minute. */
  streamsPerMinute: number;
  /** Requests that one engineer may make in an hour. */
  requestsPerHour: number;
  /** Milliseconds between two looks for requests that have expired; also after which last sightings are written. */
  requestSweepMs: number;
  /** Milliseconds between two sweeps of what has expired: incidents and unfinished uploads. */
  sweepMs: number;
  /** Milliseconds after which new entries of the audit log are signed at the latest. */
  auditSignMs: number;
  jsonBodyBytes: number;
  /** Milliseconds within which a request's body has to be here, except for uploads: they come over slow lines. */
  jsonBodyMs: number;
  /** Messages that a person may write in one incident; both sides read its whole story at once. */
  messagesOfPerson: number;
}

export const defaultLimits: Limits = {
  sealedBytes: 256 * MiB,
  // The standard of the policy, so that both agree without a setting.
  retentionDays: 30,
  bundlesPerDay: 50,
  bundleBytesPerDay: 2048 * MiB,
  unusedDeviceMs: 24 * 3_600_000,
  reservedDiskBytes: 32 * MiB,
  openUploads: 5,
  uploadExpiryMs: 7 * 24 * 3_600_000,
  cacheBytes: 128 * MiB,
  itemReaders: 8,
  waitingItemReaders: 500,
  registrationsPerHour: 600,
  deviceChangesPerMinute: 120,
  checkWaitMs: 5_000,
  checkMemoryMiB: 768,
  // The largest bundle takes 7 s on a small machine; the rest is for slower and busier ones.
  checkMs: 3 * 60_000,
  checkProcesses: 2,
  checkProcessesForVerified: 1,
  sessionIdleMs: 8 * 3_600_000,
  sessionAbsoluteMs: 24 * 3_600_000,
  eventStreamsPerSession: 10,
  eventStreams: 500,
  heartbeatMs: 25_000,
  deviceStreams: 50_000,
  streamsPerMinute: 30,
  requestsPerHour: 200,
  requestSweepMs: 15_000,
  sweepMs: 3_600_000,
  auditSignMs: 60_000,
  // The longest legitimate body is a message: 8,000 characters, each up to six bytes when JSON escapes it.
  jsonBodyBytes: 64 * 1024,
  jsonBodyMs: 30_000,
  messagesOfPerson: 500,
};
