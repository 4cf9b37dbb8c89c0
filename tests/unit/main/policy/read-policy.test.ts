import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { policySettings } from '#contract/policy/policy.ts';
import { policyByteCap } from '#main/policy/policy-source.ts';
import { parsePolicyText } from '#main/policy/policy-text.ts';
import { protectionFault } from '#main/policy/protected-file.ts';
import { readPolicy } from '#main/policy/read-policy.ts';
import {
  type CombinedPolicy,
  combineLayers,
  faultText,
  valuesOfDocument,
} from '#policy/policy-document.ts';

const document = {
  organisation: {
    name: 'Example Ltd',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
  },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
};
const text = JSON.stringify(document);

const place = '/etc/candor/policy.json';
const readText = (given: string) => {
  const found = parsePolicyText(given, place);
  if (found.kind !== 'found') throw new Error(`${found.kind}: ${JSON.stringify(found)}`);
  return combineLayers(found.layers);
};

describe('a policy document', () => {
  test('is read, with defaults for what IT left open', () => {
    expect(readText(text)).toMatchObject({
      faults: [],
      ignored: [],
      policy: { ...document, retentionDays: 30, deviceKey: 'keyring' },
    });
  });

  test('may begin with a byte order mark, as Windows editors write it', () => {
    expect(readText(`\uFEFF${text}`).policy).not.toBeNull();
  });

  test('that is no JSON is refused, and says so', () => {
    expect(parsePolicyText('{"organisation":', place)).toMatchObject({
      kind: 'refused',
      place,
      detail: expect.stringMatching(/^not JSON: /),
    });
  });

  test.each([
    ['a missing part', { ...document, desk: undefined }, 'desk', 'is missing'],
    [
      'plain http to elsewhere',
      { ...document, desk: { address: 'http://desk.example' } },
      'desk.address',
      /must be https/,
    ],
    ['no recipients', { ...document, recipients: [] }, 'recipients', /./],
    ['a wrong recipient', { ...document, recipients: ['age1nonsense'] }, 'recipients.0', /./],
    [
      'a number that is none',
      { ...document, retentionDays: 'thirty' },
      'retentionDays',
      /expected number/,
    ],
    [
      'a group that is none',
      { ...document, organisation: 'Example Ltd' },
      'organisation',
      /expected object/,
    ],
    ['half a proxy', { ...document, proxy: { mode: 'pac' } }, 'proxy.pacUrl', /is needed/],
    [
      'a pattern that is none',
      { ...document, hidden: { patterns: ['('] } },
      'hidden.patterns.0',
      /regular expression/,
    ],
    [
      'a password in a proxy',
      { ...document, proxy: { mode: 'servers', servers: 'me:secret@proxy.example:1' } },
      'proxy.servers',
      /without/,
    ],
  ])('with %s is refused, and says where', (_what, broken, setting, problem) => {
    const { policy, faults } = readText(JSON.stringify(broken));
    expect(policy).toBeNull();
    expect(faults[0]).toMatchObject({ setting, problem: expect.stringMatching(problem) });
    expect(faults[0]?.source ?? place).toBe(place);
  });

  test.each(['[]', 'null', '"policy"', '12'])('that is %s is refused as a whole', (broken) => {
    expect(readText(broken)).toMatchObject({
      policy: null,
      faults: [{ setting: 'the document', source: place }],
    });
  });

  test('quotes the wrong value, shortened', () => {
    const [fault] = readText(
      JSON.stringify({ ...document, retentionDays: 'x'.repeat(5000) }),
    ).faults;
    expect(fault?.found).toMatch(/^"xxxx/);
    expect(fault?.found?.length).toBeLessThan(100);
    expect(faultText({ setting: 'a', problem: 'b', found: null, source: place })).toBe(
      `a: b in ${place}`,
    );
  });

  test('never quotes a secret one', () => {
    const { faults } = readText(JSON.stringify({ ...document, enrolment: { token: 'too-short' } }));
    expect(faults).toMatchObject([{ setting: 'enrolment.token', found: null }]);
  });

  test('of a newer Candor counts without what this one does not know, which is named', () => {
    const newer = {
      ...document,
      skipConsent: true,
      organisation: { ...document.organisation, motto: 'Always there' },
      features: { saveToFile: false, telepathy: true },
      endpoints: [{ id: 'wiki', url: 'https://wiki.example', verify: false }],
      __proto__: { polluted: true },
    };
    const { policy, faults, ignored } = readText(
      JSON.stringify(newer).replace('{', '{"__proto__":{"polluted":true},'),
    );
    expect(faults).toEqual([]);
    expect(policy).toMatchObject({
      features: { saveToFile: false },
      endpoints: [{ id: 'wiki', url: 'https://wiki.example' }],
    });
    expect(ignored.map(({ setting }) => setting).sort()).toEqual(
      [
        '__proto__',
        'endpoints.0.verify',
        'features.telepathy',
        'organisation.motto',
        'skipConsent',
      ].sort(),
    );
    expect(ignored.every(({ reason, source }) => reason === 'unknown' && source === place)).toBe(
      true,
    );
    expect(JSON.stringify(policy)).not.toMatch(/motto|telepathy|verify|skipConsent|polluted/);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (anything) => {
        const found = parsePolicyText(anything, place);
        expect(found.kind === 'found' ? combineLayers(found.layers).policy : null).toBeNull();
      }),
    );
  });

  test('with anything at all in one setting never throws, and every fault names where it stands', () => {
    const ids = policySettings.map(({ id }) => id);
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.jsonValue(), (setting, value) => {
        const values = [
          ...valuesOfDocument(document, place).filter((one) => one.setting !== setting),
          { setting, value, source: 'here' },
        ];
        const { faults } = combineLayers([{ level: 'machine', values }]);
        for (const fault of faults) expect(['here', place]).toContain(fault.source ?? place);
      }),
      { numRuns: 500 },
    );
  });
});

