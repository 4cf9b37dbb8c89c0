import { expect, test } from 'vitest';
import type { ProxyPolicy } from '#contract/policy/policy.ts';
import { proxyConfig, rulesNetwork } from '#main/network/apply-policy.ts';

test('without a policy the system’s own proxy settings count', () => {
  expect(proxyConfig(undefined)).toEqual({ mode: 'system' });
  expect(proxyConfig({ mode: 'system', bypass: ['ignored.example'] })).toEqual({ mode: 'system' });
});

test('each way that a policy can name is Chromium’s', () => {
  expect(proxyConfig({ mode: 'direct', bypass: [] })).toEqual({ mode: 'direct' });
  expect(proxyConfig({ mode: 'pac', pacUrl: 'http://wpad.example/proxy.pac', bypass: [] })).toEqual(
    {
      mode: 'pac_script',
      pacScript: 'http://wpad.example/proxy.pac',
    },
  );
  expect(
    proxyConfig({
      mode: 'servers',
      servers: 'proxy.example:3128',
      bypass: ['*.example', '<local>'],
    }),
  ).toEqual({
    mode: 'fixed_servers',
    proxyRules: 'proxy.example:3128',
    proxyBypassRules: '*.example,<local>',
  });
});

test('only a policy that names a proxy or an authority rules the network', () => {
  const system: ProxyPolicy = { mode: 'system', bypass: [] };
  expect(rulesNetwork(null)).toBe(false);
  expect(rulesNetwork({ proxy: system, certificateAuthorities: [] })).toBe(false);
  expect(rulesNetwork({ proxy: { mode: 'direct', bypass: [] }, certificateAuthorities: [] })).toBe(
    true,
  );
  expect(
    rulesNetwork({ proxy: system, certificateAuthorities: ['-----BEGIN CERTIFICATE-----'] }),
  ).toBe(true);
});
