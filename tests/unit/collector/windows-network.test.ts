import { expect, test } from 'vitest';
import { disks } from '../../../collector/collectors/disks/collector.ts';
import { processor } from '../../../collector/collectors/processor/collector.ts';
import { collectOn, fixture, type Machine } from '../../harness/collect-context.ts';

const answers = JSON.parse(fixture('windows/answers.json')) as Record<string, unknown>;
const windows: Machine = {
  platform: 'win32',
  commands: Object.fromEntries(Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)])),
  endpoints: [],
};

test('network drives are named by their letter, never measured, and their server is not told', async () => {
  expect((await collectOn(windows, disks)).content('filesystems.json')).toMatchObject({
    networkMounts: [
      { mount: 'H:', type: 'smb', state: 'not connected' },
      { mount: 'Z:', type: 'smb', state: 'OK' },
    ],
  });
});

test('the cores of all sockets are counted', async () => {
  expect((await collectOn(windows, processor)).content('processor.json')).toMatchObject({ physicalCores: 32, coreKinds: null });
});
