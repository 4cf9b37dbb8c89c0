export const homeMessages = {
  'home.getHelp': 'Get help',
  'home.promise': 'Say what is wrong, and nothing is sent before you have seen it and agreed.',
  'home.promiseTo':
    'Say what is wrong, and nothing goes to {organisation} before you have seen it and agreed.',
  'home.history': 'History',
  'home.kept': 'What is kept on this computer',
  'home.interrupted.title': 'Candor closed before it was finished',
  'home.interrupted.text': 'Nothing was sent. Your words are still here.',
  'home.code': 'I have a code',
  'home.journal': 'Who asked, and what you answered',
  'home.requests': 'Somebody asks you',
  'home.continue': 'Continue',
  'home.underway.title': 'You have not finished yet',
  'home.underway.text': 'Nothing has been sent.',
  'home.newer.title': 'There is a newer Candor',
  'home.newer.text':
    'Your support desk works with version {newer}; this is {own}. Your IT department installs it. You can go on as usual.',
  'home.policy': 'This computer’s set-up needs attention',
  'home.policy.look': 'What is wrong?',
  'home.managed': 'Managed by your organisation',
  'home.managed.none': 'Settings of this computer',
  'home.noOrganisation.title': 'No support organisation is set up here',
  'home.noOrganisation.text':
    'You can check this computer and save the result to a file, but you cannot send it.',
  'home.open': 'Still open',
  'home.open.more': '{count, plural, one {# more in the history} other {# more in the history}}',
} as const;
