import os from 'node:os';
import { expect, test } from 'vitest';
import { gatherKnownValues } from '#collector/os/known-values.ts';
import { watchResources } from '#tests/fixtures/resources.ts';

test('what this machine is called is known without asking any network, which could keep it waiting', {
  skip: process.platform === 'win32',
}, async () => {
  const resources = watchResources();
  const known = await gatherKnownValues();
  resources.stop();
  // Reading files is seen, so the others would be seen too.
  expect(resources.opened).toContain('FSREQPROMISE');
  expect(
    resources.opened.filter((name) => /^(?:TCP|UDP|GETADDRINFO|GETNAMEINFO|QUERY|TLS)/.test(name)),
  ).toEqual([]);
  const own = Object.values(os.networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal }) => !internal);
  expect(known.ips).toEqual(expect.arrayContaining(own.map(({ address }) => address)));
  expect(known.ips).not.toContain('127.0.0.1');
  expect(known.hosts).toContain(os.hostname());
  expect(known.hosts).not.toContain('localhost');
  // Replacing these would make every log unreadable and name nobody.
  expect(known.users).not.toContain('root');
  expect(known.homes).not.toContain('/');
});
