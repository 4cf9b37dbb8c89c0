import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeIdentity, sealTo } from '#bundle/seal.ts';
import { commands } from '#desk/cli/commands.ts';
import { run } from '#desk/cli/run.ts';
import { writeSample } from '../bundle/sample.ts';

let folder: string;
let good: string;
let bytes: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-cli-'));
  good = join(folder, 'good.candor');
  bytes = await writeSample();
  await writeFile(good, bytes);
});

async function candor(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function file(name: string, content: Uint8Array | string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

describe('candor inspect', () => {
  test('shows items, collectors, missing items with reasons, and findings', async () => {
    const withFinding = await file(
      'finding.candor',
      await writeSample({
        findings: {
          findings: [
            {
              analyzer: 'disk',
              severity: 'critical',
              cause: 'client environment',
              title: { message: '{mount} is almost full', values: { mount: '/' } },
              explanation: { message: 'Programs fail when they cannot write.' },
              nextStep: { message: 'Free some space.' },
              evidence: [{ item: 'system/system.json', pointer: '/a', line: null, quote: '99 %' }],
            },
          ],
          failed: [{ analyzer: 'dns', detail: 'no answer' }],
        },
      }),
    );
    const { code, out } = await candor('inspect', withFinding);
    expect(code).toBe(0);
    for (const part of [
      'logs/system.log',
      'System log',
      'partial',
      'The journal answered 1',
      'left out by the person',
      'CRITICAL / is almost full',
      'Free some space',
      '99 %',
      'dns could not be checked',
    ]) {
      expect(out).toContain(part);
    }
  });

  test('--json prints the same content as one object', async () => {
    const { code, out } = await candor('inspect', good, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      intact: true,
      manifestHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      manifest: { preset: 'standard' },
    });
  });

  test('escapes terminal control characters from a bundle', async () => {
    const evil = '\u001b]0;owned\u0007\u009b2J\u202egnp.exe\r\nAll checks passed';
    const hostile = await file(
      'hostile.candor',
      await writeSample({
        changeManifest: (manifest) => ({
          ...manifest,
          agent: { ...manifest.agent, version: evil },
          collectors: manifest.collectors.map((one) => ({
            ...one,
            title: evil,
            reason: { message: evil },
          })),
          items: manifest.items.map((one) => ({ ...one, title: evil })),
        }),
      }),
    );
    for (const args of [
      ['inspect', hostile],
      ['inspect', hostile, '--json'],
      ['verify', hostile],
      ['inspect', evil],
      [evil],
    ]) {
      const { out, err } = await candor(...args);
      // Every control character (Unicode Cc) except the line end, and the right-to-left override.
      expect(`${out}${err}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(`${out}\n${err}`.split('\n')).not.toContain('All checks passed');
    }
  });
});

describe('candor verify', () => {
  test('shows each check and exits 0 for a valid bundle', async () => {
    const { code, out } = await candor('verify', good);
    expect(code).toBe(0);
    expect(out.match(/^✓/gm)).toHaveLength(8);
    expect(out).not.toContain('✗');
    expect(JSON.parse((await candor('verify', good, '--json')).out)).toMatchObject({
      passed: true,
    });
  });

  test('names what failed and exits 1 when one byte was altered', async () => {
    const altered = Buffer.from(bytes);
    const middle = altered.indexOf('items/logs/system.log') + 40;
    altered[middle] = (altered[middle] ?? 0) ^ 0x10;
    const { code, out } = await candor('verify', await file('altered.candor', altered));
    expect(code).toBe(1);
    expect(out).toContain('✗ Every item is exactly as listed: different: logs/system.log');
    expect(out).toContain('Do not rely on this bundle');
  });

  test('reports a bundle without a receipt as intact and exits 3', async () => {
    const collected = await file('collected.zip', await writeSample({ device: null }));
    const { code, out } = await candor('verify', collected);
    expect(code).toBe(3);
    expect(out).toContain('Intact, but without a receipt: the person has not agreed to send it');
    expect(out).not.toContain('✗');
    expect(out.match(/^–.*there is no receipt$/gm)).toHaveLength(3);
    expect(JSON.parse((await candor('verify', collected, '--json')).out)).toMatchObject({
      passed: false,
      outcome: 'whole',
    });
  });

  test('exits 1 for an altered bundle without a receipt and for a wrong receipt', async () => {
    const unsigned = await writeSample({ device: null });
    const middle = unsigned.indexOf('items/logs/system.log') + 40;
    unsigned[middle] = (unsigned[middle] ?? 0) ^ 0x10;
    const altered = await candor('verify', await file('altered.zip', unsigned));
    expect(altered.code).toBe(1);
    expect(altered.out).toMatch(/^✗ The receipt lists the same items: there is no receipt$/m);
    expect(altered.out).toContain('Do not rely on this bundle');

    const foreign = await candor(
      'verify',
      await file(
        'foreign.zip',
        await writeSample({
          changeReceipt: (receipt) => ({ ...receipt, manifestHash: 'a'.repeat(64) }),
        }),
      ),
    );
    expect(foreign.code).toBe(1);
    expect(foreign.out).toContain(
      '✗ The person agreed to exactly this content: the receipt names another manifest',
    );
  });

  test('exits 1 for a damaged bundle file', async () => {
    const { code, out } = await candor('verify', await file('cut.candor', bytes.subarray(0, -10)));
    expect(code).toBe(1);
    expect(out).toContain('✗ The file is a complete bundle');
  });
});

describe('a sealed bundle', () => {
  test('opens with its key and asks for the key without it', async () => {
    const { identity, recipient } = await makeIdentity();
    const sealed = await file(
      'sealed.candor',
      await buffer(sealTo([recipient])(Readable.from([bytes], { objectMode: false }))),
    );
    const key = await file(
      'key.txt',
      `# created: today\n# public key: ${recipient}\n\n${identity}\n`,
    );
    expect((await candor('verify', sealed, '--identity', key)).code).toBe(0);
    const without = await candor('inspect', sealed);
    expect(without).toMatchObject({ code: 2, out: '' });
    expect(without.err).toContain('--identity KEYFILE');
    const other = await file('other.txt', (await makeIdentity()).identity);
    expect((await candor('verify', sealed, '--identity', other)).code).toBe(2);
    const noKey = await candor('verify', sealed, '--identity', good);
    expect(noKey.code).toBe(2);
    expect(noKey.err).toContain('does not contain a key');
  });
});

describe('a wrong command line', () => {
  test('exits 2 with the problem, the file and what to do', async () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [[], /Enter a command.*candor help/],
      [['frobnicate'], /"frobnicate" is not a command/],
      [['inspect'], /candor inspect FILE/],
      [['inspect', good, good], /Name only one bundle/],
      [['inspect', good, '--nonsense'], /nonsense.*candor help/],
      [['inspect', join(folder, 'nowhere')], /nowhere: file not found/],
      [['inspect', folder], /folder\. Name the bundle inside/],
      [['inspect', join(folder, 'text.txt')], /text\.txt: This file is not a bundle/],
    ];
    await file('text.txt', 'hello\n'.repeat(100));
    for (const [args, expected] of cases) {
      const { code, err, out } = await candor(...args);
      expect(code).toBe(2);
      expect(out).toBe('');
      expect(err).toMatch(expected);
    }
  });

  test.each([
    [['inspect', 'FILE', '--preset', 'quick'], 'inspect has no option --preset.'],
    [['verify', 'FILE', '--no-wait'], 'verify has no option --no-wait.'],
    [['policy', 'check', 'FILE', '--fingerprint', 'x'], 'policy has no option --fingerprint.'],
    [
      ['diagnose', '--endpoint', 'https://desk.example', '--expires', '2h'],
      'diagnose has no option --expires.',
    ],
    [
      ['request', 'DEVICE', '--preset', 'quick', '--reason', 'why', '--force'],
      'request has no option --force.',
    ],
    [
      ['withdraw', '11111111-1111-1111-1111-111111111111', '--preset', 'quick'],
      'withdraw has no option --preset.',
    ],
    [['--identity', 'KEY', 'redact', 'IN', 'OUT'], 'redact has no option --identity.'],
    [['audit', 'verify', 'FILE', '--access', 'x'], 'audit has no option --access.'],
  ])('%j is refused, because the option belongs to another command', async (args, problem) => {
    expect(await candor(...args)).toEqual({ code: 2, out: '', err: `${problem} See: candor help` });
  });

  test.each(commands)(
    'the help of $name lists exactly the options that it accepts',
    ({ usage, more, options }) => {
      const named = [...`${usage} ${more ?? ''}`.matchAll(/--([a-z-]+)/g)].map(
        ([, option]) => option,
      );
      expect([...new Set(named)].toSorted()).toEqual(Object.keys(options).toSorted());
    },
  );

  test('an option has the same type in every command, because options are parsed before the command is known', () => {
    const known = new Map<string, object>();
    for (const [option, kind] of commands.flatMap(({ options }) => Object.entries(options))) {
      expect(kind, option).toEqual(known.get(option) ?? kind);
      known.set(option, kind);
    }
  });

  test('every file in commands/ is listed', () => {
    const files = readdirSync('desk/cli/commands').map((name) => name.replace('.ts', ''));
    expect(commands.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
  });

  test.each(['constructor', 'toString', '__proto__'])('%s is not a command', async (name) => {
    expect(await candor(name)).toMatchObject({
      code: 2,
      err: `"${name}" is not a command. See: candor help`,
    });
  });

  test('help exits 0, and the help of one command covers only that command', async () => {
    for (const args of [['help'], ['--help'], ['inspect', '-h'], ['help', 'redact']]) {
      expect((await candor(...args)).code).toBe(0);
    }
    const whole = (await candor('--help')).out;
    for (const { name } of commands) {
      expect(whole).toContain(`candor ${name} `);
      const { out } = await candor(name, '--help');
      expect(out).toMatch(new RegExp(`^candor ${name} `));
      expect(out.match(/^candor \w+ /gm)).toHaveLength(1);
    }
  });

  test('--version prints the product version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await candor('--version')).toMatchObject({ code: 0, out: version });
  });
});

