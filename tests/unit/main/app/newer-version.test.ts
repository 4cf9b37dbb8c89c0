import { expect, test } from 'vitest';
import { isNewer } from '#main/app/newer-version.ts';

test.each([
  ['0.2.0', '0.1.9', true],
  ['0.10.0', '0.9.0', true],
  ['1.0.0', '1.0.0-rc.1', true],
  ['1.0.0-rc.1', '1.0.0', false],
  ['0.1.0', '0.1.0', false],
  ['0.1.0', '0.2.0', false],
  ['2.0.0', '10.0.0', false],
])('%s is newer than %s: %s', (other, current, newer) => {
  expect(isNewer(other, current)).toBe(newer);
});
