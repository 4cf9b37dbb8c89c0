import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppError } from '#contract/errors/result.ts';
import type { Context } from '#desk/service/context.ts';
import { beginUpload } from '#desk/service/domain/intake/begin-upload.ts';
import { defaultLimits, type Limits } from '#desk/service/limits.ts';
import { openRestingDesk } from './rows.ts';

const submission = '11111111-1111-4111-8111-111111111111';
const sha256 = 'a'.repeat(64);
const now = new Date('2026-01-02T00:00:00.000Z');

/** A desk that does not run, and what it asks of the parts that are not here. */
async function scene(limits: Partial<Limits> = {}) {
  const desk = await openRestingDesk();
  for (const device of ['device', 'another']) await desk.device(device);
  const asked: string[] = [];
  let wait = 0;
  const context = {
    ...{ database: desk.database, folders: desk.folders, now: () => now },
    limits: {
      ...defaultLimits,
      sealedBytes: 100,
      reservedDiskBytes: 0,
      openUploads: 2,
      checkWaitMs: 0,
      ...limits,
    },
    deviceChanges: {
      take(device: string, at: number) {
        asked.push(`take ${device} ${at === now.getTime()}`);
        return wait;
      },
    },
    intake: {
      check: async (upload: string) => void asked.push(`check ${upload}`),
      async received(upload: string) {
        asked.push(`received ${upload}`);
        await desk.database
          .updateTable('submissions')
          .set({ state: 'checking' })
          .where('id', '=', submission)
          .execute();
        return true;
      },
    },
  } as unknown as Context;
  return {
    ...desk,
    asked,
    /** From now on this device has to wait so long. */
    setWait: (milliseconds: number) => {
      wait = milliseconds;
    },
    begin: (
      size: number | null = 50,
      metadata: Record<string, string | null> = { submission, sha256 },
      device = 'device',
    ) => beginUpload(context, device, { size, metadata }),
    rows: () => desk.database.selectFrom('uploads').selectAll().execute(),
    state: async () =>
      (
        await desk.database
          .selectFrom('submissions')
          .select('state')
          .where('id', '=', submission)
          .executeTakeFirst()
      )?.state,
  };
}

const errorOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.fail('it was begun'),
    ({ error }: { error: AppError }) => error,
  );

describe('an upload that a device begins', () => {
  test('is stored as the device asked for it, under an id that cannot be guessed', async () => {
    await using desk = await scene();
    const begun = await desk.begin(100, { submission: submission.toUpperCase(), sha256 });
    const upload = {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      device: 'device',
      submission,
      sha256,
      size: 100,
    };
    const at = now.toISOString();
    expect(begun).toEqual({ created: { ...upload, createdAt: at } });
    expect([await desk.rows(), await desk.state()]).toEqual([
      [{ ...upload, created_at: at }],
      'uploading',
    ]);
    expect(desk.asked).toEqual(['take device true']);
  });

  test.each<[string, number | null, Record<string, string | null>, string]>([
    ['without a size', null, { submission, sha256 }, 'Upload-Length is missing or 0'],
    ['of no bytes', 0, { submission, sha256 }, 'Upload-Length is missing or 0'],
    ['without a submission', 50, { sha256 }, 'submission'],
    ['for something that is no submission', 50, { submission: 'mine', sha256 }, 'submission'],
    ['without a hash', 50, { submission, sha256: null }, 'sha256'],
  ])('%s is not understood', async (_what, size, metadata, detail) => {
    await using desk = await scene();
    expect(await errorOf(desk.begin(size, metadata))).toMatchObject({
      code: 'invalid-arguments',
      detail: expect.stringContaining(detail),
    });
    expect([await desk.rows(), desk.asked]).toEqual([[], []]);
  });

  test('of one byte more than the desk takes is refused, and one of one byte is not', async () => {
    await using desk = await scene();
    expect(await errorOf(desk.begin(101))).toMatchObject({
      code: 'too-large',
      message: { values: { bytes: 101, limit: 100 } },
    });
    expect(await desk.begin(1)).toHaveProperty('created');
  });

  test('is refused while the device has to wait, or the disk has no room', async () => {
    await using desk = await scene();
    desk.setWait(1);
    expect(await errorOf(desk.begin())).toMatchObject({ code: 'too-many-attempts' });
    await using full = await scene({ reservedDiskBytes: Number.MAX_SAFE_INTEGER });
    expect(await errorOf(full.begin())).toMatchObject({
      code: 'disk-full',
      detail: expect.stringMatching(
        new RegExp(`^\\d+ bytes free, 50 needed and ${Number.MAX_SAFE_INTEGER} reserved$`),
      ),
    });
    expect([await desk.rows(), await full.rows()]).toEqual([[], []]);
  });

  test('takes the place of the one before, whose address was lost, and of no other', async () => {
    await using desk = await scene();
    const first = await desk.begin();
    const other = await desk.begin(50, { submission, sha256 }, 'another');
    const [before, kept] = [first, other].map((begun) =>
      'created' in begun ? begun.created.id : '',
    );
    for (const id of [before, kept]) await writeFile(join(desk.folders.uploads, id ?? ''), 'begun');
    const again = await desk.begin();
    expect((await desk.rows()).map(({ id }) => id).sort()).toEqual(
      [kept, 'created' in again ? again.created.id : ''].sort(),
    );
    expect([before, kept].map((id) => existsSync(join(desk.folders.uploads, id ?? '')))).toEqual([
      false,
      true,
    ]);
  });
});

