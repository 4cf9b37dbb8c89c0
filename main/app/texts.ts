/** The words that main itself shows, outside the window. The key of a translation is the English source. */
export const texts = {
  tooltip: 'Candor',
  help: 'Get help',
  history: 'History',
  quit: 'Quit Candor',
  saveTitle: 'Save the bundle',
  saveName: 'Support bundle',
  zip: 'Zip archive',
  activeSession: 'Candor is looking at this computer or waits for your decision',
  activeRequest: '{engineer} from {organisation} asks for a look at this computer',
  askedTitle: '{organisation} asks for something',
  askedBody: '{engineer} from {organisation} asks for a look at this computer. Nothing happens before you agree.',
  journalTitle: 'Save the record',
  journalName: 'Candor record',
  json: 'JSON',
  answerTitle: 'Your support team wrote to you',
  answerBody: '{number}: open Candor to read it.',
} as const;
