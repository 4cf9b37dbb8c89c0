import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readText } from '#collector/os/read-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'candor-read-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const path = join(folder, 'file.log');
  writeFileSync(path, text);
  return path;
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, line) => `line ${line}\n`).join('');

describe('reading a text', () => {
  test('gives the whole of a small one', async () => {
    expect(await readText(fileWith('small\n'), 100)).toEqual({
      ok: true,
      text: 'small\n',
      droppedBytes: 0,
    });
  });

  test('gives first and last half of a large one', async () => {
    const reading = await readText(fileWith(lines(1000)), 1000);
    expect(reading.ok && reading.text).toMatch(
      /^line 0\n[\s\S]*\[Candor left out \d+ bytes here\]\n[\s\S]*line 999\n$/,
    );
  });

  test('gives the end of one of which only the newest matters', async () => {
    const reading = await readText(fileWith(lines(1000)), 100, 'end');
    expect(reading.ok && reading.text).toMatch(
      /^\[Candor left out \d+ bytes here\]\nline 9\d\d\n[\s\S]*line 999\n$/,
    );
  });

  test.for([
    [
      'with its mark',
      Buffer.from('\uFEFFDer Dienst läuft.\r\nFehler 5: Zugriff verweigert.\r\n', 'utf16le'),
    ],
    [
      'without its mark',
      Buffer.from('Der Dienst läuft.\r\nFehler 5: Zugriff verweigert.\r\n', 'utf16le'),
    ],
    [
      'the other way round',
      Buffer.from(
        '\uFEFFDer Dienst läuft.\r\nFehler 5: Zugriff verweigert.\r\n',
        'utf16le',
      ).swap16(),
    ],
  ] as const)('reads UTF-16, as Windows writes it, %s', async ([, bytes]) => {
    const path = join(folder, 'wide.log');
    writeFileSync(path, bytes);
    const text = 'Der Dienst läuft.\r\nFehler 5: Zugriff verweigert.\r\n';
    expect(await readText(path, 1000)).toEqual({ ok: true, text, droppedBytes: 0 });
  });

  test('cuts UTF-16 between characters', async () => {
    const path = join(folder, 'wide.log');
    writeFileSync(path, Buffer.from(lines(1000), 'utf16le'));
    const both = await readText(path, 1001);
    expect(both.ok && both.text).toMatch(
      /^line 0\n[\s\S]*\[Candor left out \d+ bytes here\]\n(line \d+\n)+$/,
    );
    const end = await readText(path, 1001, 'end');
    expect(end.ok && end.text).toMatch(/^\[Candor left out \d+ bytes here\]\n(line \d+\n)+$/);
  });

  test.skipIf(process.platform !== 'linux')('reads files that say they are empty', async () => {
    const reading = await readText('/proc/meminfo', 64 * 1024);
    expect(reading.ok && reading.text).toMatch(/^MemTotal:/);
  });

  test.skipIf(process.platform !== 'linux')('ends with a device that never does', async () => {
    expect(await readText('/dev/zero', 1000)).toMatchObject({ ok: false, problem: 'failed' });
  });

  test.skipIf(process.platform === 'win32')(
    'does not wait for a pipe that nobody writes to',
    async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      expect(await readText(pipe, 1000)).toMatchObject({ ok: false, problem: 'failed' });
    },
  );

  test('says that a file is missing', async () => {
    expect(await readText(join(folder, 'none'), 100)).toMatchObject({
      ok: false,
      problem: 'missing',
    });
  });

  test('says that a folder is no file', async () => {
    expect(await readText(folder, 100)).toMatchObject({ ok: false, problem: 'failed' });
  });
});