describe('a bundle that has arrived', () => {
  test.each(['accepted', 'checking'] as const)('and is %s is not taken twice', async (state) => {
    await using desk = await scene();
    await desk.upload(submission, { state });
    expect(await desk.begin()).toMatchObject({ finished: { id: submission } });
    expect(await desk.rows()).toHaveLength(1);
    // Only what is still being checked is waited for.
    expect(desk.asked).toEqual(state === 'checking' ? [`check ${submission}`] : []);
  });

  test('and was refused may be sent again', async () => {
    await using desk = await scene();
    await desk.upload(submission, { state: 'refused' });
    // The refusal took the upload away.
    await desk.database.deleteFrom('uploads').execute();
    await desk.database.updateTable('submissions').set({ problem: '{}' }).execute();
    expect(await desk.begin()).toHaveProperty('created');
    expect(
      await desk.database
        .selectFrom('submissions')
        .select(['state', 'problem', 'updated_at'])
        .execute(),
    ).toEqual([{ state: 'uploading', problem: null, updated_at: now.toISOString() }]);
  });

  test('to its last byte, of which the sender never heard, is not taken twice', async () => {
    await using desk = await scene();
    await desk.upload(submission, { size: 5 });
    await writeFile(join(desk.folders.uploads, submission), 'bytes');
    expect(await desk.begin()).toMatchObject({ finished: { id: submission } });
    expect(desk.asked).toEqual([`received ${submission}`, `check ${submission}`]);
  });

  test('but for its last byte is begun again', async () => {
    await using desk = await scene();
    await desk.upload(submission, { size: 6 });
    await writeFile(join(desk.folders.uploads, submission), 'bytes');
    expect(await desk.begin()).toHaveProperty('created');
    expect(existsSync(join(desk.folders.uploads, submission))).toBe(false);
  });
});

describe('a device with as many open uploads as the desk allows', () => {
  test('is told to finish one, and may go on with any of them', async () => {
    await using desk = await scene();
    await desk.upload('one');
    expect(await desk.begin()).toHaveProperty('created');
    const another = { submission: '22222222-2222-4222-8222-222222222222', sha256 };
    expect(await errorOf(desk.begin(50, another))).toMatchObject({
      code: 'too-many-attempts',
      message: { message: expect.stringContaining('unfinished'), values: { count: 2 } },
    });
    expect(await desk.begin()).toHaveProperty('created');
    // What others have open does not count.
    expect(await desk.begin(50, another, 'another')).toHaveProperty('created');
  });

  test('is told that the desk is checking where that is so, and what is decided does not count', async () => {
    await using desk = await scene();
    await desk.upload('checked', { state: 'checking' });
    await desk.upload('accepted', { state: 'accepted' });
    await desk.upload('refused', { state: 'refused' });
    expect(await desk.begin()).toHaveProperty('created');
    const another = { submission: '22222222-2222-4222-8222-222222222222', sha256 };
    expect(await errorOf(desk.begin(50, another))).toMatchObject({
      code: 'too-many-attempts',
      message: { message: expect.stringContaining('still checking'), values: { count: 1 } },
    });
  });
});
