/**
 * Characters that turn the direction of what follows, so that `exe.txt` may be `txt.exe` (Trojan Source, CVE-2021-42574),
 * and control characters other than tab and line break. Nobody types them; joiners and marks of real scripts stay.
 */
const deceptive = /[\u202A-\u202E\u2066-\u2069]|(?![\t\n\r])\p{Cc}/gu;

/** Text that came from a machine, with such characters shown by their code: `⟨U+202E⟩`. */
export const visible = (text: string): string =>
  text.replace(
    deceptive,
    (character) =>
      `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
