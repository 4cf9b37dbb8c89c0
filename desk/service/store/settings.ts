import type { Database } from './database.ts';

const unnamed = 'My organisation';

/** The organisation's name: the one given now, else the one given before. */
export async function organisationName(database: Database, given: string | undefined): Promise<string> {
  if (given === undefined) {
    const row = await database.selectFrom('settings').select('value').where('name', '=', 'organisation').executeTakeFirst();
    return row?.value ?? unnamed;
  }
  await database
    .insertInto('settings')
    .values({ name: 'organisation', value: given })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: given }))
    .execute();
  return given;
}
