import { expect, test } from 'vitest';
import { memory } from '../../../collector/collectors/memory/collector.ts';
import { processor } from '../../../collector/collectors/processor/collector.ts';
import { security } from '../../../collector/collectors/security/collector.ts';
import { collectOn, fixture, type Machine } from '../../harness/collect-context.ts';

const mac = (commands: NonNullable<Machine['commands']>): Machine => ({ platform: 'darwin', commands });

test('what macOS thinks of its memory stands beside what is free', async () => {
  const run = await collectOn(
    mac({
      vm_stat: fixture('darwin/vm_stat.txt'),
      'sysctl -n kern.memorystatus_vm_pressure_level': '2\n',
      'memory_pressure -Q': fixture('darwin/memory-pressure.txt'),
    }),
    memory,
  );
  expect(run.content('memory.json')).toMatchObject({ pressureLevel: 'warning', freePercent: 34 });
});

test.each([
  ['hw.physicalcpu: 12\nhw.perflevel0.physicalcpu: 6\nhw.perflevel1.physicalcpu: 6\n', 12, { performance: 6, efficiency: 6 }],
  ['hw.physicalcpu: 4\n', 4, null],
  ['', null, null],
])('cores are counted, and on Apple’s own processors by kind: %j', async (said, physicalCores, coreKinds) => {
  const run = await collectOn(mac({ sysctl: said }), processor);
  expect(run.content('processor.json')).toMatchObject({ physicalCores, coreKinds });
});

test.each([
  ['spfirewall_globalstate_allow_all', 'off'],
  ['spfirewall_globalstate_off', 'off'],
  ['spfirewall_globalstate_limit_connections', 'on'],
  ['spfirewall_globalstate_block_all', 'on'],
  ['spfirewall_globalstate_something_new', 'unknown'],
])('a firewall whose state is %s is %s', async (value, state) => {
  const answer = JSON.stringify({ SPFirewallDataType: [{ _name: 'spfirewall_settings', spfirewall_globalstate: value }] });
  const run = await collectOn(
    mac({ 'fdesetup status': 'FileVault is On.\n', 'system_profiler -json SPFirewall': answer }),
    security,
  );
  const { protections } = run.content('security.json') as { protections: { part: string; state: string }[] };
  expect(protections.find(({ part }) => part === 'firewall')?.state).toBe(state);
});
