import type { Text } from '#contract/text/text.ts';

/** Says one of these texts in the person's language, with its values filled in. */
export type Say = (message: string, values?: Text['values']) => string;

/** The texts that main shows outside the window. The English text is the key of its translations. */
export const texts = {
  tooltip: 'Candor',
  help: 'Get help',
  history: 'History',
  quit: 'Quit Candor',
  saveTitle: 'Save the bundle',
  saveName: 'Support bundle',
  zip: 'Zip archive',
  sealedZip: 'Encrypted zip archive (age)',
  activeSession: 'Candor is checking this computer or waiting for your decision',
  activeSending: 'Candor is sending what you agreed to, or waiting to continue',
  activeRequest: '{engineer} from {organisation} wants to check this computer',
  askedTitle: '{organisation} has a request',
  askedBody:
    '{engineer} from {organisation} wants to check this computer. Nothing happens unless you agree.',
  journalTitle: 'Save the record',
  journalName: 'Candor record',
  json: 'JSON',
  answerTitle: 'Your support team wrote to you',
  answerBody: '{number}: open Candor to read it.',
  waitingTitle: 'Your support team is waiting for you',
  resolvedTitle: 'Your support team says this is solved',
  closedTitle: 'Your support team has closed this',
  collectingTitle: 'A command is checking this computer',
  collectingBody:
    'The result goes to {file}. Nothing is sent. This is noted in Candor’s activity list.',
  /** For the menu bar (macOS only) and the menu of a right click. */
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
