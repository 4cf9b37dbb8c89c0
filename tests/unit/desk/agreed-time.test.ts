import { describe, expect, test } from 'vitest';
import type { AppError } from '#contract/errors/result.ts';
import {
  agreedDays,
  agreedUntil,
  expiryOf,
  isKept,
  requireKept,
} from '#desk/service/domain/incidents/retention.ts';

const agreedAt = '2026-01-01T00:00:00.000Z';
const received = '2026-01-03T00:00:00.000Z';

describe('the days that a person agreed to', () => {
  test.each([
    [1, 1],
    [30, 30],
    [3650, 3650],
    [3651, null],
    [0, null],
    [1.5, null],
    [null, null],
  ])('%s in the receipt are %s', (retentionDays, days) => {
    expect(agreedDays({ retentionDays })).toBe(days);
  });

  test('are counted from their consent, or from the arrival where their clock is ahead', () => {
    expect(agreedUntil({ agreedAt, retentionDays: 5 }, received)).toBe('2026-01-06T00:00:00.000Z');
    expect(agreedUntil({ agreedAt: '2026-02-01T00:00:00.000Z', retentionDays: 5 }, received)).toBe(
      '2026-01-08T00:00:00.000Z',
    );
  });

  test('are those of a policy that says nothing where the receipt says nothing that can be', () => {
    expect(agreedUntil({ agreedAt, retentionDays: null }, received)).toBe(
      '2026-01-31T00:00:00.000Z',
    );
  });

  test('end an incident, unless the desk keeps bundles for less time after their arrival', () => {
    const receipt = { agreedAt, retentionDays: 5 };
    expect(expiryOf(receipt, received, { retentionDays: 4 })).toBe('2026-01-06T00:00:00.000Z');
    expect(expiryOf(receipt, received, { retentionDays: 3 })).toBe('2026-01-06T00:00:00.000Z');
    expect(expiryOf(receipt, received, { retentionDays: 2 })).toBe('2026-01-05T00:00:00.000Z');
  });
});

describe('an incident', () => {
  const at = '2026-01-06T00:00:00.000Z';
  const row = {
    expiresAt: '2026-01-06T00:00:00.001Z',
    deletedAt: null,
    deletedBy: null,
    deletedReason: null,
  };
  const problem = (given: Parameters<typeof requireKept>[0]): AppError => {
    try {
      requireKept(given, at);
    } catch (thrown) {
      return (thrown as { error: AppError }).error;
    }
    return expect.fail('it is shown');
  };

  test('is shown to its last moment, and in that moment no longer', () => {
    expect(requireKept(row, at)).toBe(row);
    expect(isKept(row, at)).toBe(true);
    expect(isKept({ ...row, expiresAt: at }, at)).toBe(false);
    // From an older desk, until its receipt has been read.
    expect(isKept({ ...row, expiresAt: null }, at)).toBe(true);
    expect(isKept({ ...row, deletedAt: at }, at)).toBe(false);
    expect(isKept({ expiresAt: null, deletedAt: at }, at)).toBe(false);
  });

  test('that is gone says why', () => {
    expect(problem(undefined)).toMatchObject({
      code: 'not-found',
      message: { message: 'There is no such incident.' },
    });
    const passed =
      'This incident was deleted when the time for which the desk may keep it had passed.';
    const takenBack = 'This incident was deleted: the person took their bundle back.';
    const messageOf = (change: { expiresAt: string; deletedAt?: string }) =>
      problem({ ...row, ...change }).message;
    expect(messageOf({ expiresAt: at }).message).toBe(passed);
    expect(messageOf({ expiresAt: at, deletedAt: at }).message).toBe(passed);
    expect(messageOf({ expiresAt: at, deletedAt: '2026-01-05T23:59:59.999Z' }).message).toBe(
      takenBack,
    );
    const byKim = {
      ...row,
      deletedAt: agreedAt,
      deletedBy: 'Kim',
      deletedReason: 'a made-up bundle',
    };
    expect(problem(byKim).message.values).toEqual({ name: 'Kim', reason: 'a made-up bundle' });
    expect(problem({ ...byKim, deletedReason: null }).message.values).toEqual({
      name: 'Kim',
      reason: '',
    });
  });
});
