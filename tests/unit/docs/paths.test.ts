import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Names without a folder, such as `linux.ts`, are of the folder that the text is about. */
const path = /^\.?[\w-][\w.-]*(?:\/[\w.-]+)+\/?$/;
/** Made by commands, or of a package. */
const notInRepository = /^(?:out|node_modules)\//;
/** `collector/collectors/NAME/`: the reader puts a name there. */
const placeholder = /(?:^|\/)(?:NAME|NNNN)/;

/** Everything in backticks that is a path from the root of the repository. */
function pathsIn(text: string): string[] {
  return [...text.replace(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)]
    .map(([, quoted = '']) => quoted)
    .filter(
      (quoted) => path.test(quoted) && !notInRepository.test(quoted) && !placeholder.test(quoted),
    );
}

describe.each(['docs/architecture.md', 'docs/developing.md', 'CONTRIBUTING.md'])(
  '%s',
  (document) => {
    test('names only paths that exist', () => {
      const paths = pathsIn(read(document));
      expect(paths.length).toBeGreaterThan(5);
      expect(paths.filter((each) => !existsSync(join(root, each)))).toEqual([]);
    });
  },
);

test('every step that the architecture names is a function of its file', () => {
  const steps = [
    ...read('docs/architecture.md').matchAll(/^\| \d+ \| `([^`]+)` \| `([^`]+)` \|/gm),
  ];
  expect(steps.length).toBeGreaterThan(40);
  const wrong = steps.filter(
    ([, file = '', name = '']) => !new RegExp(`\\b${name}\\b`).test(read(file)),
  );
  expect(wrong.map(([, file, name]) => `${file} ${name}`)).toEqual([]);
});

test('a path that does not exist would be found', () => {
  expect(
    pathsIn(
      'see `main/app/nowhere.ts`, `npm run dev`, `out/app/x.js` and `collector/collectors/NAME/`',
    ),
  ).toEqual(['main/app/nowhere.ts']);
});
