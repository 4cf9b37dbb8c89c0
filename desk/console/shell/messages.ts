export const shellMessages = {
  'app.name': 'Candor desk',
  'app.title': '{page} · Candor desk',
  'app.skip': 'Skip to content',
  'app.loading': 'Loading…',
  'app.tryAgain': 'Try again',
  'app.signOut': 'Sign out',
  'app.signedInAs': 'Signed in as {name}',
  'app.live.open': 'Live',
  'app.live.connecting': 'Connecting…',
  'app.live.lost': 'Disconnected, reconnecting…',
  'app.live.help': 'New incidents and messages appear automatically',
  'app.problem.title': 'The desk cannot be reached',
  'app.unknown.title': 'Page not found',
  'app.unknown.text': 'The address may be mistyped, or the link may be from another desk.',
  'app.toIncidents': 'Go to incidents',

  'app.places': 'Main navigation',

  'unfinished.title':
    '{count, plural, one {Someone entered your password, but not your second factor} other {Your password was entered # times without your second factor}}',
  'unfinished.text':
    'If that was not you, someone knows your password. Change it now. Nobody can sign in without your second factor.',
  'unfinished.line': '{time}, from {address}',
  'unfinished.more': '{count, plural, one {and one more} other {and # more}}',
  'unfinished.change': 'Change password',
  'unfinished.read': 'Mark as read',
} as const;
