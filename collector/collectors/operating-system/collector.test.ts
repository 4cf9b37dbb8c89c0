import { expect, test } from 'vitest';
import { collectOn } from '../../../tests/harness/collect-context.ts';
import { operatingSystem } from './collector.ts';

test('the versions of Candor, Electron, Chromium and Node are told, those of their libraries are not', async () => {
  const versions = { candor: '1.2.0', electron: '45.4.1', chrome: '140.0', node: '24.1.0', zlib: '1.3', uv: '1.50', ares: '1' };
  const found = await collectOn({ platform: 'linux', facts: { versions } }, operatingSystem);
  expect(found.content('operating-system.json')).toMatchObject({
    agentVersions: { candor: '1.2.0', electron: '45.4.1', chrome: '140.0', node: '24.1.0' },
  });
  expect(JSON.stringify(found.content('operating-system.json'))).not.toContain('zlib');
});
