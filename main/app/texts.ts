import type { Text } from '#contract/text/text.ts';

/** Translates one of these texts and fills in its values. */
export type Say = (message: string, values?: Text['values']) => string;

/** The texts that main shows outside the window. The English text is the key of its translation. */
export const texts = {
  tooltip: 'Candor',
  help: 'Get help',
  history: 'History',
  quit: 'Quit Candor',
  saveTitle: 'Save your report',
  saveName: 'Support bundle',
  zip: 'Zip archive',
  sealedZip: 'Encrypted zip archive (age)',
  activeSession: 'Candor is checking this computer or waiting for your decision',
  activeSending: 'Candor is sending what you agreed to, or waiting to continue',
  activeRequest: '{engineer} from {organisation} would like to check this computer',
  askedTitle: '{organisation} would like your permission',
  askedBody:
    '{engineer} from {organisation} would like to check this computer. Nothing happens until you agree.',
  journalTitle: 'Save your activity',
  journalName: 'Candor record',
  json: 'JSON',
  answerTitle: 'Your support team wrote to you',
  answerBody: '{number}: open Candor to read it.',
  waitingTitle: 'Your support team needs your answer',
  resolvedTitle: 'Your support team says your problem is solved',
  closedTitle: 'Your support team has closed your case',
  collectingTitle: 'A command is checking this computer',
  collectingBody:
    'The result is saved to {file}. Nothing is sent. You can see this later under “Activity”.',
  /** For the menu bar, which only macOS has, and the context menu. */
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
