import type { Selection } from '../collection/select.ts';

/** A session that an engineer asked for and the person agreed to. */
export interface RequestedSession {
  jti: string;
  selection: Selection;
  /** Identifies the submission for the person. */
  summary: string;
  /** The engineer's name, and their reason in their own words, which is the purpose that the person agrees to. */
  engineer: string;
  reason: string;
  collecting(): Promise<void>;
  /** The person reviews what was collected. Called again when sending fails. */
  reviewing(): Promise<void>;
  /** The session ended, and nothing was sent. */
  dropped(): Promise<void>;
  /** Durable when it resolves; only then does the outbox get the bundle. */
  sending(submission: string): Promise<void>;
}
