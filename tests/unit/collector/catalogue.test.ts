import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '#collector/host/catalogue.ts';
import { type Collector, declarationOf } from '#collector/toolkit/define.ts';
import { collectorDeclaration, type Platform, platforms } from '#contract/collector/collector.ts';
import { collectorFiles, root } from '#scripts/generate/collectors.ts';
import { collectOn } from '#tests/harness/collect-context.ts';
import { scriptProblem } from '#tests/harness/powershell-syntax.ts';

/** What a collector asks of a machine that answers nothing. */
async function askedBy(collector: Collector, platform: Platform) {
  const commands: string[] = [];
  const scripts: string[] = [];
  const paths: string[] = [];
  const watched: Collector = {
    ...collector,
    collect: (context) =>
      collector.collect({
        ...context,
        // What watches for ten seconds has asked for everything by then.
        signal: AbortSignal.timeout(100),
        run: (command, words, options) => {
          if (command === 'powershell') scripts.push(words.at(-1) ?? '');
          else commands.push([command, ...words].join(' '));
          return context.run(command, words, options);
        },
        powershell: (script, options) => {
          scripts.push(script);
          return context.powershell(script, options);
        },
        readText: (path, ...rest) => {
          paths.push(path);
          return context.readText(path, ...rest);
        },
        readBytes: (path, ...rest) => {
          paths.push(path);
          return context.readBytes(path, ...rest);
        },
        listFolder: (path, ...rest) => {
          paths.push(path);
          return context.listFolder(path, ...rest);
        },
      }),
  };
  await collectOn({ platform, endpoints: [] }, watched);
  return { commands, scripts, paths };
}

const homeFolder = os.homedir();

/** `/sys/a/*\/b, c (why)` names `/sys/a/*\/b` and `/sys/a/*\/c`. */
function shapesOf(reads: readonly string[]): string[] {
  return reads.flatMap((entry) => {
    const names = entry.split(', ').map((part) => part.split(' ')[0] ?? '');
    const folder = (names[0] ?? '').replace(/[^/]*$/, '');
    return names.map((name) => (/^[/~]/.test(name) ? name : `${folder}${name}`));
  });
}

/** Whether a declared shape speaks of this file, or of files inside this folder. */
function covers(shape: string, path: string): boolean {
  if (shape.startsWith(`${path}/`)) return true;
  // Windows' own folder and those of a person have another name on every machine.
  const parts = shape
    .replace(/^%\w+%/, '*')
    .split('*')
    .map((part) => part.replace(/[.\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`).test(path);
}

const pairs = catalogue.flatMap((collector) =>
  platforms.map((platform) => ({ id: collector.id, platform, collector })),
);

describe('the catalogue', () => {
  test('has each collector once, with a declaration that the contract accepts', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    for (const one of catalogue)
      expect(() => collectorDeclaration.parse(declarationOf(one)), one.id).not.toThrow();
  });

  test.each(Object.entries(collectorFiles()))(
    'matches the generated %s (update it with `node scripts/generate/collectors.ts`)',
    (file, content) => {
      expect(readFileSync(join(root, file), 'utf8')).toBe(content);
    },
  );

  test('says of each collector that speaks of administrators what is missing without one, and where', () => {
    for (const { id, privileges, platforms: where } of catalogue) {
      const file = join(import.meta.dirname, `../../../collector/collectors/${id}/collector.ts`);
      if (/because\([^)]*(?:an administrator|[Yy]our account)/.test(readFileSync(file, 'utf8')))
        expect(privileges, id).not.toBe('none');
      if (privileges === 'none') continue;
      expect(where, id).toEqual(expect.arrayContaining(Object.keys(privileges)));
      for (const text of Object.values(privileges)) expect(text).toMatch(/^[A-Z].+\.$/);
    }
  });

  test('lets no collector of `standard` hold a person up for more than half a minute', () => {
    for (const { id, presets, deadlineMs } of catalogue) {
      if (presets.includes('standard')) expect(deadlineMs, id).toBeLessThanOrEqual(30_000);
    }
  });

  test.for(pairs)(
    '$id on $platform runs no command and reads no file that its declaration hides',
    async ({ platform, collector }) => {
      const said = collector.reads[platform].join('\n');
      const { commands, scripts, paths } = await askedBy(collector, platform);
      expect(collector.reads[platform].length).toBeGreaterThan(0);
      expect(collector.mayReveal).toMatch(/^[A-Z].+\.$/);
      for (const command of commands) expect(said).toContain(command.split(' ')[0]);
      for (const script of scripts) {
        expect(scriptProblem(script)).toBeNull();
        expect(script).not.toMatch(/wmic|Win32_Product\b|Invoke-|CommandLine\b/i);
        for (const [, type = ''] of script.matchAll(/Get-CimInstance (?:-Namespace \S+ )?(\w+)/g))
          expect(said).toContain(type);
        for (const [, object = ''] of script.matchAll(/New-Object -ComObject ([\w.]+)/g))
          expect(said).toContain(object);
        for (const [cmdlet] of script.matchAll(
          /\bGet-(?!CimInstance|Item\b|ItemProperty|ChildItem|Date)\w+/g,
        ))
          expect(said).toContain(cmdlet);
      }
      const shapes = shapesOf(collector.reads[platform]);
      for (const path of paths.map((one) => one.replace(homeFolder, '~')))
        expect(
          shapes.some((shape) => covers(shape, path)),
          path,
        ).toBe(true);
    },
  );
});

test.each([
  ['$a=@(1;\'it\'\'s\';"b $(Get-Item "c")")', null],
  ['try{1}catch{', '} is missing at the end'],
  ["'a", 'a text that begins at 0 has no end'],
  ['(1}', '} at 2 closes nothing: (1}'],
  ['$a ?? 1', '?? is younger than PowerShell 5.1'],
])('a script that is %s is seen to be one', (script, problem) => {
  expect(scriptProblem(script)).toBe(problem);
});
