import { describe, expect, test } from 'vitest';
import { dns } from '../../../collector/collectors/dns/collector.ts';
import { interfaces } from '../../../collector/collectors/interfaces/collector.ts';
import { proxy } from '../../../collector/collectors/proxy/collector.ts';
import { connectionSettings } from '../../../collector/collectors/proxy/connection-settings.ts';
import { win32Proxy } from '../../../collector/collectors/proxy/parse.ts';
import { collectOn, fixture, type Machine } from '../../harness/collect-context.ts';

const answers = JSON.parse(fixture('windows/answers.json')) as Record<string, unknown>;
const windows: Machine = {
  platform: 'win32',
  commands: Object.fromEntries(Object.entries(answers).map(([sign, answer]) => [sign, JSON.stringify(answer)])),
  endpoints: [],
};

test('an adapter of Windows has its errors, and says whether its address comes by DHCP', async () => {
  const run = await collectOn(windows, interfaces);
  const { interfaces: list } = run.content('interfaces.json') as { interfaces: { name: string }[] };
  expect(list.find(({ name }) => name === 'Ethernet 2')).toMatchObject({
    state: 'up',
    bitsPerSecond: 1e9,
    received: { bytes: 9_142_330_221, packets: 9_123_311, errors: 17, dropped: 3 },
    sent: { errors: 0, dropped: 1 },
    dhcp: false,
  });
  expect(list.find(({ name }) => name === 'Wi-Fi')).toMatchObject({ received: null, dhcp: true });
});

test('names are looked up by each adapter’s own servers, and some by those of a rule', async () => {
  expect((await collectOn(windows, dns)).content('dns.json')).toMatchObject({
    searchDomains: ['corp.example', 'emea.corp.example', 'vpn.example'],
    resolvers: [
      { domain: null, interface: 'Ethernet 2', servers: ['10.20.0.53', '10.20.1.53'], searchDomains: [] },
      { domain: null, interface: 'VPN – Zürich', servers: ['10.99.0.1'], searchDomains: ['vpn.example'] },
      { domain: '.intranet.corp.example', interface: null, servers: ['10.99.0.53'] },
    ],
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
