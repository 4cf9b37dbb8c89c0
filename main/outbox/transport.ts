/** One HTTP exchange. Bodies are bounded pieces, so plain bytes are enough. */
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
 * Follows no redirect, stores no cookie, answers no log-in. Fails when no byte moves for `idleTimeout`.
 * Rejects with a `CandorError` of `connectionProblem`, or with the signal's reason.
 */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
}

/** Bytes; far more than any answer of the desk. */
export const responseByteCap = 4 * 1024 * 1024;
/** Milliseconds without a byte in either direction. */
export const idleTimeout = 30_000;

export interface StreamRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Milliseconds without a byte after which the stream counts as broken. */
  silence: number;
  /** The response is a success, and its bytes follow. */
  onOpen(): void;
  /** An error thrown here ends the stream with that error. */
  onData(bytes: Uint8Array): void;
}

/**
 * One response that stays open. Same rules as `Transport`. Resolves when the server ends it, or with the whole response if
 * it is not a success; rejects when the connection breaks, or with the signal's reason when aborted.
 */
export interface StreamTransport {
  open(request: StreamRequest): Promise<TransportResponse>;
}
