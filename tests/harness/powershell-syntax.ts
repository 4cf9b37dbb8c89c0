const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/**
 * What is wrong with a script of Windows PowerShell 5.1, as far as it shows without one: brackets and quotes that do not
 * close, and operators that only PowerShell 7 knows. Null when nothing is.
 */
export function scriptProblem(script: string): string | null {
  const open: string[] = [];
  let code = '';
  for (let at = 0; at < script.length; at += 1) {
    const char = script[at] ?? '';
    const inText = open.at(-1) === '"';
    if (char === '`') at += 1;
    else if (inText && char === '"' && script[at + 1] === '"') at += 1;
    else if (char === '"') inText ? open.pop() : open.push('"');
    else if (inText) {
      if (char === '$' && script[at + 1] === '(') {
        open.push(')');
        at += 1;
      }
    } else if (char === "'") {
      const end = script.indexOf("'", at + 1);
      if (end < 0) return `a text that begins at ${at} has no end`;
      at = end;
    } else if (closing[char]) open.push(closing[char]);
    else if (/[})\]]/.test(char) && open.pop() !== char)
      return `${char} at ${at} closes nothing: ${script.slice(Math.max(0, at - 60), at + 1)}`;
    else code += char;
  }
  if (open.length > 0) return `${open.join(' ')} is missing at the end`;
  const younger = /&&|\|\||\?\?|\?\.|ForEach-Object -Parallel|-AsArray|-EscapeHandling/.exec(
    code,
  )?.[0];
  return younger === undefined ? null : `${younger} is younger than PowerShell 5.1`;
}
