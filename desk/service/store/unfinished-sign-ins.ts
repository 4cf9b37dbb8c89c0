import type { UnfinishedSignIn } from '#contract/http/console-api.ts';
import type { Database } from './database.ts';

/** Adds an attempt, or renews its time and address; deletes the account's oldest beyond `most`. */
export async function saveUnfinished(
  database: Database,
  { id, engineer, at, address }: UnfinishedSignIn & { id: string; engineer: string },
  most: number,
): Promise<void> {
  await database
    .insertInto('unfinished_sign_ins')
    .values({ id, engineer, at, address })
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
        .limit(most),
    )
    .execute();
}

export async function deleteUnfinished(database: Database, id: string): Promise<void> {
  await database.deleteFrom('unfinished_sign_ins').where('id', '=', id).execute();
}

/** Newest first. */
export const unfinishedOf = (database: Database, engineer: string): Promise<UnfinishedSignIn[]> =>
  database
    .selectFrom('unfinished_sign_ins')
    .select(['at', 'address'])
    .where('engineer', '=', engineer)
    .orderBy('at', 'desc')
    .execute();

/** The owner has read about them. */
export async function acknowledgeUnfinished(database: Database, engineer: string): Promise<void> {
  await database.deleteFrom('unfinished_sign_ins').where('engineer', '=', engineer).execute();
}
