import { expect, test } from 'vitest';
import { trustedProxies } from '#desk/service/http/proxies.ts';

test('proxies on other machines are added to the one on this machine', () => {
  expect(trustedProxies([])).toEqual(['loopback']);
  expect(trustedProxies(['10.0.0.5', '10.1.0.0/16', 'fd00::/8'])).toEqual([
    'loopback',
    '10.0.0.5',
    '10.1.0.0/16',
    'fd00::/8',
  ]);
});

test.each(['proxy.example', '10.0.0.0/33', '10.0.0', '10.0.0.0/8/8', 'fd00::/129', '*'])(
  '%s is not a proxy',
  (proxy) => {
    expect(() => trustedProxies([proxy])).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'invalid-arguments' }) }),
    );
  },
);
