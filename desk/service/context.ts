import type { BackOff } from './auth/back-off.ts';
import type { Buckets } from './auth/buckets.ts';
import type { Changes } from './changes.ts';
import type { BundleShelf } from './incidents/bundle-shelf.ts';
import type { Intake } from './intake/intake.ts';
import type { Keys } from './keys.ts';
import type { Limits } from './limits.ts';
import type { Database } from './store/database.ts';
import type { Folders } from './store/folders.ts';
import type { SeenTokens } from './store/seen-tokens.ts';

/** What the desk is made of; made once by `startDesk` and handed to every route. */
export interface Context {
  version: string;
  organisation: string;
  /** Origins under which the console may be opened; filled once the port is known. */
  origins: Set<string>;
  /** The address is https: cookies are `Secure` and browsers are told to stay with https. */
  secure: boolean;
  limits: Limits;
  keys: Keys;
  folders: Folders;
  database: Database;
  seenTokens: SeenTokens;
  changes: Changes;
  intake: Intake;
  shelf: BundleShelf;
  registrations: Buckets;
  deviceChanges: Buckets;
  attemptsByName: BackOff;
  attemptsByAddress: BackOff;
  now(): Date;
}
