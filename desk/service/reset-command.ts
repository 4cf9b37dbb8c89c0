import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { raise } from '#contract/errors/result.ts';
import { deskActor, record } from './domain/audit/audit.ts';
import { nameKeyOf } from './domain/auth/engineers.ts';
import { offerPasswordReset } from './domain/auth/password-reset.ts';
import { type Database, openDatabase } from './store/database.ts';
import { listNames } from './store/engineers.ts';
import { openFolders } from './store/folders.ts';
import { deleteFactor } from './store/second-factors.ts';
import { inTransaction } from './store/transaction.ts';

/** The desk writes its own address there at each start. */
const agentPolicy = z.object({ desk: z.object({ address: z.string() }) });

/**
 * Makes a reset link for the person who has the desk's machine: the way back for a desk whose only administrator has
 * forgotten the password. Also works while the desk is running; the desk accepts the new entries in its audit log.
 * @returns the link, which works once.
 * @throws CandorError `not-found` when the folder holds no desk or the desk has no such account; `conflict` as
 * `offerPasswordReset`.
 */
export async function resetFromMachine(
  { data, person, secondFactor }: { data: string; person: string; secondFactor: boolean },
  now: Date,
): Promise<string> {
  // Looked for first: opening a database would make one.
  if (!existsSync(join(data, 'desk.sqlite'))) {
    raise('not-found', 'There is no desk in {folder}. Name its data folder: --data FOLDER', {
      values: { folder: data },
    });
  }
  const folders = await openFolders(data);
  const { desk } = agentPolicy.parse(JSON.parse(await readFile(folders.agentPolicy, 'utf8')));
  const database = await openDatabase(folders.database);
  try {
    const id = await idOf(database, person);
    const { token } = await offerPasswordReset(database, deskActor, id, now);
    if (secondFactor) {
      await inTransaction(database, async (transaction) => {
        await deleteFactor(transaction, id);
        const at = now.toISOString();
        await record(transaction, {
          at,
          actor: deskActor,
          action: 'second-factor-removed',
          object: id,
          detail: { name: person },
        });
      });
    }
    return `${desk.address}/reset?token=${token}`;
  } finally {
    await database.destroy();
  }
}

async function idOf(database: Database, person: string): Promise<string> {
  const all = await listNames(database);
  const found = all.find(({ nameKey }) => nameKey === nameKeyOf(person));
  if (found) return found.id;
  const names = all.filter(({ subject }) => subject === null).map(({ name }) => name);
  return raise(
    'not-found',
    'There is no account named {person} with a password. There is: {names}',
    {
      values: { person, names: names.join(', ') || 'none' },
    },
  );
}
