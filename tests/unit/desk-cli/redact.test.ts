import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { run } from '#desk/cli/run.ts';

let folder: string;
let known: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-redact-'));
  known = join(folder, 'known.json');
  await writeFile(
    known,
    JSON.stringify({
      users: ['annika', 'Annika Berg'],
      ips: ['10.20.0.7'],
      paths: ['/home/annika'],
      words: ['Project Falcon'],
    }),
  );
});

async function candor(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(['redact', ...args], {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('candor redact', () => {
  test('redacts a file and reports every replacement without its value', async () => {
    const [input, output, report] = ['in.log', 'out.log', 'report.json'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await writeFile(input, 'annika at 10.20.0.7 on Project Falcon, password=hunter2\n');
    expect(await candor(input, output, '--known', known, '--report', report)).toMatchObject({
      code: 0,
      err: '',
    });
    const text = await readFile(output, 'utf8');
    expect(text).toBe('user-1 at ip-1 on word-1, password=[secret:password]\n');
    const { replacements } = JSON.parse(await readFile(report, 'utf8'));
    expect(replacements).toHaveLength(4);
    for (const { item, offset, length, pseudonym, rule } of replacements) {
      expect(item).toBe('in.log');
      expect(rule).toMatch(/^(?:known|field)-/);
      expect(text.slice(offset, offset + length)).toBe(pseudonym);
    }
    expect(await readFile(report, 'utf8')).not.toMatch(/annika|10\.20|hunter2|falcon/i);
  });

  // Names that differ only in case, and a link. Windows allows neither; macOS does not allow the names.
  test.skipIf(process.platform !== 'linux')(
    'redacts the files and names in a folder, does not follow links, and lists what it left out',
    async () => {
      const input = join(folder, 'in');
      await mkdir(join(input, 'home', 'annika'), { recursive: true });
      await writeFile(join(input, 'home', 'annika', 'a.log'), 'by annika\n');
      await writeFile(join(input, 'annika.txt'), 'x\n');
      await writeFile(join(input, 'ANNIKA.txt'), 'y\n');
      await writeFile(join(input, 'tool.bin'), Buffer.from([0, 1, 2, 3, 0, 0, 7, 0, 9, 255]));
      await symlink('/etc/passwd', join(input, 'link'));
      const output = join(folder, 'out');
      const { code, err } = await candor(input, output, '--known', known);
      expect(code).toBe(0);
      expect((await readdir(output, { recursive: true })).sort()).toEqual([
        'home',
        'home/user-1',
        'home/user-1/a.log',
        'user-1.txt',
        'user-1~2.txt',
      ]);
      expect(await readFile(join(output, 'home/user-1/a.log'), 'utf8')).toBe('by user-1\n');
      expect(err).toContain('tool.bin: it is not text');
      expect(err).toContain('link: links are not followed');
    },
  );

  test('redacts the files and names in a zip, and refuses a zip with false sizes', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('annika was here\n'), 'logs/annika.log');
    zip.addBuffer(Buffer.from('[]'), 'a.json');
    zip.end();
    const bytes = await buffer(zip.outputStream);
    const [input, output] = [join(folder, 'in.zip'), join(folder, 'out.zip')];
    await writeFile(input, bytes);
    expect(await candor(input, output, '--known', known)).toMatchObject({ code: 0, err: '' });
    const read = await fromBufferPromise(await readFile(output));
    const texts: Record<string, string> = {};
    for await (const entry of read.eachEntry())
      texts[entry.fileName] = (await buffer(await read.openReadStreamPromise(entry))).toString();
    expect(texts).toEqual({ 'logs/user-1.log': 'user-1 was here\n', 'a.json': '[]' });
    const twice = Buffer.from(
      bytes
        .toString('latin1')
        .replaceAll('logs/annika.log', 'a.json/nnikalog')
        .replaceAll('a.json/nnikalog', 'xxxx/annika.log'),
      'latin1',
    );
    twice.writeUInt32LE(0x7fffffff, twice.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    await writeFile(input, twice);
    const refused = await candor(input, join(folder, 'other.zip'), '--known', known);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('not safe to unpack');
    expect(await readdir(folder)).not.toContain('other.zip');
  });

  test('refuses a zip whose entry is longer than declared and leaves no file behind', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('first\n'), 'first.log');
    zip.addBuffer(Buffer.from('annika was here\n'.repeat(20_000)), 'second.log');
    zip.end();
    const bytes = await buffer(zip.outputStream);
    // The directory states a wrong size for its second entry.
    const second = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(100_000, second + 24);
    const [input, output] = [join(folder, 'lying.zip'), join(folder, 'out.zip')];
    await writeFile(input, bytes);
    const { code, err } = await candor(input, output, '--known', known);
    expect([code, err]).toEqual([2, expect.stringContaining('not safe to unpack')]);
    expect((await readdir(folder)).toSorted()).toEqual(['known.json', 'lying.zip']);
    // As a process, which an unhandled error would end.
    const program = join(import.meta.dirname, '../../../desk/cli/index.ts');
    const ended = promisify(execFile)(process.execPath, [program, 'redact', input, output]);
    await expect(ended).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^candor: .*not safe to unpack.*\n$/),
    });
    expect((await readdir(folder)).toSorted()).toEqual(['known.json', 'lying.zip']);
  });

  test.each([
    ['without an entry', []],
    ['with nothing but a folder', ['empty/']],
  ])('refuses a zip %s', async (_, folders) => {
    const zip = new ZipFile();
    for (const name of folders) zip.addEmptyDirectory(name);
    zip.end();
    const [input, output] = [join(folder, 'in.zip'), join(folder, 'out.zip')];
    await writeFile(input, await buffer(zip.outputStream));
    const { code, err } = await candor(input, output);
    expect([code, err]).toEqual([2, expect.stringContaining('this zip contains no files')]);
    expect(await readdir(folder)).not.toContain('out.zip');
  });

  test('replaces an existing output or report only with --force', async () => {
    const [input, output, report] = ['in.log', 'out.log', 'report.json'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await writeFile(input, 'annika\n');
    await writeFile(output, 'mine');
    const refused = await candor(input, output, '--known', known);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringMatching(/out\.log already exists.*--force/),
    ]);
    expect(await readFile(output, 'utf8')).toBe('mine');
    expect((await candor(input, output, '--known', known, '--force')).code).toBe(0);
    expect(await readFile(output, 'utf8')).toBe('user-1\n');
    await writeFile(report, 'mine');
    expect((await candor(input, join(folder, 'other.log'), '--report', report)).code).toBe(2);
    expect(await readFile(report, 'utf8')).toBe('mine');
  });

  test.each([
    ['{', 'not valid JSON'],
    ['[]', 'it is a list'],
    ['{"user": ["a"]}', '"user" is not a known list'],
    ['{"users": "ann"}', '"users" is "ann", not a list'],
    ['{"users": ["ann", 7]}', '"users" contains 7 at position 2'],
    ['{"words": ["x"]}', '"words" contains "x"'],
  ])('refuses --known %s and says why', async (content, reason) => {
    await writeFile(known, content);
    await writeFile(join(folder, 'in.log'), 'x');
    const { code, err } = await candor(
      join(folder, 'in.log'),
      join(folder, 'out.log'),
      '--known',
      known,
    );
    expect(code).toBe(2);
    expect(err).toContain(reason);
  });

  test('names the file that cannot be read or written', async () => {
    expect((await candor(join(folder, 'none'), join(folder, 'out'))).err).toContain(
      'file or folder not found',
    );
    expect((await candor(known, known)).err).toContain('is the input itself');
    expect((await candor(folder, join(folder, 'inside'))).err).toContain('is inside');
    expect((await candor(known, join(folder, 'no', 'such'))).err).toContain('cannot be written');
    expect((await candor(known)).err).toContain('candor redact IN OUT');
  });
});