describe('the candor process', () => {
  const program = join(import.meta.dirname, '../../../desk/cli/index.ts');
  /** Runs a shell pipe, as engineers do. */
  const shell = (line: string, environment: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)('bash', ['-o', 'pipefail', '-c', line], {
      env: { ...process.env, ...environment, NODE: process.execPath, PROGRAM: program, FILE: good },
    });

  test.skipIf(process.platform === 'win32')(
    'exits quietly when its reader closes the pipe',
    async () => {
      // More than a pipe buffer holds, so that the writer hits the closed end.
      const many = await file(
        'many.json',
        JSON.stringify(
          Object.fromEntries(
            Array.from({ length: 6_000 }, (_, at) => [`unknown-setting-${at}`, at]),
          ),
        ),
      );
      const { stdout, stderr } = await shell(
        `("$NODE" "$PROGRAM" policy check '${many}' --json; echo "ended" >&2) | head -c 10`,
      );
      expect([stdout.length, stderr.trim()]).toEqual([10, 'ended']);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'reads a bundle from standard input, sealed or not',
    async () => {
      expect((await shell('"$NODE" "$PROGRAM" inspect - < "$FILE"')).stdout).toContain(
        'logs/system.log',
      );
      expect((await shell('"$NODE" "$PROGRAM" verify - < "$FILE"')).stdout).toContain(
        'All 8 checks passed.',
      );
      const { identity, recipient } = await makeIdentity();
      const sealed = await file(
        'piped.candor',
        await buffer(sealTo([recipient])(Readable.from([bytes], { objectMode: false }))),
      );
      const key = await file('piped-key.txt', identity);
      const line = `"$NODE" "$PROGRAM" verify - --identity '${key}' < '${sealed}'`;
      expect((await shell(line)).stdout).toContain('All 8 checks passed.');
    },
  );

  test.skipIf(process.platform === 'win32')(
    'resolves relative paths from the caller’s folder when npm starts it',
    async () => {
      const npm = { npm_lifecycle_event: 'candor', INIT_CWD: folder };
      expect((await shell('"$NODE" "$PROGRAM" verify good.candor', npm)).stdout).toContain(
        'All 8 checks passed.',
      );
      // Another npm script, which passes its own paths.
      await expect(
        shell('"$NODE" "$PROGRAM" verify good.candor', { ...npm, npm_lifecycle_event: 'test' }),
      ).rejects.toMatchObject({
        code: 2,
      });
    },
  );
});

test('the candor process sets the exit code', async () => {
  const command = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['desk/cli/index.ts', ...args]);
  expect((await command('verify', good)).stdout).toContain('All 8 checks passed.');
  await expect(command('verify', join(folder, 'nowhere'))).rejects.toMatchObject({ code: 2 });
});

