/** The words that main itself shows, outside the window. The key of a translation is the English source. */
export const texts = {
  tooltip: 'Candor',
  help: 'Get help',
  history: 'History',
  quit: 'Quit Candor',
  saveTitle: 'Save the bundle',
  saveName: 'Support bundle',
  zip: 'Zip archive',
  answerTitle: 'Your support team wrote to you',
  answerBody: '{number}: open Candor to read it.',
} as const;