describe('machine over user over default', () => {
  const machine = {
    level: 'machine' as const,
    values: valuesOfDocument({ ...document, enrolment: { owner: 'Reception' } }, 'machine'),
  };
  const user = (values: object) => ({
    level: 'user' as const,
    values: valuesOfDocument(values, 'user'),
  });
  const levels = (combined: CombinedPolicy) =>
    Object.fromEntries(
      combined.values
        .filter(({ level }) => level !== 'default')
        .map(({ setting, level, source }) => [setting.id, [level, source]]),
    );

  test('a person’s own policy fills a gap that it may fill', () => {
    const combined = combineLayers([
      machine,
      user({ language: 'de', enrolment: { name: 'ward-3' } }),
    ]);
    expect(combined.policy).toMatchObject({
      language: 'de',
      enrolment: { name: 'ward-3', owner: 'Reception' },
    });
    expect(levels(combined)).toMatchObject({
      language: ['user', 'user'],
      'enrolment.owner': ['machine', 'machine'],
    });
  });

  test('it wins nowhere, weakens nothing, and a mistake in it costs only itself', () => {
    const combined = combineLayers([
      machine,
      user({
        desk: { address: 'https://evil.example' },
        enrolment: { owner: 'Me' },
        language: 'not a language',
        letThrough: true,
        nonsense: 1,
      }),
    ]);
    expect(combined.policy).toMatchObject({
      desk: document.desk,
      enrolment: { owner: 'Reception' },
    });
    expect(combined.policy?.language).toBeUndefined();
    expect(combined.ignored.map(({ setting, reason }) => [setting, reason])).toEqual([
      ['desk.address', 'machine-only'],
      ['enrolment.owner', 'overridden'],
      ['letThrough', 'machine-only'],
      ['nonsense', 'unknown'],
      ['language', 'invalid'],
    ]);
  });

  test('alone it is no policy', () => {
    expect(combineLayers([user({ ...document, language: 'de' })])).toMatchObject({
      policy: null,
      faults: [],
      ignored: [],
    });
  });

  test('whatever stands in it, the settings for the machine alone stay as they are', () => {
    const alone = combineLayers([machine]).policy;
    fc.assert(
      fc.property(fc.constantFrom(...policySettings), fc.jsonValue(), (setting, value) => {
        const layer = {
          level: 'user' as const,
          values: [{ setting: setting.id, value, source: 'user' }],
        };
        const { policy, faults } = combineLayers([machine, layer]);
        expect(faults).toEqual([]);
        if (setting.from === 'machine') expect(policy).toEqual(alone);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the machine’s file on Linux', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'candor-policy-')), 'candor');
    file = join(folder, 'policy.json');
    await mkdir(folder, { mode: 0o755 });
    await writeFile(file, text, { mode: 0o644 });
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));
  const read = () => readPolicy({ platform: 'linux', packaged: true, argv: [], linuxFile: file });

  test('that is not there is no problem', async () => {
    await rm(file);
    expect(await read()).toMatchObject({
      policy: null,
      origin: 'machine',
      place: null,
      faults: [],
    });
    await rm(folder, { recursive: true });
    expect(await read()).toMatchObject({ policy: null, place: null, faults: [] });
  });

  const root = process.platform === 'linux' && process.getuid?.() === 0;
  describe.skipIf(!root)('when this runs as root', () => {
    test('is read when only root can have written it', async () => {
      expect(await read()).toMatchObject({
        policy: { desk: { address: 'https://desk.example' } },
        place: file,
        faults: [],
      });
    });

    test.each([
      ['others can write it', () => chmod(file, 0o646), /written by others \(mode 646\)/],
      ['a group can write it', () => chmod(file, 0o664), /written by others/],
      ['it belongs to somebody else', () => chown(file, 1000, 0), /belongs to user 1000/],
      [
        'others can put another one in its place',
        () => chmod(folder, 0o777),
        /the folder can be written by others/,
      ],
      [
        'its folder belongs to somebody else',
        () => chown(folder, 1000, 0),
        /the folder belongs to user 1000/,
      ],
      ['it is far too long', () => writeFile(file, ' '.repeat(policyByteCap + 1)), /at most/],
    ])('is refused when %s', async (_what, spoil, reason) => {
      await spoil();
      const reading = await read();
      expect(reading).toMatchObject({ policy: null, place: file, faults: [{ source: file }] });
      expect(reading.faults[0]?.problem).toMatch(reason);
    });

    test('is closed again, whatever was found, because it is read every few seconds', async () => {
      const open = async () => {
        const links = await Promise.all(
          (await readdir('/proc/self/fd')).map((name) =>
            readlink(`/proc/self/fd/${name}`).catch(() => ''),
          ),
        );
        return links.filter((link) => link === file).length;
      };
      await read();
      expect(await open()).toBe(0);
      await chmod(file, 0o666);
      await read();
      expect(await open()).toBe(0);
    });

    test('is refused when it is a folder', async () => {
      await rm(file);
      await mkdir(file);
      expect((await read()).faults[0]?.problem).toMatch(/not a regular file/);
    });
  });

  // As a program of the same person would: a namespace of its own, in which that person's files belong to root.
  const inNamespace = (script: string) => {
    const ordinary =
      process.getuid?.() === 0 ? ['setpriv', '--reuid=1234', '--regid=1234', '--clear-groups'] : [];
    const words = [
      ...ordinary,
      'unshare',
      '-Urm',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ];
    return spawnSync(words[0] ?? '', words.slice(1), {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    });
  };
  test.skipIf(process.platform !== 'linux' || inNamespace('').status !== 0)(
    'is refused in a user namespace, where anybody can be root and put a file in any place',
    async () => {
      await chmod(join(folder, '..'), 0o755);
      if (process.getuid?.() === 0)
        for (const path of [folder, file]) await chown(path, 1234, 1234);
      const module = new URL('../../../../main/policy/read-policy.ts', import.meta.url).href;
      const options = JSON.stringify({
        platform: 'linux',
        packaged: true,
        argv: [],
        linuxFile: file,
      });
      const ended = inNamespace(
        `import { stat } from 'node:fs/promises';
         const { readPolicy } = await import(${JSON.stringify(module)});
         const { uid } = await stat(${JSON.stringify(file)});
         console.log(JSON.stringify({ uid, reading: await readPolicy(${options}) }));`,
      );
      expect(ended.stderr).not.toContain('Error');
      expect(JSON.parse(ended.stdout)).toMatchObject({
        uid: 0,
        reading: { policy: null, faults: [{ problem: expect.stringContaining('user namespace') }] },
      });
    },
  );

  test('is judged by owner and mode alone', () => {
    expect(protectionFault('it', { owner: 0, mode: 0o100644, regular: true })).toBeNull();
    expect(protectionFault('it', { owner: 501, mode: 0o100644, regular: true })).toMatch(
      /user 501/,
    );
    expect(protectionFault('it', { owner: 0, mode: 0o100666, regular: true })).toMatch(/mode 666/);
  });
});

describe('a development policy', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'candor-policy-'));
    await writeFile(join(folder, 'dev.json'), text);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const argv = () => ['electron', '.', `--policy=${join(folder, 'dev.json')}`];
  const linuxFile = '/nonexistent/policy.json';

  test('is taken by an app that is not packaged', async () => {
    const reading = await readPolicy({
      platform: 'linux',
      packaged: false,
      argv: argv(),
      linuxFile,
    });
    expect(reading).toMatchObject({
      policy: { organisation: { name: 'Example Ltd' } },
      origin: 'development',
    });
  });

  test('is not even looked at by a packaged app', async () => {
    const reading = await readPolicy({
      platform: 'linux',
      packaged: true,
      argv: argv(),
      linuxFile,
    });
    expect(reading).toMatchObject({ policy: null, origin: 'machine', place: null, faults: [] });
  });

  test('with a pattern that could take very long is refused, and says why', async () => {
    await writeFile(
      join(folder, 'dev.json'),
      JSON.stringify({ ...document, hidden: { patterns: ['(a+)+$'] } }),
    );
    const reading = await readPolicy({
      platform: 'linux',
      packaged: false,
      argv: argv(),
      linuxFile,
    });
    expect(reading).toMatchObject({
      policy: null,
      faults: [
        { setting: 'hidden.patterns.0', problem: expect.stringMatching(/may take very long/) },
      ],
    });
  });

  test('that is named and missing is a problem', async () => {
    const reading = await readPolicy({
      platform: 'linux',
      packaged: false,
      argv: ['--policy=/nonexistent/dev.json'],
      linuxFile,
    });
    expect(reading).toMatchObject({ policy: null, faults: [{ source: '/nonexistent/dev.json' }] });
  });
});
