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

const encoded = (value: string): string =>
  `[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(${value}))`;
const say = (words: string): string =>
  `[Console]::Out.Write(${words}+"\`n");[Console]::Out.Flush()`;

/**
 * Two statements, one a line. The first runs the script and gives each thing that it puts out as it comes, so that it is
 * there should the script be stopped later. The second says that it is over, how many things there were, and what failed
 * first. The script goes in and its answer comes out as base64 of UTF-8, so that neither the console's code page nor a line
 * break inside matters. In a scope of its own: nothing of one script is left for the next.
 *
 * Neither `try` nor `trap` stands around the script: in one, an error that ends a statement ends the whole script
 * (about_Error_Handling); without, the next statement runs, as in a script of its own. An error that ends the script all
 * the same ends the first line, and the second is read.
 * @param mark unguessable, so that nothing a script prints is mistaken for the end of it
 */
export function framedScript(script: string, mark: string): string {
  const body = Buffer.from(`${prelude};${script}`, 'utf8').toString('base64');
  const decoded = `[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${body}'))`;
  const part = `$global:candorParts++;${say(`"\`n${mark} part "+${encoded('"$_"')}`)}`;
  const work = `$Error.Clear();$global:candorParts=0;& ([ScriptBlock]::Create(${decoded}))|& {process{${part}}}`;
  const failure = `$e='';if($Error.Count){$e="$($Error[$Error.Count-1])"}`;
  return `& {${work}}\n& {${failure};${say(`"\`n${mark} end $global:candorParts "+${encoded('$e')}`)}}\n`;
}

/** `end`: `parts` counts what should have come before, `text` is the first error or ''. */
export type Frame =
  | { kind: 'mode'; mode: string }
  | { kind: 'part'; text: string }
  | { kind: 'end'; parts: number; text: string };

/** Null for a line that is no frame: a warning, a half line, something that a script printed. */
export function frameOf(line: string, mark: string): Frame | null {
  if (!line.startsWith(mark)) return null;
  const [first, kind, ...words] = line.trimEnd().split(' ');
  if (first !== mark) return null;
  if (kind === 'mode' && words.length === 1) return { kind, mode: words[0] ?? '' };
  const counted = kind === 'end' && /^\d{1,9}$/.test(words[0] ?? '') ? Number(words.shift()) : null;
  const [rest = '', ...more] = words;
  // A line that was cut, or written into by another thread, is no whole base64.
  if (more.length > 0 || rest.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(rest)) return null;
  const text = Buffer.from(rest, 'base64').toString('utf8');
  if (counted !== null) return { kind: 'end', parts: counted, text };
  return kind === 'part' ? { kind, text } : null;
}
