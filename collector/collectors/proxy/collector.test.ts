import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { collectOn, fixture, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { proxy } from './collector.ts';
import { connectionSettings } from './connection-settings.ts';
import { scutilProxy } from './darwin.ts';
import { gnomeProxy, kdeProxy } from './linux.ts';
import { win32Proxy } from './win32.ts';

const recorded = fixtureOf(import.meta.url);

const answers = JSON.parse(fixture('windows/answers.json')) as Record<string, unknown>;
const windows: Machine = {
  platform: 'win32',
  commands: Object.fromEntries(
    Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)]),
  ),
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
      reversed: false,
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
      reversed: false,
    });
  });
  test('of KDE may be fixed by an administrator, have addresses in brackets, or turn its exceptions round', () => {
    const file =
      '[Proxy Settings][$i]\nProxyType[$i]=1\nhttpProxy[$e]=http://[2001:db8::1] 3128\nNoProxyFor=[::1],.corp.example\nReversedException=true\n[$Version]\nx=1\n[Other]\nhttpsProxy=http://wrong.example 1\n';
    expect(kdeProxy(file)).toEqual({
      mode: 'manual',
      http: 'http://[2001:db8::1]:3128',
      https: null,
      socks: null,
      script: null,
      exceptions: ['[::1]', '.corp.example'],
      reversed: true,
    });
  });
  test('of KDE that takes the environment names no variable as a server', () => {
    expect(kdeProxy('[Proxy Settings]\nProxyType=4\nhttpProxy=HTTP_PROXY\n')).toMatchObject({
      mode: 'environment',
      http: null,
    });
  });
  test('keeps the whole path of a script on this computer', () => {
    expect(
      kdeProxy('[Proxy Settings]\nProxyType=2\nProxy Config Script=/etc/proxy.pac\n')?.script,
    ).toBe('/etc/proxy.pac');
  });
  test('is none where there is no such desktop', () => {
    expect(gnomeProxy('')).toBeNull();
    expect(gnomeProxy('No such schema “org.gnome.system.proxy”\n')).toBeNull();
    expect(kdeProxy('[Cookie Policy]\nProxyType=1\n')).toBeNull();
  });
  test('is in the item', async () => {
    const commands = {
      'gsettings list-recursively org.gnome.system.proxy': recorded('gsettings-proxy.txt'),
    };
    const files = { [`${os.homedir()}/.config/kioslaverc`]: recorded('kioslaverc.txt') };
    expect(
      (await collectOn({ platform: 'linux', commands, files }, proxy)).content('proxy.json'),
    ).toMatchObject({
      system: { gnome: { mode: 'manual' }, kde: { mode: 'manual' } },
    });
    expect((await collectOn({ platform: 'linux' }, proxy)).content('proxy.json')).toMatchObject({
      system: null,
    });
  });
});

test('on macOS, proxy settings lose their credentials', async () => {
  expect(
    (
      await collectOn(
        { platform: 'darwin', commands: { 'scutil --proxy': recorded('proxy.txt') } },
        proxy,
      )
    ).content('proxy.json'),
  ).toMatchObject({
    system: {
      http: { enabled: true, address: 'proxy.corp.example:3128' },
      https: { enabled: false, address: null },
      script: 'http://wpad.corp.example/proxy.pac',
    },
  });
});

describe('the proxy of macOS', () => {
  const dictionary = (...lines: string[]) =>
    `<dictionary> {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
  test('has exceptions, of which a mistyped password is none', () => {
    const said = dictionary(
      'ExceptionsList : <array> {',
      '  0 : *.local',
      '  1 : ada:hunter2@corp.example',
      '}',
      'HTTPEnable : 0',
    );
    expect(scutilProxy(said)).toMatchObject({ exceptions: ['*.local'], http: { enabled: false } });
  });
  test('is not that of programs that are bound to one network', () => {
    const bound = ['HTTPEnable : 1', 'HTTPProxy : bound.example', 'HTTPPort : 3128'].map(
      (line) => `    ${line}`,
    );
    const said = dictionary(
      '__SCOPED__ : <dictionary> {',
      '  en0 : <dictionary> {',
      ...bound,
      '  }',
      '}',
      'FTPPassive : 1',
    );
    expect(scutilProxy(said)).toMatchObject({
      http: { enabled: false, address: null },
      exceptions: [],
    });
  });
  test('uses no script that was turned off', () => {
    const script = (on: number) =>
      scutilProxy(
        dictionary(
          `ProxyAutoConfigEnable : ${on}`,
          'ProxyAutoConfigURLString : http://wpad.example/p.pac',
        ),
      )?.script;
    expect([script(0), script(1)]).toEqual([null, 'http://wpad.example/p.pac']);
  });
  test('may have an IPv6 address', () => {
    const said = dictionary('HTTPSEnable : 1', 'HTTPSProxy : 2001:db8::1', 'HTTPSPort : 8443');
    expect(scutilProxy(said)).toMatchObject({
      https: { enabled: true, address: '[2001:db8::1]:8443' },
    });
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
        services: {
          direct: false,
          servers: ['services.corp.example:3128'],
          exceptions: '<local>;10.*',
        },
      },
    });
    expect(JSON.stringify(content)).not.toMatch(/hunter22|jdoe/);
  });

  test('are the computer’s where a policy says so', () => {
    expect(
      win32Proxy({
        person: { ProxyEnable: 0 },
        computer: { ProxyEnable: 1, ProxyServer: 'proxy.corp.example:8080' },
        computerPolicy: {
          ProxySettingsPerUser: 0,
          ProxyEnable: 1,
          ProxyServer: 'proxy.corp.example:8080',
        },
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
    [
      '24,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0',
      { manual: false, automatic: false, servers: null, exceptions: null },
    ],
    [
      '70,0,0,0,2,0,0,0,13,0,0,0,0,0,0,0,0,0,0,0,3,0,0,0,97,58,49',
      { automatic: true, script: 'a:1' },
    ],
    // A length that lies.
    ['70,0,0,0,2,0,0,0,3,0,0,0,255,255,255,255,97', { manual: true, servers: null }],
  ])('are read from the bytes of the registry: %s', (bytes, found) => {
    expect(connectionSettings(bytes)).toMatchObject(found);
  });
  test.each(['', '1,2,3', 'System.Byte[]', '70,0,0,0,2,0,0,0,3,0,0,x', 5, null])(
    'are no bytes: %s',
    (value) => {
      expect(connectionSettings(value)).toBeNull();
    },
  );
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
