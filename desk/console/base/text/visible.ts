/**
 * Bidirectional controls, which can make `txt.exe` look like `exe.txt` (Trojan Source, CVE-2021-42574), and control
 * characters other than tab and line break. People do not type them. Joiners and marks of real scripts are not included.
 */
const deceptive = /[\u202A-\u202E\u2066-\u2069]|(?![\t\n\r])\p{Cc}/gu;

/** Untrusted text with such characters shown by their code: `⟨U+202E⟩`. */
export const visible = (text: string): string =>
  text.replace(
    deceptive,
    (character) =>
      `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
