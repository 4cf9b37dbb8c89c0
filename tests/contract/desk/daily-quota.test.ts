import { describe, expect, test } from 'vitest';
import { requireQuota } from '#desk/service/domain/intake/quota.ts';
import { openRestingDesk, type RestingDesk } from './rows.ts';

const now = new Date('2026-01-02T12:00:00.000Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

/** A desk that has accepted bundles of so many bytes, so many hours ago. */
async function deskWith(
  accepted: readonly { hours: number; size?: number; device?: string }[],
): Promise<RestingDesk> {
  const desk = await openRestingDesk();
  for (const device of ['device', 'another']) await desk.device(device);
  for (const [index, { hours, ...change }] of accepted.entries()) {
    await desk.incident(`upload-${index}`, { ...change, receivedAt: hoursAgo(hours) });
  }
  return desk;
}

const refusal = (
  desk: RestingDesk,
  limits: { bundlesPerDay?: number; bundleBytesPerDay?: number },
  size = 10,
) =>
  requireQuota(
    desk.database,
    { device: 'device', size },
    { bundlesPerDay: 100, bundleBytesPerDay: 1000, ...limits },
    now,
  ).then(
    () => null,
    ({ error }: { error: { code: string; message: { values?: object } } }) => error,
  );

describe('within a day a device', () => {
  test('may send as many bundles as the desk takes, and one more when the oldest is a day old', async () => {
    await using desk = await deskWith([{ hours: 20 }, { hours: 3 }]);
    expect(await refusal(desk, { bundlesPerDay: 3 })).toBeNull();
    expect(await refusal(desk, { bundlesPerDay: 2 })).toMatchObject({
      code: 'too-many-attempts',
      message: { values: { count: 2, time: '2026-01-02 16:00 UTC', seconds: 4 * 3600 } },
    });
    // Only when both are a day old.
    expect(await refusal(desk, { bundlesPerDay: 1 })).toMatchObject({
      message: { values: { count: 2, time: '2026-01-03 09:00 UTC', seconds: 21 * 3600 } },
    });
  });

  test('may send as many bytes as the desk takes, the new bundle among them', async () => {
    await using desk = await deskWith([
      { hours: 20, size: 300 },
      { hours: 3, size: 600 },
    ]);
    expect(await refusal(desk, { bundleBytesPerDay: 1000 }, 100)).toBeNull();
    expect(await refusal(desk, { bundleBytesPerDay: 1000 }, 101)).toMatchObject({
      message: { values: { count: 2, time: '2026-01-02 16:00 UTC', seconds: 4 * 3600 } },
    });
    expect(await refusal(desk, { bundleBytesPerDay: 1000 }, 401)).toMatchObject({
      message: { values: { time: '2026-01-03 09:00 UTC' } },
    });
  });

  test('is not held to what it sent a day ago, nor to what others send', async () => {
    await using desk = await deskWith([{ hours: 24 }, { hours: 1, device: 'another' }]);
    expect(await refusal(desk, { bundlesPerDay: 1 })).toBeNull();
    await desk.incident('just within', {
      receivedAt: new Date(now.getTime() - 24 * 3_600_000 + 1).toISOString(),
    });
    // The last millisecond counts as a whole second.
    expect(await refusal(desk, { bundlesPerDay: 1 })).toMatchObject({
      message: { values: { count: 1, seconds: 1 } },
    });
  });

  test('is held to bundles that were deleted meanwhile', async () => {
    await using desk = await deskWith([{ hours: 1 }]);
    await desk.database
      .updateTable('incidents')
      .set({ deleted_at: hoursAgo(0) })
      .execute();
    expect(await refusal(desk, { bundlesPerDay: 1 })).toMatchObject({ code: 'too-many-attempts' });
  });
});
