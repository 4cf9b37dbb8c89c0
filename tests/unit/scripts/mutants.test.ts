import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '#scripts/launch-agent.ts';
import { equivalent } from '#scripts/mutation/equivalent.ts';
import { applied, mutantsOf, sampled } from '#scripts/mutation/mutants.ts';
import { promises } from '#scripts/mutation/promises.ts';

const all = (source: string) => mutantsOf('a.ts', source).map((mutant) => applied(source, mutant));

describe('a mutant of a file', () => {
  test.each([
    ['lacks a statement', 'await save(file);', ';'],
    ['waits for nothing', 'await save(file);', 'save(file);'],
    ['asks the opposite', 'if (known(file)) run();', 'if (!(known(file))) run();'],
    ['always takes a branch', 'if (known(file)) run();', 'if (true) run();'],
    ['never takes a branch', 'if (known(file)) run();', 'if (false) run();'],
    ['compares otherwise', 'const late = now > end;', 'const late = ((now) >= (end));'],
    ['combines otherwise', 'const both = one && two;', 'const both = ((one) || (two));'],
    ['gives nothing back', 'function f() { return found; }', 'function f() { return null; }'],
    ['lists nothing', 'const list = [one, two];', 'const list = [];'],
    ['counts one more', 'const most = 3;', 'const most = 4;'],
    ['says yes for no', 'const secret = true;', 'const secret = false;'],
    ['names nothing', "const type = 'candor';", "const type = '';"],
    ['is not stopped by an error', 'throw wrong;', ';'],
  ])('%s', (_what, source, mutant) => {
    expect(all(source)).toContain(mutant);
  });

  test('leaves types, imports, keys, prose and the log as they are', () => {
    const source =
      "import { a } from './a.ts';\ntype T = 'one' | 2;\nconst x = { 'key': say('Nothing was sent.') as 'two' };\nlog.info('x y', {});\n";
    expect(all(source)).toEqual([]);
  });

  test('is known by its line, also behind letters outside ASCII', () => {
    expect(mutantsOf('a.ts', "// é 😀\nconst x = 'ü';\n")).toMatchObject([
      { line: 2, before: "'ü'", after: "''" },
    ]);
  });
});

test('a sample is as large as asked, and the same for the same seed', () => {
  const mutants = mutantsOf(
    'a.ts',
    Array.from({ length: 50 }, (_, index) => `const x${index} = ${index};`).join('\n'),
  );
  expect(sampled(mutants, 10, 1)).toHaveLength(10);
  expect(sampled(mutants, 10, 1)).toEqual(sampled(mutants, 10, 1));
  expect(sampled(mutants, 10, 2)).not.toEqual(sampled(mutants, 10, 1));
  expect(sampled(mutants, 100, 1)).toEqual(mutants);
});

test('every file that holds a promise is there, and so are its tests', () => {
  for (const path of Object.entries(promises).flat(2))
    expect(existsSync(join(projectRoot, path)), path).toBe(true);
});

test.each(equivalent)(
  'a change that nothing can notice is still possible in $file: $line',
  ({ file, line }) => {
    const lines = readFileSync(join(projectRoot, file), 'utf8')
      .split('\n')
      .map((text) => text.trim());
    expect(lines).toContain(line);
  },
);
