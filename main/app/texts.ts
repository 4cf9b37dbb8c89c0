import type { Text } from '#contract/text/text.ts';

/** Says one of these texts in the person's language, with its values filled in. */
export type Say = (message: string, values?: Text['values']) => string;

/** The words that main itself shows, outside the window. The key of a translation is the English source. */
export const texts = {
  tooltip: 'Candor',
  help: 'Get help',
  history: 'History',
  quit: 'Quit Candor',
  saveTitle: 'Save the bundle',
  saveName: 'Support bundle',
  zip: 'Zip archive',
  sealedZip: 'Encrypted zip archive (age)',
  activeSession: 'Candor is looking at this computer or waits for your decision',
  activeSending: 'Candor is sending what you agreed to, or waits to go on',
  activeRequest: '{engineer} from {organisation} asks for a look at this computer',
  askedTitle: '{organisation} asks for something',
  askedBody:
    '{engineer} from {organisation} asks for a look at this computer. Nothing happens before you agree.',
  journalTitle: 'Save the record',
  journalName: 'Candor record',
  json: 'JSON',
  answerTitle: 'Your support team wrote to you',
  answerBody: '{number}: open Candor to read it.',
  waitingTitle: 'Your support team waits for you',
  resolvedTitle: 'Your support team says that it is solved',
  closedTitle: 'Your support team has closed it',
  collectingTitle: 'A command collects from this computer',
  collectingBody: 'The result is written to {file}. Nothing is sent. Candor’s record keeps this.',
  /** Of the menu bar, which macOS alone has, and of a right click. */
  menu: {
    hide: 'Hide Candor',
    showAll: 'Show all',
    quit: 'Quit Candor',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    addToDictionary: 'Add to dictionary',
    view: 'View',
    actualSize: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    window: 'Window',
    minimize: 'Minimise',
    close: 'Close',
  },
} as const;
