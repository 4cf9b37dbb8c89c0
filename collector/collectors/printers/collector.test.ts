import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '../../../tests/harness/collect-context.ts';
import { printers } from './collector.ts';

const fixture = fixtureOf(import.meta.url);
const windowsIn = (language: 'en' | 'de'): Machine => ({
  platform: 'win32',
  commands: {
    'Get-Printer': fixture(`windows-${language}.json`),
  },
});
const [english, german] = [windowsIn('en'), windowsIn('de')];
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPPrintersDataType': fixture('printers.json'),
  },
};
const laptop: Machine = {
  platform: 'linux',
  commands: { 'lpstat -p -d': fixture('lpstat.txt') },
};

describe('printers', () => {
  test('have a name and a state', async () => {
    expect((await collectOn(laptop, printers)).content('printers.json')).toMatchObject({
      count: 3,
      printers: [
        { name: 'Brother_HL', state: 'idle', default: true },
        { name: 'Flur_Drucker', state: 'disabled', default: false },
        { name: 'Labels', state: 'printing' },
      ],
    });
  });
  test('on Windows do not tell their address', async () => {
    const content = (await collectOn(english, printers)).content('printers.json');
    expect(content).toMatchObject({ printers: [{ name: 'Second floor', connection: 'network' }, { connection: 'local' }] });
    expect(JSON.stringify(content)).not.toContain('10.20.0.9');
    expect((await collectOn(german, printers)).content('printers.json')).toMatchObject({
      printers: [{ name: 'Drucker im Flur', state: 'offline', connection: 'usb' }],
    });
  });
  test('on macOS do not tell who offers them', async () => {
    const content = (await collectOn(mac, printers)).content('printers.json');
    expect(content).toMatchObject({ printers: [{ name: 'Drucker im Flur', default: true, connection: 'network' }] });
    expect(JSON.stringify(content)).not.toContain('Ada');
  });
  test('are none where CUPS has none, and unknown where it does not answer', async () => {
    const none: Machine = {
      platform: 'linux',
      commands: { lpstat: { exitCode: 1, stderr: 'lpstat: No destinations added.' } },
    };
    expect((await collectOn(none, printers)).content('printers.json')).toEqual({ count: 0, printers: [] });
    const stopped: Machine = { platform: 'linux', commands: { lpstat: { exitCode: 1, stderr: 'lpstat: Connection refused' } } };
    expect(await collectOn(stopped, printers)).toMatchObject({ status: 'unavailable', names: [] });
  });
});
