import os from 'node:os';
import { expect, test } from 'vitest';
import { knownValuesInProcess } from '#main/collection/known-values.ts';
import { forkCollector, realHost } from '#tests/harness/fork-collector.ts';
import { hostThatExits } from './fake-hosts.ts';

test('the collector process says what this machine is called, for the words that a person writes later', async () => {
  const known = await knownValuesInProcess(forkCollector(realHost), []);
  expect(known.hosts).toContain(os.hostname());
});

test('a collector process that ends without an answer leaves the message unsent', async () => {
  await expect(knownValuesInProcess(forkCollector(hostThatExits), [])).rejects.toMatchObject({
    error: { code: 'collector-unavailable' },
  });
});
