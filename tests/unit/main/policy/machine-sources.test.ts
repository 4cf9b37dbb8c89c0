import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProtectedFile } from '#main/policy/protected-file.ts';
import type { ToolAnswer } from '#main/policy/run-tool.ts';

/** What the system's own tools and files say; this machine is neither Windows nor macOS. */
const system = vi.hoisted(() => ({
  tools: new Map<string, unknown>(),
  files: new Map<string, unknown>(),
  ran: [] as string[],
}));
vi.mock('#main/policy/run-tool.ts', () => ({
  async runTool(tool: string, words: readonly string[]): Promise<ToolAnswer> {
    const line = [tool, ...words].join(' ');
    system.ran.push(line);
    const found = [...system.tools].find(([part]) => line.includes(part));
    return (found?.[1] ?? {
      ok: false,
      exitCode: null,
      detail: `${tool}: not found`,
    }) as ToolAnswer;
  },
}));
vi.mock('#main/policy/protected-file.ts', () => ({
  readProtectedFile: async (file: string) =>
    (system.files.get(file) ?? { kind: 'absent' }) as ProtectedFile,
}));
vi.mock(import('node:os'), async (original) => {
  const os = await original();
  return { ...os, userInfo: (() => ({ ...os.userInfo(), username: 'kim' })) as typeof os.userInfo };
});
const { readPolicy } = await import('#main/policy/read-policy.ts');

const document = {
  organisation: {
    name: 'Example Ltd',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) },
  },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
};
const says = (output: string | Uint8Array): ToolAnswer => ({
  ok: true,
  output: Buffer.from(output),
});
const fails = (exitCode: number | null, detail = 'access denied'): ToolAnswer => ({
  ok: false,
  exitCode,
  detail,
});

