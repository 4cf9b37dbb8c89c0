import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS, needsOf } from '#scripts/setup/commands.mjs';

const root = join(import.meta.dirname, '../../..');
const scripts = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  }
).scripts;

/** The project's own files that a script imports, statically or not, directly or through others. */
function reachableFrom(script: string, seen = new Set<string>()): Set<string> {
  if (seen.has(script) || !existsSync(join(root, script))) return seen;
  seen.add(script);
  const source = readFileSync(join(root, script), 'utf8');
  for (const [, path = ''] of source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    reachableFrom(join(dirname(script), path), seen);
  }
  return seen;
}

describe('the table of commands', () => {
  test('lists exactly the npm commands that go through set-up', () => {
    const prepared = Object.entries(scripts).filter(([, line]) => line.includes('scripts/run.mjs'));
    expect(Object.fromEntries(prepared)).toEqual(
      Object.fromEntries(
        Object.keys(COMMANDS).map((name) => [name, `node scripts/run.mjs ${name}`]),
      ),
    );
  });

  test('leaves nothing to npm pre-scripts, which a company may switch off', () => {
    expect(Object.keys(scripts).filter((name) => name.startsWith('pre'))).toEqual([]);
  });

  test.each(Object.entries(COMMANDS))(
    '%s declares every resource that its script can reach',
    (name, { script }) => {
      const files = reachableFrom(script);
      const { needs } = needsOf(name, false);
      if (files.has('scripts/chromium.ts')) expect(needs).toContain('browser');
      if (files.has('scripts/display.ts')) expect(needs).toContain('screen');
      if (files.has('scripts/electron-runtime.mjs')) expect(needs).toContain('electron');
    },
  );

  test('sends start to the command that the script itself falls back to', () => {
    const { withoutDisplay = '' } = COMMANDS.start ?? {};
    expect(reachableFrom('scripts/start.ts')).toContain(COMMANDS[withoutDisplay]?.script);
  });

  test('refuses a command that it does not list', () =>
    expect(() => needsOf('strat', true)).toThrow('"strat"'));
});
