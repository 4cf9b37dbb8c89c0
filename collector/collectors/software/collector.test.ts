import { expect, test } from 'vitest';
import { collectOn } from '../../../tests/harness/collect-context.ts';
import { software } from './collector.ts';

const block = (name: string, status: string): string =>
  `Package: ${name}\nStatus: ${status}\nArchitecture: amd64\nVersion: 1.0-1\n`;

test('a package in the middle of an installation is listed with its state; one that was removed is not', async () => {
  const status = [
    block('bash', 'install ok half-configured'),
    block('curl', 'install reinstreq half-installed'),
    block('gone', 'deinstall ok config-files'),
    block('libc6', 'install ok installed'),
    block('linux-image', 'hold ok installed'),
    block('never', 'unknown ok not-installed'),
    block('wine', 'install reinstreq installed'),
  ].join('\n');
  const found = await collectOn({ platform: 'linux', files: { '/var/lib/dpkg/status': status } }, software);
  expect(found.content('software.json')).toMatchObject({
    count: 5,
    packages: [
      { name: 'bash', state: 'half-configured' },
      { name: 'curl', state: 'half-installed' },
      { name: 'libc6' },
      { name: 'linux-image', state: 'held' },
      { name: 'wine', state: 'must be reinstalled' },
    ],
  });
  expect(found.content('software.json')).not.toHaveProperty(['packages', 2, 'state']);
});
