import {
  type BrowserWindow,
  type ContextMenuParams,
  Menu,
  type MenuItemConstructorOptions,
} from 'electron';
import { type Say, texts } from './texts.ts';

type Params = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'editFlags' | 'misspelledWord' | 'dictionarySuggestions'
>;

/** What the two entries about spelling do. */
interface Spelling {
  replace(word: string): void;
  learn(word: string): void;
}

/**
 * Shows the menu of a right click: editing in a text field, copying selected text, nothing elsewhere. Electron has no menu
 * of its own. Spelling is included on macOS, where the system checks it; see `silenceSessions`.
 */
export function contextMenuOf(
  params: Params,
  say: Say,
  spelling: Spelling,
): MenuItemConstructorOptions[] {
  const { isEditable, editFlags, misspelledWord } = params;
  const words = texts.menu;
  const copy: MenuItemConstructorOptions = {
    role: 'copy',
    label: say(words.copy),
    enabled: editFlags.canCopy,
  };
  if (!isEditable) return params.selectionText.trim() === '' ? [] : [copy];
  const suggestions = params.dictionarySuggestions.map((word) => ({
    label: word,
    click: () => spelling.replace(word),
  }));
  const learn = { label: say(words.addToDictionary), click: () => spelling.learn(misspelledWord) };
  return [
    ...(misspelledWord === '' ? [] : [...suggestions, learn, { type: 'separator' as const }]),
    { role: 'cut', label: say(words.cut), enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: say(words.paste), enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: say(words.selectAll), enabled: editFlags.canSelectAll },
  ];
}

export function showContextMenu(window: BrowserWindow, params: ContextMenuParams, say: Say): void {
  const { webContents } = window;
  const template = contextMenuOf(params, say, {
    replace: (word) => webContents.replaceMisspelling(word),
    learn: (word) => webContents.session.addWordToSpellCheckerDictionary(word),
  });
  if (template.length > 0) Menu.buildFromTemplate(template).popup({ window });
}
