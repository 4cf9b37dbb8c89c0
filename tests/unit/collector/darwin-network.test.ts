import { expect, test } from 'vitest';
import { security } from '#collector/collectors/security/collector.ts';
import { collectOn, type Machine } from '#tests/harness/collect-context.ts';

const mac = (commands: NonNullable<Machine['commands']>): Machine => ({
  platform: 'darwin',
  commands,
});

test.each([
  ['spfirewall_globalstate_allow_all', 'off'],
  ['spfirewall_globalstate_off', 'off'],
  ['spfirewall_globalstate_limit_connections', 'on'],
  ['spfirewall_globalstate_block_all', 'on'],
  ['spfirewall_globalstate_something_new', 'unknown'],
])('a firewall whose state is %s is %s', async (value, state) => {
  const answer = JSON.stringify({
    SPFirewallDataType: [{ _name: 'spfirewall_settings', spfirewall_globalstate: value }],
  });
  const run = await collectOn(
    mac({ 'fdesetup status': 'FileVault is On.\n', 'system_profiler -json SPFirewall': answer }),
    security,
  );
  const { protections } = run.content('security.json') as {
    protections: { part: string; state: string }[];
  };
  expect(protections.find(({ part }) => part === 'firewall')?.state).toBe(state);
});
