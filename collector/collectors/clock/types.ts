/** How this computer sets its clock. With a wrong clock, sign-ins, certificates and logs go wrong. */
export interface ClockSource {
  /** Whether the computer is configured to set its clock automatically. */
  automatic: boolean | null;
  /** Whether the system considers its clock right. */
  synchronized: boolean | null;
  /** The program that sets it. */
  service: string | null;
  running: boolean | null;
  /** The server that set it last. */
  source: string | null;
  /** The servers that it may ask. */
  servers: string[];
  lastSyncAt: string | null;
  /** This clock minus the source's, at the last measurement. */
  offsetSeconds: number | null;
  /** How many servers lie between the source and an atomic clock, plus one. */
  stratum: number | null;
  /** Whether the mainboard's clock has local time, as Windows expects and Linux does not. */
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
