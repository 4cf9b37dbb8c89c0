import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const types = [
  'feat',
  'fix',
  'docs',
  'test',
  'refactor',
  'perf',
  'build',
  'ci',
  'chore',
  'style',
  'revert',
];
const longestSubject = 72;
const conventional = new RegExp(
  `^(?:${types.join('|')})(?:\\([a-z0-9][a-z0-9-]*\\))?!?: (?<summary>\\S.*)$`,
);
/** Words that a summary in the past, in the present or of a kind of work begins with. */
const notImperative =
  /^(?:[a-z]+(?:[^e]ed|ing)|adds|changes|fixes|makes|moves|removes|renames|shows|updates|uses|made|wrote)$/i;
/** Words that end like a past or present participle but are not. */
const imperative = new Set([
  'bring',
  'embed',
  'exceed',
  'feed',
  'need',
  'ping',
  'proceed',
  'seed',
  'shed',
  'speed',
  'spring',
  'string',
  'weed',
]);

/** What is wrong with the subject of a commit, in words that say how to mend it; null when nothing is. */
export function subjectProblem(subject: string): string | null {
  const length = [...subject].length;
  if (length > longestSubject)
    return `has ${length} characters; shorten it to ${longestSubject} and say why in the body`;
  const summary = conventional.exec(subject)?.groups?.summary;
  if (summary === undefined)
    return `is not of the form “type(scope): summary”; the types are ${types.join(', ')}`;
  const [verb = ''] = summary.split(/\s/);
  if (notImperative.test(verb) && !imperative.has(verb.toLowerCase())) {
    return `begins with “${verb}”; begin with what the commit does, as a command (“add”, not “added”)`;
  }
  if (summary.endsWith('.')) return 'ends with a full stop; leave it out';
  return null;
}

/** Checks the subjects of a range such as `origin/main..HEAD`, without merges. Resolves to one line for each that fails. */
export function checkRange(range: string, folder: string): string[] {
  const log = execFileSync(
    'git',
    ['log', '--no-merges', '--format=%h %s', '--end-of-options', range],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  return log
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const subject = line.slice(line.indexOf(' ') + 1);
      const problem = subjectProblem(subject);
      return problem === null ? [] : [`${line}\n  ${problem}.`];
    });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [range] = process.argv.slice(2);
  if (!range) {
    console.error('Usage: node scripts/commit-subjects.ts RANGE, for example origin/main..HEAD');
    process.exit(2);
  }
  const problems = checkRange(range, process.cwd());
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log('Every commit subject is in order.');
  process.exitCode = problems.length === 0 ? 0 : 1;
}
