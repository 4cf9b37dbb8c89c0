import type { UnfinishedSignIn } from '#contract/http/console-api.ts';
import type { Database } from '../../store/database.ts';
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
  await database
    .insertInto('unfinished_sign_ins')
    .values({ id: hashSecret(`${engineer} ${attempt}`), engineer, at, address })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at, address }))
    .execute();
  await database
    .deleteFrom('unfinished_sign_ins')
    .where('engineer', '=', engineer)
    .where(
      'id',
      'not in',
      database
        .selectFrom('unfinished_sign_ins')
        .select('id')
        .where('engineer', '=', engineer)
        .orderBy('at', 'desc')
        .limit(mostKept),
    )
    .execute();
}

/** The attempt was completed: it was its owner's. */
export async function forgetUnfinished(
  database: Database,
  engineer: string,
  attempt: string,
): Promise<void> {
  await database
    .deleteFrom('unfinished_sign_ins')
    .where('id', '=', hashSecret(`${engineer} ${attempt}`))
    .execute();
}

/** Newest first. */
export async function unfinishedOf(
  database: Database,
  engineer: string,
): Promise<UnfinishedSignIn[]> {
  return database
    .selectFrom('unfinished_sign_ins')
    .select(['at', 'address'])
    .where('engineer', '=', engineer)
    .orderBy('at', 'desc')
    .execute();
}

/** The owner has read about them. */
export async function acknowledgeUnfinished(database: Database, engineer: string): Promise<void> {
  await database.deleteFrom('unfinished_sign_ins').where('engineer', '=', engineer).execute();
}
