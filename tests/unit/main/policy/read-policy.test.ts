import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseManagedPreferences } from '../../../../main/policy/macos-preferences.ts';
import { parsePolicy, policyByteCap } from '../../../../main/policy/parse-policy.ts';
import { protectionFault } from '../../../../main/policy/protected-file.ts';
import { readPolicy } from '../../../../main/policy/read-policy.ts';
import { parseRegistryQuery } from '../../../../main/policy/windows-registry.ts';

const document = {
  organisation: { name: 'Example Ltd', publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } },
  desk: { address: 'https://desk.example' },
  recipients: [`age1${'q'.repeat(58)}`],
};
const text = JSON.stringify(document);

describe('a policy document', () => {
  test('is read, with defaults for what IT left open', () => {
    const parsed = parsePolicy(text, 'here');
    expect(parsed).toMatchObject({ ok: true, policy: { ...document, retentionDays: 30, deviceKey: 'keyring' } });
  });

  test('may begin with a byte order mark, as Windows editors write it', () => {
    expect(parsePolicy(`\uFEFF${text}`, 'here').ok).toBe(true);
  });

  test.each([
    ['a broken document', '{"organisation":', 'not JSON'],
    ['a missing part', JSON.stringify({ ...document, desk: undefined }), 'desk: '],
    ['an unknown part', JSON.stringify({ ...document, skipConsent: true }), 'skipConsent'],
    [
      'plain http to elsewhere',
      JSON.stringify({ ...document, desk: { address: 'http://desk.example' } }),
      'desk.address: must be https',
    ],
    ['no recipients', JSON.stringify({ ...document, recipients: [] }), 'recipients: '],
    ['a wrong recipient', JSON.stringify({ ...document, recipients: ['age1nonsense'] }), 'recipients.0: '],
    ['a number that is none', JSON.stringify({ ...document, retentionDays: 'thirty' }), 'retentionDays: '],
    ['a list', '[]', 'the document: '],
  ])('with %s is refused, and says where', (_what, broken, place) => {
    const parsed = parsePolicy(broken, '/etc/candor/policy.json');
    if (parsed.ok) throw new Error('it was taken');
    expect(parsed.problem).toMatchObject({ code: 'policy-invalid', message: { values: { source: '/etc/candor/policy.json' } } });
    expect(parsed.problem.detail).toContain(place);
  });

  test('quotes the wrong value, shortened', () => {
    const parsed = parsePolicy(JSON.stringify({ ...document, retentionDays: 'x'.repeat(5000) }), 'here');
    if (parsed.ok) throw new Error('it was taken');
    expect(parsed.problem.detail).toContain('"xxxx');
    expect(parsed.problem.detail?.length).toBeLessThan(400);
  });

  test('never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (anything) => {
        expect(parsePolicy(anything, 'here').ok).toBe(false);
      }),
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
    expect(await read()).toEqual({ policy: null, origin: 'machine', source: null, problem: null });
    await rm(folder, { recursive: true });
    expect(await read()).toMatchObject({ policy: null, problem: null });
  });

  const root = process.platform === 'linux' && process.getuid?.() === 0;
  describe.skipIf(!root)('when this runs as root', () => {
    test('is read when only root can have written it', async () => {
      expect(await read()).toMatchObject({ policy: { desk: { address: 'https://desk.example' } }, source: file, problem: null });
    });

    test.each([
      ['others can write it', () => chmod(file, 0o646), /written by others \(mode 646\)/],
      ['a group can write it', () => chmod(file, 0o664), /written by others/],
      ['it belongs to somebody else', () => chown(file, 1000, 0), /belongs to user 1000/],
      ['others can put another one in its place', () => chmod(folder, 0o777), /the folder can be written by others/],
      ['its folder belongs to somebody else', () => chown(folder, 1000, 0), /the folder belongs to user 1000/],
      ['it is far too long', () => writeFile(file, ' '.repeat(policyByteCap + 1)), /at most/],
    ])('is refused when %s', async (_what, spoil, reason) => {
      await spoil();
      const reading = await read();
      expect(reading).toMatchObject({ policy: null, source: file, problem: { code: 'policy-invalid' } });
      expect(reading.problem?.detail).toMatch(reason);
    });

    test('is refused when it is a folder', async () => {
      await rm(file);
      await mkdir(file);
      expect((await read()).problem?.detail).toMatch(/not a regular file/);
    });
  });

  test('is judged by owner and mode alone', () => {
    expect(protectionFault('it', { owner: 0, mode: 0o100644, regular: true })).toBeNull();
    expect(protectionFault('it', { owner: 501, mode: 0o100644, regular: true })).toMatch(/user 501/);
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
    const reading = await readPolicy({ platform: 'linux', packaged: false, argv: argv(), linuxFile });
    expect(reading).toMatchObject({ policy: { organisation: { name: 'Example Ltd' } }, origin: 'development' });
  });

  test('is not even looked at by a packaged app', async () => {
    const reading = await readPolicy({ platform: 'linux', packaged: true, argv: argv(), linuxFile });
    expect(reading).toEqual({ policy: null, origin: 'machine', source: null, problem: null });
  });

  test('that is named and missing is a problem', async () => {
    const reading = await readPolicy({ platform: 'linux', packaged: false, argv: ['--policy=/nonexistent/dev.json'], linuxFile });
    expect(reading).toMatchObject({ policy: null, problem: { code: 'policy-invalid' } });
  });
});

describe('the Windows registry', () => {
  const answer = (value: string, type = 'REG_SZ') =>
    Buffer.from(`\r\nHKEY_LOCAL_MACHINE\\Software\\Policies\\Candor\r\n    Policy    ${type}    ${value}\r\n\r\n`, 'latin1');

  test('gives the value of reg.exe’s answer', () => {
    expect(parseRegistryQuery(answer(text))).toMatchObject({ kind: 'found', text });
  });

  test('gives it whole when it has several lines', () => {
    const pretty = JSON.stringify(document, null, 2).replaceAll('\n', '\r\n');
    const found = parseRegistryQuery(answer(pretty));
    expect(found.kind === 'found' && parsePolicy(found.text, 'there').ok).toBe(true);
  });

  test('refuses another type of value', () => {
    expect(parseRegistryQuery(answer('a\\0b', 'REG_MULTI_SZ'))).toMatchObject({ kind: 'refused' });
  });

  test('refuses letters that the console’s code page may have changed', () => {
    const refused = parseRegistryQuery(answer(text.replace('Example', 'Exämple')));
    expect(refused.kind === 'refused' && refused.problem.detail).toMatch(/\\u00e9/);
  });

  test('without the value holds no policy', () => {
    expect(parseRegistryQuery(Buffer.from('\r\n'))).toEqual({ kind: 'absent' });
  });
});

describe('macOS managed preferences', () => {
  test('hold the policy as a dictionary or as a string', () => {
    for (const value of [document, text]) {
      const found = parseManagedPreferences(JSON.stringify({ PayloadUUID: 'x', Policy: value }), 'there');
      expect(found.kind === 'found' && parsePolicy(found.text, 'there').ok).toBe(true);
    }
  });

  test('without the key hold none', () => {
    expect(parseManagedPreferences('{}', 'there')).toEqual({ kind: 'absent' });
    expect(parseManagedPreferences('[]', 'there')).toEqual({ kind: 'absent' });
  });

  test('that are not JSON after all are refused', () => {
    expect(parseManagedPreferences('oops', 'there')).toMatchObject({ kind: 'refused' });
  });
});
