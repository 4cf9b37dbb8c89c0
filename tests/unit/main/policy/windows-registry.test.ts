import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policySettings } from '#contract/policy/policy.ts';
import {
  parsePowershellAnswer,
  parseRegistryQuery,
  type RegistryValue,
  readWindowsRegistry,
  settingsInRegistry,
} from '#main/policy/windows-registry.ts';
import { combineLayers } from '#policy/policy-document.ts';
import { processorSeconds } from '#tests/fixtures/processor-time.ts';

const head = 'HKEY_LOCAL_MACHINE\\Software\\Policies\\Candor';
/** What reg.exe writes; `latin1` stands for a console whose code page is not known. */
const answer = (...lines: string[]) =>
  Buffer.from(`\r\n${head}\r\n${lines.map((line) => `    ${line}\r\n`).join('')}\r\n`, 'latin1');
const combined = (values: readonly RegistryValue[]) =>
  combineLayers([{ level: 'machine', values: settingsInRegistry(values, 'HKLM') }]);

const document = {
  organisation: {
    name: 'Example Ltd',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
  },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`, `age1${'p'.repeat(58)}`],
};
const oneByOne = [
  'organisation.name    REG_SZ    Example Ltd',
  `organisation.publicKey    REG_SZ    ${JSON.stringify(document.organisation.publicKey)}`,
  'desk.address    REG_SZ    https://desk.example',
  `recipients    REG_MULTI_SZ    ${document.recipients.join('\\0')}`,
];

describe('reg.exe’s answer', () => {
  test('gives every setting by its own value', () => {
    const { values, exact } = parseRegistryQuery(
      answer(
        ...oneByOne,
        'retentionDays    REG_DWORD    0xe',
        'letThrough    REG_DWORD    0x0',
        'features.codes    REG_DWORD    0x0',
        'features.requests    REG_DWORD    0x1',
        'proxy.mode    REG_SZ    servers',
        'proxy.servers    REG_SZ    proxy.example:3128',
        'proxy.bypass    REG_MULTI_SZ    *.example\\0<local>',
        'hidden.words    REG_MULTI_SZ    Project Bluebird',
        'endpoints    REG_MULTI_SZ    {"id":"a","url":"https://a.example"}\\0{"id":"b","url":"https://b.example"}',
        'presets    REG_SZ    [{"id":"ours","name":"Ours","purpose":"For us.","collectors":["system"]}]',
      ),
    );
    expect(exact).toBe(true);
    const { policy, faults, values: effective } = combined(values);
    expect(faults).toEqual([]);
    expect(policy).toMatchObject({
      ...document,
      retentionDays: 14,
      letThrough: false,
      features: { saveToFile: true, requests: true, codes: false },
      proxy: { mode: 'servers', servers: 'proxy.example:3128', bypass: ['*.example', '<local>'] },
      hidden: { words: ['Project Bluebird'] },
      endpoints: [{ id: 'a' }, { id: 'b' }],
      presets: [{ id: 'ours' }],
    });
    expect(effective.find(({ setting }) => setting.id === 'retentionDays')?.source).toBe(
      'HKLM\\Software\\Policies\\Candor\\retentionDays',
    );
  });

  test('gives the one value with a whole document, over several lines, and single ones over it', () => {
    const pretty = JSON.stringify({ ...document, retentionDays: 30 }, null, 2).replaceAll(
      '\n',
      '\r\n',
    );
    const { values } = parseRegistryQuery(
      answer(`Policy    REG_SZ    ${pretty}`, 'retentionDays    REG_DWORD    0x7'),
    );
    const { policy, values: effective } = combined(values);
    expect(policy).toMatchObject({ ...document, retentionDays: 7 });
    expect(effective.map(({ source }) => source?.split('\\').at(-1))).toEqual(
      expect.arrayContaining(['Policy', 'retentionDays']),
    );
  });

  test('of a French or German Windows is read too: the default value’s name is nobody’s setting, and neither are subkeys', () => {
    const { values, exact } = parseRegistryQuery(
      Buffer.concat([
        answer(
          '(par d\x82faut)    REG_SZ    (valeur non d\x82finie)',
          '(Standard)    REG_SZ    (Wert nicht festgelegt)',
          ...oneByOne,
        ),
        Buffer.from(`${head}\\Deeper\r\n`),
      ]),
    );
    expect(exact).toBe(true);
    expect(values.map(({ name }) => name)).toEqual([
      'organisation.name',
      'organisation.publicKey',
      'desk.address',
      'recipients',
    ]);
    expect(combined(values).policy).toMatchObject(document);
  });

  test('is not guessed at where a code page or a list could be read in two ways', () => {
    expect(parseRegistryQuery(answer('organisation.name    REG_SZ    M\x81ller GmbH')).exact).toBe(
      false,
    );
    expect(
      parseRegistryQuery(answer('applications    REG_MULTI_SZ    {"logs":["C:\\\\0day"]}')).exact,
    ).toBe(false);
  });

  test('without values holds none; an empty list is one', () => {
    expect(parseRegistryQuery(Buffer.from('\r\n')).values).toEqual([]);
    expect(parseRegistryQuery(answer('hidden.words    REG_MULTI_SZ    ')).values).toEqual([
      { name: 'hidden.words', type: 'REG_MULTI_SZ', value: [] },
    ]);
  });

  test('with a type that no setting has is refused at that value', () => {
    const { values } = parseRegistryQuery(
      answer(...oneByOne, 'retentionDays    REG_QWORD    0x1e'),
    );
    expect(combined(values)).toMatchObject({
      policy: null,
      faults: [
        { setting: 'retentionDays', source: 'HKLM\\Software\\Policies\\Candor\\retentionDays' },
      ],
    });
  });

  test('with a whole document that is none says which value', () => {
    expect(() =>
      settingsInRegistry([{ name: 'Policy', type: 'REG_SZ', value: '{' }], 'HKLM'),
    ).toThrow(/Candor\\Policy is not JSON/);
    expect(() =>
      settingsInRegistry([{ name: 'Policy', type: 'REG_MULTI_SZ', value: [] }], 'HKLM'),
    ).toThrow(/must be REG_SZ/);
  });

  test('may be anything: it is read without a throw, and in time that grows only as it does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('    ', 'REG_SZ', '\r\n', 'a', '\\0', 'HKEY_', '{', '\xe9', ' '), {
          maxLength: 200,
        }),
        (parts) => {
          parseRegistryQuery(Buffer.from(parts.join(''), 'latin1'));
        },
      ),
    );
    const seconds = processorSeconds(() => {
      parseRegistryQuery(Buffer.from(`    ${'a '.repeat(500_000)}`, 'latin1'));
      parseRegistryQuery(Buffer.from('    a    REG_SZ    '.repeat(50_000), 'latin1'));
    });
    expect(seconds).toBeLessThan(10);
  });
});

describe('PowerShell’s answer', () => {
  test('knows no code page', () => {
    const values = [
      { name: 'organisation.name', type: 'String', value: 'Müller & Söhne 株式会社' },
      { name: 'retentionDays', type: 'DWord', value: 14 },
      { name: 'hidden.words', type: 'MultiString', value: ['Straße', 'C:\\0'] },
      { name: 'nothing', type: 'None', value: null },
    ];
    const output = Buffer.from(`${Buffer.from(JSON.stringify(values)).toString('base64')}\r\n`);
    expect(parsePowershellAnswer(output)).toEqual([
      { name: 'organisation.name', type: 'REG_SZ', value: 'Müller & Söhne 株式会社' },
      { name: 'retentionDays', type: 'REG_DWORD', value: 14 },
      { name: 'hidden.words', type: 'REG_MULTI_SZ', value: ['Straße', 'C:\\0'] },
    ]);
  });

  test('that is something else is an error, not a policy', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => void expect(() => parsePowershellAnswer(Buffer.from(text))).toThrow(),
      ),
    );
  });
});

test.skipIf(process.platform === 'win32')(
  'a registry that cannot be read is refused with the reason, not taken for one without a policy',
  async () => {
    // There is no reg.exe outside Windows.
    expect(await readWindowsRegistry()).toMatchObject({
      kind: 'refused',
      place: 'HKLM\\Software\\Policies\\Candor',
      detail: expect.stringContaining('ENOENT'),
    });
  },
);

test('every setting’s name can stand in the registry', () => {
  for (const { id } of policySettings) expect(id).toMatch(/^[A-Za-z][A-Za-z0-9.]{0,60}$/);
});
