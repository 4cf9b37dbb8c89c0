import type { Selection } from '../collection/select.ts';

/** A session that an engineer asked for and the person agreed to.  */
export interface RequestedSession {
  jti: string;
  selection: Selection;
  /** To recognise the submission by. */
  summary: string;
  /** Who asks, and why, in their own words: the purpose that the person agrees to. */
  engineer: string;
  reason: string;
  collecting(): Promise<void>;
  /** The person looks at what was found; also again, when sending did not work. */
  reviewing(): Promise<void>;
  /** Ended without being sent. */
  dropped(): Promise<void>;
  /** Durable when it resolves; the outbox gets the bundle after that. */
  sending(submission: string): Promise<void>;
}
