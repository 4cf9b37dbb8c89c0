export const shellMessages = {
  'app.name': 'Candor desk',
  'app.title': '{page} · Candor desk',
  'app.skip': 'Skip to the content',
  'app.loading': 'Loading…',
  'app.tryAgain': 'Try again',
  'app.signOut': 'Sign out',
  'app.signedInAs': 'Signed in as {name}',
  'app.live.open': 'Live',
  'app.live.connecting': 'Connecting…',
  'app.live.lost': 'Not live: reconnecting…',
  'app.live.help': 'New incidents and messages appear by themselves',
  'app.problem.title': 'The desk cannot be reached',
  'app.unknown.title': 'There is no such page',
  'app.unknown.text': 'The address may be mistyped, or the link is from another desk.',
  'app.toIncidents': 'Go to the incidents',

  'app.places': 'Pages of the desk',

  'unfinished.title':
    '{count, plural, one {Somebody entered your password, but not your second factor} other {Your password was entered # times without your second factor}}',
  'unfinished.text':
    'If it was not you, somebody knows your password: choose a new one now. Nobody can sign in without your second factor.',
  'unfinished.line': '{time}, from {address}',
  'unfinished.more': '{count, plural, one {and one more} other {and # more}}',
  'unfinished.change': 'Change my password',
  'unfinished.read': 'I have read this',
} as const;
