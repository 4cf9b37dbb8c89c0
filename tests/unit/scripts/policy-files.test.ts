import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parsePlist } from 'fast-plist';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { policySettings } from '#contract/policy/policy.ts';
import { parseManagedPreferences } from '#main/policy/macos-preferences.ts';
import { type RegistryValue, settingsInRegistry } from '#main/policy/windows-registry.ts';
import { combineLayers, parseJsonText, valuesOfDocument } from '#policy/policy-document.ts';
import { policyFiles } from '#scripts/generate/policy-files.ts';

const root = join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const admx = read('build/policy/Candor.admx');
const adml = read('build/policy/en-US/Candor.adml');
const every = policySettings.map(({ id }) => id);

test.each(Object.entries(policyFiles()))(
  '%s is what the schema says now (else run: node scripts/generate/policy-files.ts)',
  (file, content) => {
    expect(read(file)).toBe(content);
  },
);

describe('the templates for Group Policy', () => {
  const schema = read('tests/fixtures/policy-definitions.xsd');
  const check = (fileName: string, contents: string) =>
    validateXML({ xml: [{ fileName, contents }], schema: [schema] });

  test.each([
    ['Candor.admx', admx],
    ['Candor.adml', adml],
  ])('%s has the form that Windows reads', async (name, content) => {
    const { valid, errors } = await check(name, content);
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
  });

  test.each([
    ['a wrong class', admx.replace('class="Machine"', 'class="Everybody"')],
    ['a missing key', admx.replace(' key="Software\\Policies\\Candor"', '')],
    ['a policy twice', admx.replace('name="desk_address"', 'name="recipients"')],
  ])('%s would be found', async (_what, broken) => {
    expect((await check('broken.admx', broken)).valid).toBe(false);
  });

  test('write each setting by its name, once, and nothing else', () => {
    expect([...admx.matchAll(/valueName="([^"]+)"/g)].map(([, name]) => name)).toEqual(every);
    for (const { id, from } of policySettings) {
      expect(admx).toContain(
        `<policy name="${id.replaceAll('.', '_')}" class="${from === 'user' ? 'Both' : 'Machine'}"`,
      );
    }
  });

  test('have every word that they name', () => {
    const strings = new Set([...adml.matchAll(/<string id="([^"]+)"/g)].map(([, id]) => id));
    const presentations = new Set(
      [...adml.matchAll(/<presentation id="([^"]+)"/g)].map(([, id]) => id),
    );
    for (const [, id] of admx.matchAll(/\$\(string\.(\w+)\)/g)) expect(strings).toContain(id);
    for (const [, id] of admx.matchAll(/\$\(presentation\.(\w+)\)/g))
      expect(presentations).toContain(id);
  });

  test('lead to values that the agent reads: every setting at its example, as Group Policy writes it', () => {
    const written = policySettings.map(({ id, kind, example }): RegistryValue => {
      const value = id === 'proxy.mode' ? 'pac' : example;
      if (kind === 'switch') return { name: id, type: 'REG_DWORD', value: Number(value) };
      if (kind === 'number') return { name: id, type: 'REG_DWORD', value: value as number };
      if (Array.isArray(value)) {
        const entries = value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
        return { name: id, type: 'REG_MULTI_SZ', value: entries };
      }
      return {
        name: id,
        type: 'REG_SZ',
        value: typeof value === 'string' ? value : JSON.stringify(value),
      };
    });
    const { faults, ignored, values } = combineLayers([
      { level: 'machine', values: settingsInRegistry(written, 'HKLM') },
    ]);
    expect([faults, ignored]).toEqual([[], []]);
    for (const { setting, value } of values)
      expect(value).toEqual(setting.id === 'proxy.mode' ? 'pac' : setting.example);
  });
});

test('the profile is a property list, and the agent takes every setting in it', () => {
  const profile = parsePlist(read('build/policy/candor.mobileconfig'));
  expect(profile).toMatchObject({
    PayloadType: 'Configuration',
    PayloadScope: 'System',
    PayloadVersion: 1,
  });
  const [payload] = profile.PayloadContent;
  expect(payload.PayloadType).toBe('com.candor.agent');
  const { policy, faults, ignored, values } = combineLayers([
    { level: 'machine', values: parseManagedPreferences(JSON.stringify(payload), 'the profile') },
  ]);
  expect([faults, ignored]).toEqual([[], []]);
  expect(policy).not.toBeNull();
  // Only one of the proxy's ways can be chosen.
  const unset = values.filter(({ level }) => level === 'default').map(({ setting }) => setting.id);
  expect(unset).toEqual(['proxy.pacUrl']);
});

test('the example is accepted as it stands, comments and all', () => {
  const { policy, faults, ignored, values } = combineLayers([
    {
      level: 'machine',
      values: valuesOfDocument(parseJsonText(read('docs/policy-example.jsonc')), 'the example'),
    },
  ]);
  expect([faults, ignored]).toEqual([[], []]);
  expect(policy).not.toBeNull();
  expect(
    values.filter(({ level }) => level === 'default').map(({ setting }) => setting.id),
  ).toEqual(['proxy.pacUrl']);
});

test('a comment is a whole line: an address in a value stays', () => {
  expect(parseJsonText('// one\n{ "a": "http://x",\n  // "b": 2,\n  "c": 3 }')).toEqual({
    a: 'http://x',
    c: 3,
  });
});

test('no setting could name the review or the consent', () => {
  for (const { id } of policySettings)
    expect(id).not.toMatch(/review|consent|silent|unattended|skip|auto/i);
});
