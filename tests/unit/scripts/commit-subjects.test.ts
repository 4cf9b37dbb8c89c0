import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { subjectProblem } from '#scripts/commit-subjects.ts';

describe('a commit subject', () => {
  test.each([
    'fix(outbox): count a late pause after acceptance',
    'feat: need a second engineer for exports',
    'refactor(desk)!: embed the console',
    `docs: ${'x'.repeat(66)}`,
  ])('is accepted: %s', (subject) => expect(subjectProblem(subject)).toBeNull());

  test.each([
    [`docs: ${'x'.repeat(67)}`, '73 characters'],
    ['The window says only what is so', 'type(scope): summary'],
    ['fix:missing space', 'type(scope): summary'],
    ['fix(Outbox Files): count', 'type(scope): summary'],
    ['update: count a pause', 'type(scope): summary'],
    ['fix: counted a late pause', '“counted”'],
    ['feat(dev): adding hot reload', '“adding”'],
    ['fix: fixes a late pause', '“fixes”'],
    ['fix: count a late pause.', 'full stop'],
    ['', 'type(scope): summary'],
  ])('is refused: %j', (subject, reason) => expect(subjectProblem(subject)).toContain(reason));
});

test('a range is checked from its base on, without merges; what came before stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-commits-'));
  const git = (...words: string[]) =>
    execFileSync(
      'git',
      [
        '-c',
        'user.name=Kim',
        '-c',
        'user.email=kim@example.org',
        '-c',
        'commit.gpgsign=false',
        ...words,
      ],
      {
        cwd: folder,
        stdio: 'pipe',
      },
    );
  const commit = (subject: string) => git('commit', '--allow-empty', '--quiet', '-m', subject);
  const check = (range: string) =>
    spawnSync(
      process.execPath,
      [join(import.meta.dirname, '../../../scripts/commit-subjects.ts'), range],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
  try {
    git('init', '--quiet', '--initial-branch=main');
    commit('An old commit from before the rule');
    git('tag', 'base');
    git('switch', '--quiet', '-c', 'work');
    commit('feat: say hello');
    git('switch', '--quiet', 'main');
    commit('fix: say goodbye');
    git('merge', '--quiet', '--no-ff', '-m', 'Merge work', 'work');
    expect(check('base..HEAD').status).toBe(0);
    commit('Something new');
    const { status, stderr } = check('base..HEAD');
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^[0-9a-f]+ Something new\n {2}is not of the form/),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
