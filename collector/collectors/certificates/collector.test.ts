import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { certificates } from './collector.ts';
import { identitiesOf, trustOf } from './darwin.ts';
import { certificatesIn } from './describe.ts';
import { nssRows } from './linux.ts';
import type { Certificates } from './types.ts';

const fixture = fixtureOf(import.meta.url);
const now = '2026-12-02T00:00:00.000Z';
const debian = '/usr/local/share/ca-certificates';
const [root, bareRoot, selfSigned, personal] = [
  fixture('root.pem'),
  fixture('root-without-organisation.pem'),
  fixture('self-signed.pem'),
  fixture('personal.pem'),
];
const derOf = (pem: string): string =>
  Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64').toString('latin1');
const contentOf = async (machine: Machine): Promise<Certificates> =>
  (await collectOn({ now, ...machine }, certificates)).content('certificates.json') as Certificates;

describe('authorities that were added on Linux', () => {
  test('are listed by organisation, issuer and dates, without names of people', async () => {
    const files = {
      [`${debian}/a.crt`]: `# a remark\n${root}\n${bareRoot}`,
      [`${debian}/README`]: 'no certificate',
    };
    const found = await collectOn({ platform: 'linux', now, files }, certificates);
    expect(found.status).toBe('success');
    expect(found.content('certificates.json')).toEqual({
      roots: [
        {
          store: debian,
          organisation: 'Example Inspection GmbH',
          issuer: 'Example Inspection GmbH',
          selfSigned: true,
          validFrom: '2026-12-01T04:33:57.000Z',
          validTo: '2036-11-28T04:33:57.000Z',
          state: 'valid',
          forSigningIn: null,
          trusted: true,
        },
        expect.objectContaining({ organisation: null, issuer: 'Corp-DC01-CA' }),
      ],
      personal: null,
    });
  });
  test('are found in DER files and in the folders of other systems', async () => {
    const fedora = '/etc/pki/ca-trust/source/anchors';
    const { roots } = await contentOf({
      platform: 'linux',
      files: { [`${fedora}/a.der`]: derOf(root) },
    });
    expect(roots).toMatchObject([{ store: fedora, organisation: 'Example Inspection GmbH' }]);
  });
  test('are found in the files of p11-kit', async () => {
    const file = `[p11-kit-object-v1]\ntrusted: true\nx-distrusted: false\nprivate: false\n${root}`;
    const folder = '/etc/ca-certificates/trust-source/anchors';
    const { roots } = await contentOf({
      platform: 'linux',
      files: { [`${folder}/Example.p11-kit`]: file },
    });
    expect(roots).toMatchObject([{ store: folder, organisation: 'Example Inspection GmbH' }]);
  });
  test('that may not be read are denied, and the readable ones are listed', async () => {
    const files = { [`${debian}/a.crt`]: root, [`${debian}/b.crt`]: 'denied' } as const;
    const found = await collectOn({ platform: 'linux', now, files }, certificates);
    expect(found).toMatchObject({ status: 'partial', names: ['certificates.json'] });
    expect(
      await collectOn({ platform: 'linux', files: { [debian]: 'denied' } }, certificates),
    ).toMatchObject({
      status: 'denied',
      names: [],
    });
  });
  test('are unavailable when the system has no folder for them', async () => {
    expect(await collectOn({ platform: 'linux' }, certificates)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});

describe('the certificates of a person on Linux', () => {
  const database = `${os.homedir()}/.pki/nssdb`;
  const files = { [`${database}/cert9.db`]: 'SQLite format 3' };
  const heading = `\nCertificate Nickname${' '.repeat(41)}Trust Attributes\n${' '.repeat(61)}SSL,S/MIME,JAR/XPI\n\n`;
  const row = (nickname: string, trust: string): string => `${nickname.padEnd(60)} ${trust}\n`;
  const list =
    heading +
    row("Ada Lovelace's Example ID", 'u,u,u') +
    row('Example Root CA', 'CT,C,C') +
    row('server', 'P,,  ');
  const commands = {
    [`certutil -L -d sql:${database} -n Ada Lovelace's Example ID -a`]: personal,
    [`certutil -L -d sql:${database} -n Example Root CA -a`]: root,
    [`certutil -L -d sql:${database}`]: list,
  };
  test('are read with certutil, without their holder and nickname', async () => {
    const found = await contentOf({ platform: 'linux', files, commands });
    expect(found.personal).toMatchObject([
      {
        store: '~/.pki/nssdb',
        organisation: 'Example, Inc.',
        issuer: 'Example Inspection GmbH',
        selfSigned: false,
        state: 'valid',
      },
    ]);
    expect(found.roots).toMatchObject([{ organisation: 'Example Inspection GmbH', trusted: true }]);
    expect(JSON.stringify(found)).not.toMatch(/Ada|Lovelace/);
  });
  test('are unknown without certutil, with a damaged database, and with an answer that is cut off', async () => {
    const place = { [`${debian}/a.crt`]: root };
    const bad = { exitCode: 255, stderr: 'certutil: function failed: SEC_ERROR_BAD_DATABASE' };
    for (const commands of [
      {},
      { certutil: bad },
      { certutil: { state: 'stopped', stdout: list } as const },
    ]) {
      const found = await contentOf({ platform: 'linux', files: { ...files, ...place }, commands });
      expect(found.personal).toBeNull();
      expect(found.roots).toHaveLength(1);
    }
  });
  test.for([
    [
      'a nickname with spaces',
      row('Example  Root, CA u', 'CTu,Cu,Cu'),
      [['Example  Root, CA u', true, true]],
    ],
    [
      'a nickname longer than its column',
      `${'n'.repeat(80)} u,u,u\n`,
      [['n'.repeat(80), false, true]],
    ],
    ['a heading', heading, []],
    [
      'a message',
      'certutil: could not find certificate named "x": SEC_ERROR_UNRECOGNIZED_OID\n',
      [],
    ],
    ['an endless line', `${' '.repeat(200_000)}\n${'a '.repeat(100_000)}\n`, []],
  ] as const)('are listed by their rows: %s', ([, output, rows]) => {
    expect(
      nssRows(output).map(({ nickname, authority, personal }) => [nickname, authority, personal]),
    ).toEqual(rows);
  });
  test('are cut when there are thousands', () => {
    expect(nssRows(row('a', 'u,u,u').repeat(5000))).toHaveLength(40);
  });
});

describe('certificates on macOS', () => {
  const login = `${os.homedir()}/Library/Keychains/login.keychain-db`;
  const [personalHash, selfHash] = [personal, selfSigned].map((pem) =>
    certificatesIn(pem)[0]?.fingerprint.replaceAll(':', ''),
  );
  const identities = `\nPolicy: X.509 Basic\n  Matching identities\n  1) ${personalHash} "Ada Lovelace"\n  2) ${selfHash} "Ada Lovelace" (CSSMERR_TP_NOT_TRUSTED)\n     2 identities found\n\n  Valid identities only\n  1) ${personalHash} "Ada Lovelace"\n     1 valid identities found\n`;
  const commands = {
    'security find-certificate -a -p /Library/Keychains/System.keychain': root + bareRoot,
    [`security find-certificate -a -p ${login}`]: personal + selfSigned,
    'security find-identity': identities,
    'security dump-trust-settings -d':
      'Number of trusted certs = 1\nCert 0: Example Root CA\n   Number of trust settings : 0\n',
    'security dump-trust-settings': {
      exitCode: 1,
      stderr: 'SecTrustSettingsCopyCertificates: No Trust Settings were found.',
    },
  };
  test('are those with a key and the authorities, with what the trust settings say of them', async () => {
    const found = await contentOf({ platform: 'darwin', commands });
    expect(found.roots?.map(({ store, issuer, trusted }) => [store, issuer, trusted])).toEqual([
      ['System keychain', 'Example Inspection GmbH', true],
      ['System keychain', 'Corp-DC01-CA', false],
    ]);
    expect(found.personal).toMatchObject([
      {
        store: 'Login keychain',
        organisation: 'Example, Inc.',
        state: 'valid',
        forSigningIn: true,
      },
      {
        organisation: 'Example AG',
        issuer: null,
        selfSigned: true,
        state: 'ends soon',
        forSigningIn: false,
      },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/Ada|corp\.example/);
  });
  test('are unknown when the tool returns nothing', async () => {
    expect(await collectOn({ platform: 'darwin' }, certificates)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    const only = { 'security find-certificate -a -p /Library/Keychains/System.keychain': root };
    expect(await contentOf({ platform: 'darwin', commands: only })).toMatchObject({
      roots: [{ trusted: null }],
      personal: null,
    });
  });
  test.for([
    ['nothing', [], true],
    ['no result', [''], true],
    [
      'trust for one use and nothing for another',
      ['kSecTrustSettingsResultTrustRoot', 'kSecTrustSettingsResultUnspecified'],
      true,
    ],
    ['nothing for any use', ['kSecTrustSettingsResultUnspecified'], false],
    [
      'trust for one use and refusal for another',
      ['kSecTrustSettingsResultTrustRoot', 'kSecTrustSettingsResultDeny'],
      false,
    ],
  ] as const)('whose settings say “%s” are trusted or not', ([, results, trusted]) => {
    const setting = (result: string, at: number): string => {
      const line = result === '' ? '' : `      Result Type           : ${result}\n`;
      return `   Trust Setting ${at}:\n      Policy OID            : SSL\n${line}`;
    };
    const counted = `Cert 0: Example CA\n   Number of trust settings : ${results.length}\n`;
    const stdout = `Number of trusted certs = 1\n${counted}${results.map(setting).join('')}`;
    expect([...(trustOf([{ stdout, stderr: '' }]) ?? [])]).toEqual([['Example CA', trusted]]);
  });
  test('are of unknown trust and without a known key where the tool is refused', () => {
    expect(
      trustOf([{ stdout: '', stderr: 'SecTrustSettingsCopyCertificates: Access denied' }]),
    ).toBeNull();
    expect(identitiesOf('security: error\n')).toBeNull();
  });
});

describe('certificates on Windows', () => {
  const roots = [
    {
      Store: 'LocalMachine',
      Subject: 'CN=Example Root CA, O="Example, Inc.", C=US',
      Issuer: 'CN=Example Root CA, O="Example, Inc.", C=US',
      From: '2020-01-01T00:00:00.0000000Z',
      To: '2026-12-20T00:00:00.0000000Z',
    },
    {
      Store: 'CurrentUser',
      Subject: 'CN=corp-DC01-CA, DC=corp, DC=example',
      Issuer: 'CN=corp-DC01-CA, DC=corp, DC=example',
      From: null,
      To: 'broken',
    },
    { Store: null, Subject: 'CN=a' },
  ];
  const personalRows = [
    {
      Store: 'CurrentUser',
      Subject: 'E=ada@corp.example, CN=Ada Lovelace, O=Example AG',
      Issuer: 'CN=Example Issuing CA',
      Client: true,
      From: '2020-01-01T00:00:00Z',
      To: '2021-01-01T00:00:00Z',
    },
    {
      Store: 'CurrentUser',
      Subject: 'CN=Ada Lovelace',
      Issuer: 'CN=Ada Lovelace',
      From: '2027-01-01T00:00:00Z',
      To: '2028-01-01T00:00:00Z',
    },
  ];
  test('are listed without the names of their holders', async () => {
    const commands = {
      AuthRoot: `${JSON.stringify({ roots })}\n${JSON.stringify({ personal: personalRows })}`,
    };
    const found = await contentOf({ platform: 'win32', commands });
    expect(
      found.roots?.map(({ organisation, issuer, state }) => [organisation, issuer, state]),
    ).toEqual([
      ['Example, Inc.', 'Example, Inc.', 'ends soon'],
      [null, 'corp-DC01-CA', 'unknown'],
    ]);
    expect(
      found.personal?.map(({ organisation, issuer, state, forSigningIn }) => [
        organisation,
        issuer,
        state,
        forSigningIn,
      ]),
    ).toEqual([
      ['Example AG', 'Example Issuing CA', 'ended', true],
      [null, null, 'not yet valid', null],
    ]);
    expect(JSON.stringify(found)).not.toMatch(/Ada|ada@/);
  });
  test('are partly known when one store does not answer', async () => {
    const silent = { silent: { source: 'personal', error: 'Access is denied' } };
    const commands = { AuthRoot: `${JSON.stringify({ roots: [] })}\n${JSON.stringify(silent)}` };
    expect(await collectOn({ platform: 'win32', commands }, certificates)).toMatchObject({
      status: 'partial',
    });
    expect(await collectOn({ platform: 'win32' }, certificates)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
});

test('a text that only looks like certificates gives none, and a flood of them is cut', () => {
  const fake = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  expect(certificatesIn(fake.repeat(1000))).toEqual([]);
  expect(certificatesIn('-----BEGIN CERTIFICATE-----\n'.repeat(20_000))).toEqual([]);
  expect(certificatesIn(root.repeat(300))).toHaveLength(200);
});
