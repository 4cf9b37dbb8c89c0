import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noticesOf, packageFoldersOf } from '#scripts/notices.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'candor-notices-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, facts: object, files: Record<string, string> = {}): string {
  const folder = join(root, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...facts }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

test('a module belongs to the innermost package around it', () => {
  expect(
    packageFoldersOf(
      [
        '/p/main/index.ts',
        '/p/node_modules/@a/b/dist/x.js',
        '/p/node_modules/@a/b/dist/y.js?commonjs',
        '/p/node_modules/c/node_modules/d/index.js',
        'C:\\p\\node_modules\\e\\index.js',
        'node:fs',
      ],
      '/p',
    ),
  ).toEqual(['/p/node_modules/@a/b', '/p/node_modules/c/node_modules/d', 'C:/p/node_modules/e']);
});

test('each is named with version, licence, author and all its texts', () => {
  const one = put(
    'one',
    { license: 'MIT', author: { name: 'Ann' } },
    { LICENSE: 'Permission\r\ngranted', 'NOTICE.md': 'By Ann' },
  );
  expect(noticesOf([one])).toContain(
    'one 1.2.3\nLicence: MIT\nAuthor: Ann\n\nPermission\ngranted\n\nBy Ann',
  );
});

test('a readme may say it; one that says nothing stops the build by its name', () => {
  const said = put('said', {}, { 'Readme.md': '# Said\n\n## License\n\nMIT\n' });
  expect(noticesOf([said])).toContain('said 1.2.3\nLicence: see below\n\n## License\n\nMIT');
  const silent = put('silent', {}, { 'Readme.md': '# Silent\n' });
  expect(() => noticesOf([silent])).toThrow('silent says nothing about its licence');
});
