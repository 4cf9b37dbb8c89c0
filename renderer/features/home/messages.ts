export const homeMessages = {
  'home.getHelp': 'Get help',
  'home.promise': 'Tell us what’s wrong. Nothing is sent until you have seen it and agreed.',
  'home.promiseTo':
    'Tell us what’s wrong. Nothing goes to {organisation} until you have seen it and agreed.',
  'home.history': 'History',
  'home.localData': 'On this computer',
  'home.interrupted.title': 'Candor closed before you had finished',
  'home.interrupted.text': 'Nothing was sent. Your words are still here.',
  'home.code': 'I have a code',
  'home.activity': 'Activity',
  'home.requests': 'Someone is asking for your permission',
  'home.continue': 'Continue',
  'home.underway.title': 'You have an unfinished report',
  'home.underway.text': 'Nothing has been sent.',
  'home.newer.title': 'There is a newer Candor',
  'home.newer.text':
    'Your support desk uses version {newer}; you have {own}. Your IT department will install it. You can carry on as usual.',
  'home.policy': 'There is a problem with Candor’s settings',
  'home.policy.look': 'Show the problem',
  'home.managed': 'Managed by your organisation',
  'home.managed.none': 'Settings of this computer',
  'home.noOrganisation.title': 'No support organisation is set up here',
  'home.noOrganisation.text':
    'You can check this computer and save the result to a file, but you cannot send it.',
  'home.open': 'Still open',
  'home.open.more': '{count, plural, one {# more in the history} other {# more in the history}}',
} as const;