beforeEach(() => {
  system.tools.clear();
  system.files.clear();
  system.ran.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

describe('the registry of Windows', () => {
  const read = () =>
    readPolicy({ platform: 'win32', packaged: true, argv: [`--policy=/tmp/mine.json`] });
  const place = 'HKLM\\Software\\Policies\\Candor';
  const hive = (name: string, ...lines: string[]) =>
    says(
      Buffer.from(
        `\r\n${name}\\Software\\Policies\\Candor\r\n${lines.map((line) => `    ${line}\r\n`).join('')}\r\n`,
        'latin1',
      ),
    );
  const machine = (...more: string[]) =>
    hive('HKEY_LOCAL_MACHINE', `Policy    REG_SZ    ${JSON.stringify(document)}`, ...more);
  const [inMachine, inUser] = [
    `query ${place} /reg:64`,
    'query HKCU\\Software\\Policies\\Candor /reg:64',
  ];

  test('is read from the machine’s hive with the system’s own reg.exe, and a person’s hive fills what it may fill', async () => {
    system.tools.set(inMachine, machine('retentionDays    REG_DWORD    0x7'));
    system.tools.set(
      inUser,
      hive('HKEY_CURRENT_USER', 'language    REG_SZ    de', 'retentionDays    REG_DWORD    0x1'),
    );
    const reading = await read();
    expect(reading).toMatchObject({
      origin: 'machine',
      place,
      faults: [],
      policy: { ...document, retentionDays: 7, language: 'de' },
    });
    expect(reading.values.find(({ setting }) => setting.id === 'language')).toMatchObject({
      level: 'user',
      source: 'HKCU\\Software\\Policies\\Candor\\language',
    });
    for (const line of system.ran)
      expect(line).toMatch(
        /^\S+\\System32\\reg\.exe query HK(LM|CU)\\Software\\Policies\\Candor \/reg:64$/,
      );
    expect(system.ran).toHaveLength(2);
  });

  test('without the key, or without a value in it, holds no policy, whatever a person’s hive says', async () => {
    system.tools.set(inUser, machine());
    for (const nothing of [fails(1), hive('HKEY_LOCAL_MACHINE')]) {
      system.tools.set(inMachine, nothing);
      expect(await read()).toMatchObject({ policy: null, place: null, faults: [] });
    }
  });

  test('that cannot be read is a fault, not a machine without a policy', async () => {
    for (const code of [null, 0, 2, 5]) {
      system.tools.set(inMachine, fails(code));
      expect(await read()).toMatchObject({
        policy: null,
        place,
        faults: [{ setting: 'the document', problem: 'access denied', source: place }],
      });
    }
  });

  test('keeps the machine’s policy when a person’s hive cannot be read or is nonsense', async () => {
    system.tools.set(inMachine, machine());
    for (const broken of [fails(5), fails(1), hive('HKEY_CURRENT_USER', 'Policy    REG_SZ    {')]) {
      system.tools.set(inUser, broken);
      expect(await read()).toMatchObject({ policy: document, place, faults: [] });
    }
  });

  test('with a document that is none is a fault that names the value', async () => {
    system.tools.set(inMachine, hive('HKEY_LOCAL_MACHINE', 'Policy    REG_SZ    {'));
    expect((await read()).faults).toMatchObject([
      { problem: expect.stringContaining(`${place}\\Policy is not JSON`) },
    ]);
  });

  describe('with letters that reg.exe cannot write', () => {
    const unreadable = machine('organisation.name    REG_SZ    M\x81ller GmbH');
    const exact = [
      { name: 'Policy', type: 'String', value: JSON.stringify(document) },
      { name: 'organisation.name', type: 'String', value: 'Müller GmbH' },
    ];
    const powershell = (hive: string) =>
      `OpenBaseKey('${hive}','Registry64').OpenSubKey('Software\\Policies\\Candor')`;

    test('is read once more with PowerShell, from the same hive', async () => {
      system.tools.set(inMachine, unreadable);
      system.tools.set(
        powershell('LocalMachine'),
        says(Buffer.from(JSON.stringify(exact)).toString('base64')),
      );
      expect((await read()).policy?.organisation.name).toBe('Müller GmbH');
      expect(system.ran.filter((line) => line.includes('powershell.exe'))).toEqual([
        expect.stringMatching(
          /\\System32\\WindowsPowerShell\\v1\.0\\powershell\.exe -NoLogo -NoProfile -NonInteractive -Command /,
        ),
      ]);
    });

    test('in a person’s hive asks PowerShell for that one', async () => {
      system.tools.set(inMachine, machine());
      system.tools.set(inUser, hive('HKEY_CURRENT_USER', 'enrolment.name    REG_SZ    B\x81ro'));
      const own = [{ name: 'enrolment.name', type: 'String', value: 'Büro' }];
      system.tools.set(
        powershell('CurrentUser'),
        says(Buffer.from(JSON.stringify(own)).toString('base64')),
      );
      expect((await read()).policy?.enrolment?.name).toBe('Büro');
    });

    test('is a fault with a way out where PowerShell is not allowed', async () => {
      system.tools.set(inMachine, unreadable);
      system.tools.set(powershell('LocalMachine'), fails(1, 'disabled'));
      const { policy, faults } = await read();
      expect(policy).toBeNull();
      expect(faults[0]?.problem).toMatch(
        /did not answer \(disabled\); write them in the value Policy as JSON escapes/,
      );
    });
  });
});

describe('the managed preferences of macOS', () => {
  const read = () => readPolicy({ platform: 'darwin', packaged: true, argv: [] });
  const place = '/Library/Managed Preferences/com.candor.agent.plist';
  const own = '/Library/Managed Preferences/kim/com.candor.agent.plist';
  const found = { kind: 'found', text: 'a binary plist' };
  const plutil = (file: string) => `/usr/bin/plutil -convert json -o - ${file}`;
  const deployed = (file: string, content: object) => {
    system.files.set(file, found);
    system.tools.set(plutil(file), says(JSON.stringify(content)));
  };

  test('are read with plutil, and the person’s own fill what they may fill', async () => {
    deployed(place, document);
    deployed(own, { language: 'de', retentionDays: 1 });
    expect(await read()).toMatchObject({
      place,
      origin: 'machine',
      faults: [],
      policy: { ...document, language: 'de', retentionDays: 30 },
    });
  });

  test('that are not there, or hold nothing of ours, are no policy, whatever the person’s own say', async () => {
    deployed(own, document);
    expect(await read()).toMatchObject({ policy: null, place: null, faults: [] });
    deployed(place, { PayloadType: 'com.candor.agent' });
    expect(await read()).toMatchObject({ policy: null, place: null, faults: [] });
  });

  test('that somebody else than root could have written are refused, and not even converted', async () => {
    system.files.set(place, {
      kind: 'refused',
      detail: 'the file belongs to user 501, not to root',
    });
    system.tools.set(plutil(place), says(JSON.stringify(document)));
    expect(await read()).toMatchObject({
      policy: null,
      place,
      faults: [{ problem: 'the file belongs to user 501, not to root' }],
    });
    expect(system.ran).toEqual([]);
  });

  test.each([
    ['plutil cannot read', fails(1, 'property list error'), 'property list error'],
    ['plutil makes nonsense of', says('oops'), 'not what plutil writes'],
  ])('that %s are a fault', async (_what, answer, problem) => {
    system.files.set(place, found);
    system.tools.set(plutil(place), answer);
    expect(await read()).toMatchObject({
      policy: null,
      place,
      faults: [{ problem: expect.stringContaining(problem), source: place }],
    });
  });

  test.each([
    ['are refused', { kind: 'refused', detail: 'written by others' }, says('{}')],
    ['cannot be read', found, fails(1)],
    ['are nonsense', found, says('oops')],
  ])('keep the machine’s policy when the person’s own %s', async (_what, file, answer) => {
    deployed(place, document);
    system.files.set(own, file);
    system.tools.set(plutil(own), answer);
    expect(await read()).toMatchObject({ policy: document, place, faults: [] });
  });
});
