import type { CommandResult } from '../os/run-command.ts';
import type { CollectContext } from '../toolkit/define.ts';
import type { Problem } from './answer.ts';
import type { Way } from './command-lines.ts';
import type { CommandAnswer } from './door.ts';

export type Access = Pick<CollectContext, 'run' | 'powershell' | 'readText'>;

export interface AnsweredLine {
  answer: CommandAnswer;
  problem: Problem | null;
}

/** Far more than a hardware inventory needs. */
const capBytes = 2 * 1024 * 1024;

/** Removes lines that identify this machine, so that they never reach the library. */
const withoutSerials = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*"?(?:serial ?number|smbiosassettag|asset ?tag|uuid)\b/i.test(line))
    .join('\n');

const silent = (problem: Problem | null): AnsweredLine => ({
  answer: { ok: problem === null, stdout: '' },
  problem,
});

/** Answers one command line of the library and reports the outcome. Never rejects. */
export async function answerLine(
  line: string,
  way: Way,
  access: Access,
  timeoutMs: number,
): Promise<AnsweredLine> {
  if ('instead' in way) return { answer: { ok: true, stdout: way.instead }, problem: null };
  if ('files' in way) return answerFiles(way.files, access);
  // The library expects console output; the session returns objects as text, one by one.
  if ('script' in way)
    return judged(
      await access.powershell(`${line} | Out-String -Width 4096`, { timeoutMs, capBytes }),
      false,
    );
  const [program, ...words] = way.run;
  const result = await access.run(program, words, { timeoutMs, capBytes });
  const stdout = way.tidy ? way.tidy(result.stdout) : result.stdout;
  return judged({ ...result, stdout }, way.administrator ?? false);
}

async function answerFiles(
  files: Readonly<Record<string, string>>,
  access: Access,
): Promise<AnsweredLine> {
  const readings = await Promise.all(
    Object.values(files).map((path) => access.readText(path, 4096)),
  );
  const texts = readings.map((reading) => (reading.ok ? reading.text.trim() : ''));
  const stdout = Object.keys(files)
    .map((name, index) => `${name}: ${texts[index]}\n`)
    .join('');
  if (texts.some((text) => text !== '')) return { answer: { ok: true, stdout }, problem: null };
  return silent(
    readings.some((reading) => !reading.ok && reading.problem === 'denied')
      ? 'denied'
      : 'unavailable',
  );
}

function judged(
  { state, exitCode, stdout, stderr, droppedBytes }: CommandResult,
  exitMatters: boolean,
): AnsweredLine {
  if (state === 'missing') return silent('unavailable');
  if (state === 'stopped') return silent('timeout');
  // An incomplete list would look complete.
  if (state === 'failed' || droppedBytes > 0) return silent('fail');
  if (stdout.trim() !== '' && (exitCode === 0 || !exitMatters))
    return { answer: { ok: true, stdout: withoutSerials(stdout) }, problem: null };
  return silent(
    /permission denied|not permitted|access is denied/i.test(stderr) ? 'denied' : 'unavailable',
  );
}
