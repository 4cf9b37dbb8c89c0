import { expect, test } from 'vitest';
import { networkOf } from '#desk/service/domain/auth/network.ts';
import { makeBackOff } from '#desk/service/runtime/back-off.ts';
import { makeRateLimiter } from '#desk/service/runtime/rate-limiter.ts';

test.for([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8::/64'],
  ['2001:db8:1:2:3:4:192.0.2.7', '2001:db8:1:2::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b::/64'],
  ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2::/64'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['0:0:0:0:0:FFFF:192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7%eth0', '192.0.2.7'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['::1', '::/64'],
  ['127.1', '127.1'],
  ['::ffff:010.0.0.1', '::ffff:010.0.0.1'],
  ['not an address', 'not an address'],
] as const)('the address %s counts as %s', ([address, network]) => {
  expect(networkOf(address)).toBe(network);
});

test('a machine with many IPv6 addresses has the attempts of one', () => {
  const buckets = makeRateLimiter(2, 1000, networkOf);
  expect([buckets.take('2001:db8::1', 0), buckets.take('2001:db8::2', 0)]).toEqual([0, 0]);
  expect(buckets.take('2001:db8::3', 0)).toBeGreaterThan(0);
  expect(buckets.take('2001:db8:0:1::3', 0)).toBe(0);
});

test('a machine with many IPv6 addresses has to wait after the failures of one', () => {
  const backOff = makeBackOff(1, networkOf);
  backOff.fail('2001:db8::1', 0);
  expect(backOff.waitMs('2001:db8::2', 0)).toBeGreaterThan(0);
  backOff.succeed('2001:db8::3');
  expect(backOff.waitMs('2001:db8::2', 0)).toBe(0);
});