describe('candor policy check', () => {
  const example = new URL('../../../docs/policy-example.jsonc', import.meta.url).pathname;

  test('prints every setting of a valid document but no secrets', async () => {
    const { code, out } = await candor('policy', 'check', example);
    expect(code).toBe(0);
    expect(out).toContain('This policy can be used.');
    expect(out).toMatch(/retentionDays +set +30/);
    expect(out).toMatch(/proxy\.pacUrl +default +not set/);
    expect(out).toMatch(/enrolment\.token +set +set, not shown/);
    expect(out).not.toContain('EXAMPLE-enrolment');
  });

  test('exits 1 and says which settings are wrong or unknown', async () => {
    const wrong = await file(
      'wrong.json',
      JSON.stringify({
        desk: { address: 'http://desk.example' },
        retentionDays: 0,
        skipReview: true,
      }),
    );
    const { code, out } = await candor('policy', 'check', wrong);
    expect(code).toBe(1);
    expect(out).toMatch(
      /desk\.address: must be https.*found "http:\/\/desk\.example".*wrong\.json/,
    );
    expect(out).toContain('retentionDays: ');
    expect(out).toContain('organisation: is missing');
    expect(out).toContain('skipReview: not a setting of this version');
    const json = JSON.parse((await candor('policy', 'check', wrong, '--json')).out);
    expect(json).toMatchObject({
      usable: false,
      settings: [],
      ignored: [{ setting: 'skipReview' }],
    });
  });

  test('names an unknown collector in a preset', async () => {
    const mistyped = (await readFile(example, 'utf8')).replace('"crashes"', '"crashs"');
    const { code, out } = await candor('policy', 'check', await file('mistyped.json', mistyped));
    expect(code).toBe(1);
    expect(out).toContain('presets.0.collectors.2: "crashs" is not a collector');
    expect(out).not.toContain('"app-dispatch";');
  });

  test('rejects files that are not policy documents and missing files', async () => {
    expect(await candor('policy', 'check', await file('no.json', 'hello'))).toMatchObject({
      code: 1,
      out: expect.stringMatching(/is not JSON/),
    });
    expect(await candor('policy', 'check', join(folder, 'absent.json'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/ENOENT/),
    });
    expect(
      await candor('policy', 'check', await file('large.json', ' '.repeat(300_000))),
    ).toMatchObject({ code: 2 });
    expect(await candor('policy', 'show', example)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/Use: candor policy check FILE/),
    });
  });

  test('escapes control characters from a document', async () => {
    const hostile = await file(
      'hostile.json',
      JSON.stringify({ '\u001b[2J': 1, purpose: '\u001b[31m' }),
    );
    expect((await candor('policy', 'check', hostile)).out).not.toContain('\u001b');
  });
});
