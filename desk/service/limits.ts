const MiB = 1024 * 1024;

/** Every bound of the desk, in one place: what a stranger, a device or an engineer can make it hold or do. */
export interface Limits {
  /** Bytes of one sealed bundle; also the most that is unsealed into memory at once, because bundles are checked one by one. */
  sealedBytes: number;
  /** Bytes of disk that an upload must leave free. */
  reservedDiskBytes: number;
  /** Unfinished uploads that one device may have. */
  unfinishedUploads: number;
  /** Milliseconds after which an unfinished upload is thrown away; the device can always begin again. */
  uploadExpiryMs: number;
  /** Bytes of unsealed bundles kept in memory for engineers who read items. */
  cacheBytes: number;
  /** Items that are unpacked and sent at the same time, and readers that wait for their turn. */
  itemReaders: number;
  waitingItemReaders: number;
  /** Devices that may register from one network address in an hour; an organisation's proxy is one address. */
  registrationsPerHour: number;
  /** Uploads begun and messages written by one device in a minute. */
  deviceChangesPerMinute: number;
  /** Milliseconds that the last PATCH of an upload waits for the bundle's check before it answers. */
  checkWaitMs: number;
  /** What the check of one bundle may take: memory of its process, in MiB, and time in milliseconds. */
  checkMemoryMiB: number;
  checkMs: number;
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
  jsonBodyBytes: number;
  /** Milliseconds within which a request's body has to be here, except for uploads: they come over slow lines. */
  jsonBodyMs: number;
  /** Messages that a person may write in one incident; both sides read its whole story at once. */
  messagesOfPerson: number;
}

export const defaultLimits: Limits = {
  sealedBytes: 256 * MiB,
  reservedDiskBytes: 32 * MiB,
  unfinishedUploads: 5,
  uploadExpiryMs: 7 * 24 * 3_600_000,
  cacheBytes: 128 * MiB,
  itemReaders: 8,
  waitingItemReaders: 500,
  registrationsPerHour: 600,
  deviceChangesPerMinute: 120,
  checkWaitMs: 5_000,
  checkMemoryMiB: 768,
  checkMs: 10 * 60_000,
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
  // The longest legitimate body is a message: 8,000 characters, each up to six bytes when JSON escapes it.
  jsonBodyBytes: 64 * 1024,
  jsonBodyMs: 30_000,
  messagesOfPerson: 500,
};
