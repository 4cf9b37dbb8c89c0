import { expect, test } from 'vitest';
import { proxyConfig } from '../../../../main/network/apply-policy.ts';

test('without a policy the system’s own proxy settings count', () => {
  expect(proxyConfig(undefined)).toEqual({ mode: 'system' });
  expect(proxyConfig({ mode: 'system', bypass: ['ignored.example'] })).toEqual({ mode: 'system' });
});

test('each way that a policy can name is Chromium’s', () => {
  expect(proxyConfig({ mode: 'direct', bypass: [] })).toEqual({ mode: 'direct' });
  expect(proxyConfig({ mode: 'pac', pacUrl: 'http://wpad.example/proxy.pac', bypass: [] })).toEqual({
    mode: 'pac_script',
    pacScript: 'http://wpad.example/proxy.pac',
  });
  expect(proxyConfig({ mode: 'servers', servers: 'proxy.example:3128', bypass: ['*.example', '<local>'] })).toEqual({
    mode: 'fixed_servers',
    proxyRules: 'proxy.example:3128',
    proxyBypassRules: '*.example,<local>',
  });
});
