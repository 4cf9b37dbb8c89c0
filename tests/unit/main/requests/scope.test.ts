import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CollectorDeclaration } from '#contract/collector/collector.ts';
import { agreedSelection, catalogueOf, collectorsOf } from '#main/requests/scope.ts';
import { makeOrganisation } from '#tests/fixtures/organisation.ts';

const declared = (id: string, part: Partial<CollectorDeclaration> = {}): CollectorDeclaration => ({
  ...{
    id,
    title: id,
    purpose: id,
    category: 'network',
    sensitivity: 'technical',
    privileges: 'none',
    platforms: ['linux'],
  },
  ...{ presets: ['network', 'full'], deadlineMs: 1000, byteCap: 1000 },
  ...part,
});
const shipped = [
  declared('description', { presets: ['quick', 'network', 'full'] }),
  declared('routes'),
  declared('dns'),
  declared('disks', { presets: ['full'] }),
  declared('registry', { platforms: ['win32'] }),
];
const { policy: plain } = await makeOrganisation();
const policy = {
  ...plain,
  applications: [{ id: 'dispatch', name: 'Dispatch', endpoints: [], logs: [], settings: [] }],
  presets: [{ id: 'vpn', name: 'VPN', purpose: 'p', collectors: ['routes', 'app-dispatch'] }],
} as unknown as typeof plain;
const catalogue = catalogueOf(shipped, policy, 'linux');
const idsOf = (scope: Parameters<typeof collectorsOf>[0]) =>
  collectorsOf(scope, catalogue, policy).map(({ id }) => id);

test('a preset, the organisation’s own, and collectors by name are what they say; the person’s words are none of them', () => {
  expect(idsOf({ preset: 'network' })).toEqual(['routes', 'dns']);
  expect(idsOf({ preset: 'vpn' })).toEqual(['routes', 'app-dispatch']);
  expect(idsOf({ collectors: ['dns', 'description'] })).toEqual(['dns']);
});

test('what this computer does not know stays in the list under its own name, so that nothing is missing silently', () => {
  expect(idsOf({ preset: 'no-such' })).toEqual([]);
  expect(idsOf({ collectors: ['registry', 'no-such', 'dns'] })).toEqual([
    'dns',
    'registry',
    'no-such',
  ]);
  const [, registry] = collectorsOf({ collectors: ['registry', 'dns'] }, catalogue, policy);
  expect(registry).toMatchObject({ title: 'registry', purpose: 'Requested by your organisation.' });
});

test('what is agreed to names the preset that was asked for, or that its collectors were named one by one', () => {
  for (const [wish, preset] of [
    [{ preset: 'vpn' }, 'vpn'],
    [{ collectors: ['dns'] }, 'asked'],
  ] as const)
    expect(agreedSelection(wish as Parameters<typeof agreedSelection>[0], [], []).preset).toBe(
      preset,
    );
});

test('agreeing never widens what was asked, whatever is taken out', () => {
  const ids = fc.constantFrom(
    'routes',
    'dns',
    'disks',
    'app-dispatch',
    'description',
    'registry',
    'no-such',
  );
  const scope = fc.oneof(
    fc.uniqueArray(ids, { minLength: 1 }).map((collectors) => ({ collectors })),
    fc.constantFrom('network', 'full', 'quick', 'vpn', 'no-such').map((preset) => ({ preset })),
  );
  fc.assert(
    fc.property(scope, fc.array(fc.oneof(ids, fc.string())), (wish, leftOut) => {
      const asked = collectorsOf(wish, catalogue, policy);
      const { collectors, exactly } = agreedSelection(wish, asked, leftOut);
      expect(exactly).toBe(true);
      expect(collectors).toEqual(asked.map(({ id }) => id).filter((id) => !leftOut.includes(id)));
      if ('collectors' in wish)
        for (const id of collectors ?? []) expect(wish.collectors).toContain(id);
    }),
  );
});
