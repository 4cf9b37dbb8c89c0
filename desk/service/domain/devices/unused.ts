import type { Context } from '#desk/service/context.ts';
import { deleteDevices, listUnusedDevices } from '#desk/service/store/devices.ts';
import { deskActor, record } from '../audit/audit.ts';

/** Rows deleted in one transaction, so that calls are answered in between. */
const step = 500;

/**
 * Forgets unverified devices that never sent anything, answered no request and were not heard of for a while: anybody can
 * invent them. A real device registers again when it needs the desk.
 */
export async function forgetUnusedDevices(
  context: Pick<Context, 'database' | 'limits' | 'now' | 'streams' | 'changes'>,
  signal: AbortSignal,
): Promise<void> {
  const { database, limits, now, streams, changes } = context;
  const seenBefore = new Date(now().getTime() - limits.unusedDeviceMs).toISOString();
  let forgotten = 0;
  for (let after = ''; !signal.aborted; ) {
    const ids = await listUnusedDevices(database, { after, seenBefore, limit: step });
    after = ids.at(-1) ?? '';
    if (ids.length === 0) break;
    const unused = ids.filter((id) => !streams.has(id));
    if (unused.length === 0) continue;
    await deleteDevices(database, unused);
    for (const id of unused) changes.publish('devices', id);
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
