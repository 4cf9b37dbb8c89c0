import { expect, test } from 'vitest';
import { networkOf } from '../../../desk/service/auth/network.ts';
import { trustedProxies } from '../../../desk/service/http/proxies.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['not an address', 'not an address'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('proxies on other machines are added to the one on this machine', () => {
  expect(trustedProxies([])).toEqual(['loopback']);
  expect(trustedProxies(['10.0.0.5', '10.1.0.0/16', 'fd00::/8'])).toEqual(['loopback', '10.0.0.5', '10.1.0.0/16', 'fd00::/8']);
});

test.each(['proxy.example', '10.0.0.0/33', '10.0.0', '10.0.0.0/8/8', 'fd00::/129', '*'])('%s is not a proxy', (proxy) => {
  expect(() => trustedProxies([proxy])).toThrow(
    expect.objectContaining({ error: expect.objectContaining({ code: 'invalid-arguments' }) }),
  );
});
