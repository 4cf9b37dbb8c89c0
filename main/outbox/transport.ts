/** One HTTP exchange, as the outbox needs it. Bodies are bounded pieces, so plain bytes are enough. */
export interface TransportRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: Uint8Array;
  signal: AbortSignal;
}

export interface TransportResponse {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/**
 * Follows no redirect, keeps no cookie, answers no login. Gives up when nothing moves for `idleTimeout`.
 * Rejects with a `CandorError` of `connectionProblem`, or with the signal's reason.
 */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
}

/** Bytes; no answer of the desk comes near it. */
export const responseByteCap = 4 * 1024 * 1024;
/** Milliseconds without a byte in either direction. */
export const idleTimeout = 30_000;

export interface StreamRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Milliseconds without a byte after which it counts as broken. */
  silence: number;
  /** The answer is a success, and its bytes follow. */
  onOpen(): void;
  /** Whatever it throws ends the stream with that. */
  onData(bytes: Uint8Array): void;
}

/**
 * One answer that does not end by itself. Same rules as `Transport`. Resolves when the other side ends it, or at once
 * with an answer that is not a success, read whole; rejects when it breaks, with the signal's reason when aborted.
 */
export interface StreamTransport {
  open(request: StreamRequest): Promise<TransportResponse>;
}
