/** A collector process: Electron's utilityProcess, or a plain child process in tests. */
export interface CollectorProcess {
  postMessage(message: unknown): void;
  /** At most one listener each; what comes before is not lost only as far as the transport keeps it. */
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  /** Ends it now, even if it hangs. */
  kill(): void;
}
