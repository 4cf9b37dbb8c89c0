import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { collectOn, fixture, fixtureOf, type Machine } from '../../../tests/harness/collect-context.ts';
import { proxy } from './collector.ts';
import { connectionSettings } from './connection-settings.ts';
import { gnomeProxy, kdeProxy } from './linux.ts';
import { win32Proxy } from './win32.ts';

const recorded = fixtureOf(import.meta.url);

const answers = JSON.parse(fixture('windows/answers.json')) as Record<string, unknown>;
const windows: Machine = {
  platform: 'win32',
  commands: Object.fromEntries(Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)])),
};

describe('the proxy of a desktop', () => {
  test('of GNOME is known, its password is not', () => {
    const found = gnomeProxy(recorded('gsettings-proxy.txt'));
    expect(found).toEqual({
      mode: 'manual',
      http: 'proxy.example:8080',
      https: 'proxy.example:8443',
      socks: null,
      script: null,
      exceptions: ['localhost', '127.0.0.0/8', '::1', '.corp.example'],
    });
    expect(JSON.stringify(found)).not.toMatch(/hunter2|ada/);
  });
  test('of KDE is known, its password is not', () => {
    const found = kdeProxy(recorded('kioslaverc.txt'));
    expect(found).toEqual({
      mode: 'manual',
      http: 'http://proxy.example:3128',
      https: 'http://proxy.example:3129',
      socks: null,
      script: 'http://wpad.example/proxy.pac',
      exceptions: ['localhost', '.corp.example'],
    });
  });
  test('is none where there is no such desktop', () => {
    expect(gnomeProxy('')).toBeNull();
    expect(gnomeProxy('No such schema “org.gnome.system.proxy”\n')).toBeNull();
    expect(kdeProxy('[Cookie Policy]\nProxyType=1\n')).toBeNull();
  });
  test('stands in the item', async () => {
    const commands = { 'gsettings list-recursively org.gnome.system.proxy': recorded('gsettings-proxy.txt') };
    const files = { [`${os.homedir()}/.config/kioslaverc`]: recorded('kioslaverc.txt') };
    expect((await collectOn({ platform: 'linux', commands, files }, proxy)).content('proxy.json')).toMatchObject({
      system: { gnome: { mode: 'manual' }, kde: { mode: 'manual' } },
    });
    expect((await collectOn({ platform: 'linux' }, proxy)).content('proxy.json')).toMatchObject({ system: null });
  });
});

test('on macOS, proxy settings lose their credentials', async () => {
  expect(
    (await collectOn({ platform: 'darwin', commands: { 'scutil --proxy': recorded('proxy.txt') } }, proxy)).content('proxy.json'),
  ).toMatchObject({
    system: {
      http: { enabled: true, address: 'proxy.corp.example:3128' },
      https: { enabled: false, address: null },
      script: 'http://wpad.corp.example/proxy.pac',
    },
  });
});

describe('the proxies of Windows', () => {
  test('are those of the person, of services and whether it is found by itself; nobody’s password', async () => {
    const content = (await collectOn(windows, proxy)).content('proxy.json');
    expect(content).toMatchObject({
      system: {
        enabled: true,
        automatic: true,
        perComputer: false,
        policies: [],
        services: { direct: false, servers: ['services.corp.example:3128'], exceptions: '<local>;10.*' },
      },
    });
    expect(JSON.stringify(content)).not.toMatch(/hunter22|jdoe/);
  });

  test('are the computer’s where a policy says so', () => {
    expect(
      win32Proxy({
        person: { ProxyEnable: 0 },
        computer: { ProxyEnable: 1, ProxyServer: 'proxy.corp.example:8080' },
        computerPolicy: { ProxySettingsPerUser: 0, ProxyEnable: 1, ProxyServer: 'proxy.corp.example:8080' },
        personConnection: '70,0,0,0,1,0,0,0,9,0,0,0',
        computerConnection: '70,0,0,0,1,0,0,0,3,0,0,0',
        winHttp: null,
      }),
    ).toMatchObject({
      enabled: true,
      servers: ['proxy.corp.example:8080'],
      automatic: false,
      perComputer: true,
      policies: [{ enabled: true, servers: ['proxy.corp.example:8080'] }],
      services: null,
    });
  });

  test.each([
    ['24,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0', { manual: false, automatic: false, servers: null, exceptions: null }],
    ['70,0,0,0,2,0,0,0,13,0,0,0,0,0,0,0,0,0,0,0,3,0,0,0,97,58,49', { automatic: true, script: 'a:1' }],
    // A length that lies.
    ['70,0,0,0,2,0,0,0,3,0,0,0,255,255,255,255,97', { manual: true, servers: null }],
  ])('are read from the bytes of the registry: %s', (bytes, found) => {
    expect(connectionSettings(bytes)).toMatchObject(found);
  });
  test.each(['', '1,2,3', 'System.Byte[]', '70,0,0,0,2,0,0,0,3,0,0,x', 5, null])('are no bytes: %s', (value) => {
    expect(connectionSettings(value)).toBeNull();
  });
});

test('on Windows, proxy settings lose their credentials', async () => {
  const content = (await collectOn(windows, proxy)).content('proxy.json');
  expect(content).toMatchObject({
    system: {
      enabled: true,
      servers: ['http=proxy.corp.example:8080', 'https=proxy.corp.example:8443'],
      script: 'http://wpad.corp.example/proxy.pac',
    },
  });
  expect(JSON.stringify(content)).not.toMatch(/hunter22|jdoe|abc123/);
});
