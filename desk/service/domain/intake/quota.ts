import { raise } from '#contract/errors/result.ts';
import type { Limits } from '#desk/service/limits.ts';
import type { Database } from '#desk/service/store/database.ts';
import { listReceivedSince } from '#desk/service/store/incidents.ts';

const dayMs = 24 * 3_600_000;

/**
 * Refuses one bundle too many of a device within a day, by number or by bytes.
 * @throws CandorError `too-many-attempts` that names the moment from which on it is taken; the sender keeps it until then.
 */
export async function requireQuota(
  database: Database,
  { device, size }: { device: string; size: number },
  { bundlesPerDay, bundleBytesPerDay }: Pick<Limits, 'bundlesPerDay' | 'bundleBytesPerDay'>,
  now: Date,
): Promise<void> {
  // Deleted incidents count too: their rows stay.
  const since = new Date(now.getTime() - dayMs).toISOString();
  const accepted = await listReceivedSince(database, device, since);
  let count = accepted.length;
  let bytes = accepted.reduce((sum, row) => sum + row.size, size);
  let last: string | null = null;
  for (const row of accepted) {
    if (count < bundlesPerDay && bytes <= bundleBytesPerDay) break;
    count -= 1;
    bytes -= row.size;
    last = row.receivedAt;
  }
  if (last === null) return;
  const free = Date.parse(last) + dayMs;
  raise(
    'too-many-attempts',
    'This computer has sent {count} bundles within a day, and the support desk takes no more for now. Candor sends this one by itself after {time}.',
    {
      values: {
        count: accepted.length,
        time: `${new Date(free).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
        seconds: Math.ceil((free - now.getTime()) / 1000),
      },
    },
  );
}
