/** How scripts are sent to Windows PowerShell, and how its answers are separated from its other output; pure. */

/** Precedes every script: suppresses errors and progress bars, and sets one format for numbers and dates. */
const prelude = [
  `$ErrorActionPreference='SilentlyContinue'`,
  `$ProgressPreference='SilentlyContinue'`,
  `[Console]::OutputEncoding=[Text.Encoding]::UTF8`,
  `[Threading.Thread]::CurrentThread.CurrentCulture=[Globalization.CultureInfo]::InvariantCulture`,
].join(';');

/** Arguments for running one script. */
export const powershellWords = (script: string): string[] => [
  ...['-NoLogo', '-NoProfile', '-NonInteractive', '-Command'],
  `${prelude};${script}`,
];

/** Arguments for reading statements from its input, one per line, until the input ends. */
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
 * The first line of a session. With application control (AppLocker, App Control), PowerShell runs in ConstrainedLanguage,
 * in which the lines below do not work, but reading the mode does.
 */
export const greeting = (mark: string): string =>
  `Write-Output "\`n${mark} mode $($ExecutionContext.SessionState.LanguageMode)"\n`;

const encoded = (value: string): string =>
  `[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(${value}))`;
const say = (words: string): string =>
  `[Console]::Out.Write(${words}+"\`n");[Console]::Out.Flush()`;

/**
 * Two statements, one per line. The first runs the script and prints each object as it comes, so that it is not lost if the
 * script is stopped later. The second prints the end, the number of objects and the first error. Script and answer are
 * base64 of UTF-8, so that neither the console's code page nor a line break matters. Each script has its own scope, so that
 * it leaves nothing for the next.
 *
 * There is no `try` or `trap` around the script: inside one, an error that ends a statement ends the whole script
 * (about_Error_Handling); without it, the next statement runs, as in a separate script. An error that does end the script
 * ends only the first line, and PowerShell still reads the second.
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

/** `end`: `parts` is the number of parts that should have come before, `text` is the first error or ''. */
export type Frame =
  | { kind: 'mode'; mode: string }
  | { kind: 'part'; text: string }
  | { kind: 'end'; parts: number; text: string };

/** Null for a line that is not a frame: a warning, an incomplete line, or output of a script. */
export function frameOf(line: string, mark: string): Frame | null {
  if (!line.startsWith(mark)) return null;
  const [first, kind, ...words] = line.trimEnd().split(' ');
  if (first !== mark) return null;
  if (kind === 'mode' && words.length === 1) return { kind, mode: words[0] ?? '' };
  const counted = kind === 'end' && /^\d{1,9}$/.test(words[0] ?? '') ? Number(words.shift()) : null;
  const [rest = '', ...more] = words;
  // A line that was cut off, or mixed with another thread's output, is not complete base64.
  if (more.length > 0 || rest.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(rest)) return null;
  const text = Buffer.from(rest, 'base64').toString('utf8');
  if (counted !== null) return { kind: 'end', parts: counted, text };
  return kind === 'part' ? { kind, text } : null;
}
