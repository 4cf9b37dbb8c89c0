import type { Database } from '#desk/service/store/database.ts';
import { deleteUnfinished, saveUnfinished } from '#desk/service/store/unfinished-sign-ins.ts';
import { hashSecret } from './secrets.ts';

/** Of one account; the oldest are forgotten first. */
const mostKept = 20;

/**
 * Somebody knows the password and has not shown the second factor: the strongest sign that a password was stolen.
 * @param attempt a secret that only this browser has, so that the same attempt can be forgotten once it is completed.
 */
export async function noteUnfinished(
  database: Database,
  {
    engineer,
    attempt,
    at,
    address,
  }: { engineer: string; attempt: string; at: string; address: string },
): Promise<void> {
  const id = idOf(engineer, attempt);
  await saveUnfinished(database, { id, engineer, at, address }, mostKept);
}

/** The attempt was completed: it was its owner's. */
export async function forgetUnfinished(
  database: Database,
  engineer: string,
  attempt: string,
): Promise<void> {
  await deleteUnfinished(database, idOf(engineer, attempt));
}

const idOf = (engineer: string, attempt: string): string => hashSecret(`${engineer} ${attempt}`);
