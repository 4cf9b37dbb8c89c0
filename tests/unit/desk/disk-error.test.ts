import { expect, test } from 'vitest';
import { toAppError } from '#contract/errors/result.ts';
import { rethrowDiskError } from '#desk/service/store/disk-error.ts';

test.for([
  ['ENOSPC', 'disk-full'],
  ['EIO', 'disk-failed'],
  ['SQLITE_IOERR_WRITE', 'disk-failed'],
])(
  'a disk that fails with %s is told in words that name no folder of the desk',
  ([code, expected]) => {
    const thrown = Object.assign(new Error(`${code}: failed, open '/srv/desk/uploads/0123'`), {
      code,
    });
    try {
      rethrowDiskError(thrown);
    } catch (rethrown) {
      expect(toAppError(rethrown)).toMatchObject({ code: expected, detail: code });
      expect(JSON.stringify(toAppError(rethrown))).not.toContain('/srv');
      // For the log.
      expect(rethrown).toMatchObject({ cause: thrown });
    }
    expect.assertions(3);
  },
);
