import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { drivers } from './collector.ts';

const fixture = fixtureOf(import.meta.url);
const windowsIn = (language: 'en' | 'de'): Machine => ({
  platform: 'win32',
  commands: {
    Win32_PnPSignedDriver: fixture(`windows-${language}.jsonl`),
  },
});
const [english, german] = [windowsIn('en'), windowsIn('de')];
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'systemextensionsctl list': fixture('systemextensions.txt'),
  },
};
const laptop: Machine = {
  platform: 'linux',
  files: {
    '/proc/modules': fixture('modules.txt'),
    '/sys/module/vboxdrv/version': '7.1.4 r165100 (0x00340001)\n',
    '/sys/module/e1000e/version': '3.2.6-k\n',
  },
};

describe('drivers', () => {
  test('that are not part of the kernel or not signed are listed', async () => {
    expect((await collectOn(laptop, drivers)).content('drivers.json')).toMatchObject({
      drivers: [
        { name: 'nvidia_drm', kind: 'proprietary', signed: false },
        { name: 'vboxdrv', kind: 'not part of the kernel', version: '7.1.4 r165100 (0x00340001)' },
        { name: 'e1000e', kind: null, signed: null, version: '3.2.6-k' },
      ],
    });
  });
  test('that are built into the kernel are no list of their own', async () => {
    const files = {
      '/sys/module/xt_recent/parameters': '',
      '/sys/module/e1000e/version': '3.2.6-k\n',
    };
    for (const more of [{}, { '/proc/modules': '' }]) {
      const run = await collectOn({ platform: 'linux', files: { ...files, ...more } }, drivers);
      expect(run).toMatchObject({
        status: 'unavailable',
        names: [],
        reason: expect.stringContaining('part of its kernel'),
      });
    }
    expect(await collectOn({ platform: 'linux' }, drivers)).toMatchObject({
      reason: expect.stringContaining('did not list'),
    });
  });
  test('are a list that is cut off where Windows took too long, and say so', async () => {
    const commands = {
      Win32_PnPSignedDriver: { state: 'stopped' as const, stdout: fixture('windows-en.jsonl') },
    };
    expect(await collectOn({ platform: 'win32', commands }, drivers)).toMatchObject({
      status: 'partial',
    });
    expect(await collectOn({ platform: 'win32' }, drivers)).toMatchObject({
      status: 'unavailable',
    });
  });
  test('of several devices on Windows are listed once', async () => {
    expect((await collectOn(english, drivers)).content('drivers.json')).toMatchObject({
      count: 2,
      drivers: [{ name: 'Intel(R) Iris(R) Xe Graphics', date: '2024-01-18', kind: 'display' }, {}],
    });
    expect((await collectOn(german, drivers)).content('drivers.json')).toMatchObject({
      drivers: [{ date: null }],
    });
  });
  test('on macOS are system extensions', async () => {
    expect((await collectOn(mac, drivers)).content('drivers.json')).toMatchObject({
      drivers: [
        { name: 'Example VPN', version: '5.1.2/512', state: 'activated enabled' },
        { name: 'Example Filter', state: 'terminated waiting to uninstall on reboot' },
      ],
    });
  });
});
