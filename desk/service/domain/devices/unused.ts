import type { Context } from '../../context.ts';
import { deskActor, record } from '../audit/audit.ts';

/** Rows deleted in one transaction, so that calls are answered in between. */
const step = 500;

/**
 * Forgets unverified devices that never sent anything, answered no request and were not heard of for a while: anybody can
 * make them up. A real one registers again by itself when it needs the desk.
 */
export async function forgetUnusedDevices(context: Context, signal: AbortSignal): Promise<void> {
  const { database, limits, now, streams } = context;
  const before = new Date(now().getTime() - limits.unusedDeviceMs).toISOString();
  let forgotten = 0;
  for (let after = ''; !signal.aborted; ) {
    const rows = await database
      .selectFrom('devices')
      .select('id')
      .where('enrolled_at', 'is', null)
      // A revoked one has to stay revoked.
      .where('revoked_at', 'is', null)
      .where('seen_at', '<', before)
      .where('id', '>', after)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('submissions')
              .select('id')
              .whereRef('submissions.device', '=', 'devices.id'),
          ),
        ),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('requests').select('jti').whereRef('requests.device', '=', 'devices.id'),
          ),
        ),
      )
      .orderBy('id')
      .limit(step)
      .execute();
    after = rows.at(-1)?.id ?? '';
    if (rows.length === 0) break;
    const unused = rows.map(({ id }) => id).filter((id) => !streams.has(id));
    if (unused.length === 0) continue;
    await database.deleteFrom('devices').where('id', 'in', unused).execute();
    for (const id of unused) context.changes.publish('devices', id);
    forgotten += unused.length;
  }
  if (forgotten === 0) return;
  const at = now().toISOString();
  await record(database, {
    at,
    actor: deskActor,
    action: 'devices-forgotten',
    detail: { count: forgotten },
  });
}
