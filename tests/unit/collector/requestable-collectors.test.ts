import { expect, test } from 'vitest';
import { catalogue } from '#collector/host/catalogue.ts';
import {
  isRequestable,
  requestableCollectors,
} from '#contract/collector/requestable-collectors.ts';

test('the desk knows every collector except the one with the person’s own words', () => {
  expect(requestableCollectors).toEqual(
    catalogue.map(({ id }) => id).filter((id) => id !== 'description'),
  );
});

test('an application of the organisation’s own may be asked for, a mistyped collector may not', () => {
  expect(['app-dispatch', 'disks', 'disk', 'description'].map(isRequestable)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
