/** How this computer gets the right time. Sign-ins, certificates and logs go wrong with a clock that nothing sets. */
export interface ClockSource {
  /** Whether the computer is configured to set its clock automatically. */
  automatic: boolean | null;
  /** Whether the system takes its clock for right. */
  synchronized: boolean | null;
  /** The program that sets it. */
  service: string | null;
  running: boolean | null;
  /** The server that it was set by last. */
  source: string | null;
  /** The servers that it may ask. */
  servers: string[];
  lastSyncAt: string | null;
  /** This clock minus the source's, as it was measured last. */
  offsetSeconds: number | null;
  /** How many servers lie between the source and an atomic clock, plus one. */
  stratum: number | null;
  /** Whether the clock on the main board has local time, as Windows wants it and Linux does not. */
  hardwareClockLocal: boolean | null;
}

export const unknownClock: ClockSource = {
  automatic: null,
  synchronized: null,
  service: null,
  running: null,
  source: null,
  servers: [],
  lastSyncAt: null,
  offsetSeconds: null,
  stratum: null,
  hardwareClockLocal: null,
};

export const mostServers = 16;

/** A level of 16 or more, or 0, means that there is no source (RFC 5905). */
export const stratumOf = (number: number | null): number | null =>
  number !== null && number >= 1 && number <= 15 ? number : null;
