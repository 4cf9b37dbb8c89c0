import { expect, test, vi } from 'vitest';

vi.mock('electron', () => ({ Menu: {} }));

import { contextMenuOf } from '#main/app/context-menu.ts';

const flags = {
  canUndo: true,
  canRedo: false,
  canCut: true,
  canCopy: true,
  canPaste: true,
  canDelete: true,
  canSelectAll: true,
};
const editFlags = { ...flags, canEditRichly: false };
const plain = {
  isEditable: true,
  selectionText: '',
  editFlags,
  misspelledWord: '',
  dictionarySuggestions: [],
};
const say = (message: string) => `«${message}»`;
const nothing = { replace: () => {}, learn: () => {} };
const labels = (params: Parameters<typeof contextMenuOf>[0]) =>
  contextMenuOf(params, say, nothing).map(({ label }) => label ?? '—');

test('a text field offers to cut, copy, paste and select all, in the person’s language', () => {
  expect(labels(plain)).toEqual(['«Cut»', '«Copy»', '«Paste»', '—', '«Select all»']);
});

test('a text field offers only what is possible at this moment', () => {
  const template = contextMenuOf(
    { ...plain, editFlags: { ...editFlags, canCut: false, canPaste: false } },
    say,
    nothing,
  );
  expect(template.map(({ role, enabled }) => [role, enabled])).toEqual([
    ['cut', false],
    ['copy', true],
    ['paste', false],
    [undefined, undefined],
    ['selectAll', true],
  ]);
});

test('selected text offers to copy it, and a click on anything else shows no menu', () => {
  expect(labels({ ...plain, isEditable: false, selectionText: 'INC-000001' })).toEqual(['«Copy»']);
  expect(labels({ ...plain, isEditable: false, selectionText: ' \n' })).toEqual([]);
});

test('a misspelled word comes with its suggestions and can be added to the dictionary', () => {
  const done: string[] = [];
  const spelling = {
    replace: (word: string) => done.push(word),
    learn: (word: string) => done.push(`+${word}`),
  };
  const misspelled = {
    ...plain,
    misspelledWord: 'prnter',
    dictionarySuggestions: ['printer', 'pruner'],
  };
  const [first, , learn, separator] = contextMenuOf(misspelled, say, spelling);
  expect(first?.label).toBe('printer');
  expect(learn?.label).toBe('«Add to dictionary»');
  expect(separator?.type).toBe('separator');
  for (const item of [first, learn]) (item as { click(): void }).click();
  expect(done).toEqual(['printer', '+prnter']);
});
