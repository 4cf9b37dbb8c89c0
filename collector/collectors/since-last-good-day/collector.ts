import { compareSnapshots, differencesByDay } from '#collector/snapshot/compare.ts';
import { type KeptSnapshots, readSnapshots } from '#collector/snapshot/folder.ts';
import { takeSnapshot } from '#collector/snapshot/take.ts';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { localDay } from '#contract/primitives/day.ts';

export const sinceLastGoodDay = defineCollector({
  id: 'since-last-good-day',
  title: 'What changed since the last good day',
  purpose:
    'Compares programs, drivers, network settings, disk space and startup programs with the last day on which everything worked.',
  category: 'system',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'performance', 'full'],
  deadlineMs: 30_000,
  byteCap: 1024 * 1024,
  items: ['since-last-good-day.json'],
  reads: {
    linux: [
      "Candor's daily snapshots on this computer",
      'for today the same sources as Installed software, Drivers, network, disks and startup',
    ],
    darwin: [
      "Candor's daily snapshots on this computer",
      'for today the same sources as Installed software, Drivers, network, disks and startup',
    ],
    win32: [
      "Candor's daily snapshots on this computer",
      'for today the same sources as Installed software, Drivers, network, disks and startup',
    ],
  },
  mayReveal:
    'Which programs were installed and removed, and which networks this computer was in. It contains only the differences, redacted like everything else. The snapshots, with their real values, stay on this computer.',
  async collect(context): Promise<CollectResult> {
    if (context.snapshotFolder === null)
      return {
        status: 'skip',
        reason: because('Daily snapshots are off, so there is nothing to compare with.'),
      };
    const kept = await readSnapshots(context.snapshotFolder, context);
    const today = localDay(context.now());
    const lastGoodDay = context.description?.lastGoodDay ?? null;
    const chosen = chooseDay(kept.days, lastGoodDay, today);
    if (chosen === null) {
      return {
        status: 'skip',
        reason: because(
          'There is no snapshot from an earlier day yet, so there is nothing to compare with.',
        ),
      };
    }
    const now = await takeSnapshot(context, ofToday(context, kept, today));
    const days = [...kept.days.filter(({ day }) => day !== today), { day: today, snapshot: now }];
    const item = jsonItem('since-last-good-day.json', {
      lastGoodDay,
      /** Who named the last good day. */
      saidBy: lastGoodDay === null ? 'nobody: the newest snapshot of an earlier day' : 'the person',
      comparedWith: { day: chosen.day, takenAt: chosen.snapshot.takenAt },
      now: now.takenAt,
      ...compareSnapshots(chosen.snapshot, now),
      byDay: differencesByDay(days),
      unreadableSnapshots: kept.unreadable,
    });
    if (lastGoodDay !== null && chosen.day > lastGoodDay) {
      return {
        status: 'partial',
        reason: because(
          'No snapshot is as old as the last good day. The comparison uses the oldest one, from {day}.',
          {
            day: chosen.day,
          },
        ),
        items: [item],
      };
    }
    if (kept.unreadable.length > 0) {
      return {
        status: 'partial',
        reason: because('Some daily snapshots are damaged and were skipped: {days}.', {
          days: kept.unreadable.join(', '),
        }),
        items: [item],
      };
    }
    return { items: [item] };
  },
});

/**
 * The snapshot to compare with: from the day that the person named, else the newest before it, else the oldest. If the
 * person named no day, the newest from an earlier day. Null without a snapshot from an earlier day.
 */
export function chooseDay(
  days: KeptSnapshots['days'],
  lastGoodDay: string | null,
  today: string,
): KeptSnapshots['days'][number] | null {
  const earlier = days.filter(({ day }) => day < today);
  const wanted = lastGoodDay === null ? earlier : earlier.filter(({ day }) => day <= lastGoodDay);
  return wanted.at(-1) ?? earlier[0] ?? null;
}

/** Windows needs half a minute to list its drivers, so the list in today's snapshot is recent enough. */
function ofToday({ platform }: CollectContext, { days }: KeptSnapshots, today: string) {
  const drivers = days.find(({ day }) => day === today)?.snapshot.areas.drivers;
  return platform === 'win32' ? { drivers: drivers ?? null } : {};
}
