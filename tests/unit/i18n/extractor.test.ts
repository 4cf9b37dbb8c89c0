import { describe, expect, test } from 'vitest';
import { findSentences } from '#scripts/generate/messages/sentences.ts';
import { parseSource } from '#scripts/generate/messages/syntax.ts';
import { type CatalogueFile, translationFaults } from '#scripts/generate/messages/translation.ts';
import { unusedIds } from '#scripts/generate/messages/usage.ts';

const read = (files: Record<string, string>) => {
  const { sentences, unresolved } = findSentences(
    Object.entries(files).map(([path, text]) => parseSource(path, text)),
  );
  return { sentences: [...sentences.keys()].sort(), unresolved };
};

describe('a sentence without an id is found', () => {
  test('where a text is made, whole, joined, chosen or named by a constant', () => {
    const { sentences, unresolved } = read({
      'main/a.ts': `
        const late = 'It is late.';
        const words = { one: 'One.', other: 'Others.' } as const;
        export const texts = (early: boolean, kind: 'one' | 'other', values: object) => [
          { message: 'Hello.', values }, { message: 'Good ' + 'morning.' }, { message: early ? \`It is early.\` : late }, { message: words[kind] },
        ];`,
    });
    expect(sentences).toEqual([
      'Good morning.',
      'Hello.',
      'It is early.',
      'It is late.',
      'One.',
      'Others.',
    ]);
    expect(unresolved).toEqual([]);
  });

  test('through any helper that passes it on, in another file too', () => {
    const { sentences, unresolved } = read({
      'contract/errors/result.ts': `
        export const errorOf = (code: string, message: string) => ({ code, message: { message } });
        export function raise(code: string, { message }: { message: string }): never { throw errorOf(code, message); }`,
      'main/b.ts': `
        import { raise as stop } from '../contract/result.ts';
        export const full = () => stop('disk-full', { message: 'The disk is full.' });
        const raise = (code: string, text: string) => text;
        raise('not-ours', 'This is another function of the same name.');`,
    });
    expect(sentences).toEqual(['The disk is full.']);
    expect(unresolved).toEqual([]);
  });

  test('where a window reads it from the property of an object that another room made', () => {
    const { sentences } = read({
      'renderer/c.tsx':
        'export const rows = (items: { title: string }[]) => items.map(({ title }) => tText({ message: title }));',
      'collector/d.ts':
        "export const one = { id: 'disks', title: 'Disks', mayReveal: 'Names of disks.' };",
    });
    expect(sentences).toEqual(['Disks']);
  });

  test('and one that is put together at run time is reported with its place', () => {
    const { unresolved } = read({
      'main/e.ts':
        "const size = 3;\nexport const bad = { message: String(size) + ' disks are full.' };",
    });
    expect(unresolved).toEqual(["main/e.ts:2: String(size) + ' disks are full.'"]);
  });
});

test('a sentence with its values written into it is reported wherever it is, and other text at run time is not', () => {
  const { sentences, unresolved } = read({
    'renderer/g.tsx':
      'export const title = (item: { title: string }) => tText({ message: item.title });',
    'main/h.ts': `export const found = [{ title: \`Disk \${name} is full.\` }, { title: \`\${name}-1\` }, { title: nameOf(name) }];`,
  });
  expect(sentences).toEqual([]);
  expect(unresolved).toEqual([`main/h.ts:1: \`Disk \${name} is full.\``]);
});

test('a value that is made of itself ends the search', () => {
  const source =
    "let words = 'Ready.';\nfunction next() { return words ?? next(); }\nexport const text = { message: next() };";
  expect(read({ 'main/i.ts': source })).toEqual({ sentences: ['Ready.'], unresolved: [] });
});

test('an id is used when a source names it whole or by a template, but not where it is defined', () => {
  const files = [
    parseSource('renderer/messages.ts', "export const own = { 'app.defined': 'Defined' };"),
    parseSource(
      'renderer/f.ts',
      `t('app.named'); t(\`state.\${state}\`); t(\`state.\${state}.help\`); t(\`\${anything}\`);`,
    ),
  ];
  const ids = ['app.defined', 'app.named', 'state.done', 'state.done.help', 'state.done.title'];
  expect(unusedIds(ids, files)).toEqual(['app.defined', 'state.done.title']);
});

describe('a translation', () => {
  const english: CatalogueFile = {
    ui: { 'ui.lines': '{count, plural, one {# line} other {# lines}}' },
    window: { 'app.send': 'Send to {organisation}' },
    console: {},
    native: { Quit: 'Quit' },
    sentences: { 'The disk {name} is full.': 'The disk {name} is full.' },
  };

  test('may lack texts and use fewer values', () => {
    const german = {
      ui: { 'ui.lines': '{count, plural, one {# Zeile} other {# Zeilen}}' },
      window: { 'app.send': 'Senden' },
    };
    expect(translationFaults(german, english)).toEqual([]);
  });

  test('is told of a text that no longer exists, a value that was invented and a brace that was left open', () => {
    const german = {
      window: { 'app.gone': 'Fort', 'app.send': 'An {organization} senden' },
      sentences: { 'The disk {name} is full.': 'Der Datenträger {name ist voll.' },
      winodw: {},
    };
    expect(translationFaults(german, english)).toEqual([
      expect.stringMatching(/^“winodw” is not a section/),
      'window, “app.gone”: Candor has no such text (any more)',
      'window, “app.send”: there is no value {organization}; there are: organisation',
      expect.stringMatching(/^sentences, “The disk \{name\} is full\.”: not a valid ICU message/),
    ]);
  });
});
