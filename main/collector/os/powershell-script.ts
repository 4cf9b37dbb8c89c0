/** How scripts are put to Windows PowerShell and how its answers are told from everything else it prints; pure. */

/** What stands before every script: errors and progress bars are no answer, and numbers and dates have one form. */
const prelude = [
  `$ErrorActionPreference='SilentlyContinue'`,
  `$ProgressPreference='SilentlyContinue'`,
  `[Console]::OutputEncoding=[Text.Encoding]::UTF8`,
  `[Threading.Thread]::CurrentThread.CurrentCulture=[Globalization.CultureInfo]::InvariantCulture`,
].join(';');

/** Arguments that run one script and end. */
export const powershellWords = (script: string): string[] => [
  ...['-NoLogo', '-NoProfile', '-NonInteractive', '-Command'],
  `${prelude};${script}`,
];

/** Arguments with which it reads statements from its input, one a line, until that ends. */
export const sessionWords = [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-InputFormat',
  'Text',
  '-OutputFormat',
  'Text',
  '-Command',
  '-',
];

/**
 * The first line of a session. Where the organisation allows programs by list (AppLocker, App Control), PowerShell runs in
 * ConstrainedLanguage, in which the lines below cannot work; asking for the mode can.
 */
export const greeting = (mark: string): string =>
  `Write-Output "\`n${mark} mode $($ExecutionContext.SessionState.LanguageMode)"\n`;

/**
 * One statement on one line. The script goes in and its answer comes out as base64 of UTF-8, so that neither the
 * console's code page nor a line break inside matters. In a scope of its own: nothing of one script is left for the next.
 * @param mark unguessable, so that nothing a script prints is mistaken for the end of it
 */
export function framedScript(script: string, mark: string): string {
  const body = Buffer.from(`${prelude};${script}`, 'utf8').toString('base64');
  const decode = (text: string) => `[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${text}'))`;
  const encode = `[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($a))`;
  const work = `$a=[string]::Join("\`n",@(& ([ScriptBlock]::Create(${decode(body)}))));$s='ok'`;
  const failure = `$a="$_";$s='error'`;
  return `& {try{${work}}catch{${failure}};[Console]::Out.Write("\`n${mark} $s "+${encode}+"\`n");[Console]::Out.Flush()}\n`;
}

export type Frame = { kind: 'mode'; mode: string } | { kind: 'ok' | 'error'; text: string };

/** Null for a line that is not the answer: a warning, a half line, something that a script printed. */
export function frameOf(line: string, mark: string): Frame | null {
  if (!line.startsWith(mark)) return null;
  const [first, kind, rest = '', ...more] = line.trim().split(' ');
  if (first !== mark || more.length > 0) return null;
  if (kind === 'mode') return { kind, mode: rest };
  if (kind !== 'ok' && kind !== 'error') return null;
  // A line that was cut, or written into by another thread, is no whole base64.
  if (rest.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(rest)) return null;
  return { kind, text: Buffer.from(rest, 'base64').toString('utf8') };
}
