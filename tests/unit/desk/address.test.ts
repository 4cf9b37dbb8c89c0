import { expect, test } from 'vitest';
import { addressOf, isSecure, ownOrigins } from '#desk/service/http/address.ts';

test.for([
  [{ host: '127.0.0.1' }, false],
  [{ host: 'localhost' }, false],
  [{ host: '::1' }, false],
  [{ host: '127.0.0.1', address: 'https://desk.example' }, true],
  [{ host: '0.0.0.0', address: 'https://desk.example:8443/' }, true],
  [{ host: '127.0.0.1', address: 'http://localhost:9000' }, false],
] as const)('%j is served over https: %s', ([place, secure]) => {
  expect(isSecure(place)).toBe(secure);
});

test.for([
  { host: '0.0.0.0' },
  { host: '10.0.0.1' },
  { host: '127.0.0.1.evil.example' },
  { host: '127.0.0.1', address: 'http://desk.example' },
  { host: '127.0.0.1', address: 'https://desk.example/path' },
  { host: '127.0.0.1', address: 'desk' },
])('%j is refused', (place) => {
  expect(() => isSecure(place)).toThrow(
    expect.objectContaining({ error: expect.objectContaining({ code: 'invalid-arguments' }) }),
  );
});

test('the own pages have the address that people use, and on this machine its other names', () => {
  expect(addressOf({ host: '::1' }, 80)).toBe('http://[::1]:80');
  expect(addressOf({ host: '0.0.0.0', address: 'https://desk.example/' }, 80)).toBe(
    'https://desk.example',
  );
  expect(ownOrigins({ host: '0.0.0.0', address: 'https://desk.example/' }, 80)).toEqual([
    'https://desk.example',
  ]);
  expect(ownOrigins({ host: '127.0.0.1' }, 8470)).toContain('http://localhost:8470');
});
