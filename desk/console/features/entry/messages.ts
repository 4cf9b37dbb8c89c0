export const entryMessages = {
  'setUp.title': 'Set up this desk',
  'setUp.intro':
    'You make the first engineer’s account of {organisation}. The link you followed works once.',
  'setUp.name': 'Your name',
  'setUp.name.help': 'People who asked for help see it beside your answers. You sign in with it.',
  'setUp.name.missing': 'Enter your name.',
  'setUp.password': 'Password',
  'setUp.password.help':
    'At least 12 characters. A sentence of a few words is strong and easy to remember.',
  'setUp.password.short':
    '{count, plural, one {One more character is needed.} other {# more characters are needed.}}',
  'setUp.again': 'Password again',
  'setUp.again.differs': 'The two passwords are not the same.',
  'setUp.show': 'Show the passwords',
  'setUp.submit': 'Make the account',
  'setUp.done.title': 'This link is used up',
  'setUp.done.text':
    'The first account of this desk exists already, so this page has ended its work for good.',
  'setUp.done.signIn': 'Sign in',
  'setUp.noToken.title': 'This link is not complete',
  'setUp.noToken.text':
    'Open the whole link that the desk printed where it was started. Start the desk again to have it print a new one.',
  'setUp.needed.title': 'This desk has no account yet',
  'setUp.needed.text':
    'Where the desk was started, it printed a link that makes the first engineer’s account. Open that link. If it is lost, start the desk again; it prints a new one.',

  'signIn.title': 'Sign in',
  'signIn.at': 'The desk of {organisation}',
  'signIn.name': 'Name',
  'signIn.password': 'Password',
  'signIn.submit': 'Sign in',
  'signIn.missing': 'Enter your name and your password.',
  'signIn.expired':
    'Your session has ended. Sign in again to go on where you were; nothing you wrote is lost.',

  'signIn.code': 'Code',
  'signIn.code.help':
    'The six digits that your authenticator app shows now, or one of your recovery codes.',
  'signIn.code.missing': 'Enter the code.',
  'signIn.oidc': 'Sign in with {name}',
  'signIn.refused':
    'The sign-in by your organisation was not completed. Try again; if it happens again, ask your administrator.',

  'join.title': 'Join this desk',
  'join.intro':
    'You were invited to the desk of {organisation}. Choose a password; this link works once.',
  'join.submit': 'Open my account',

  'reset.title': 'Choose a new password',
  'reset.intro': 'Your administrator at {organisation} sent you this link. It works once.',
  'reset.noToken':
    'This link is not complete. Copy the whole link from the message, or ask your administrator for a new one.',
  'reset.submit': 'Change my password',
  'reset.done':
    'Your password is changed. You were signed out everywhere, and your tokens no longer work.',
} as const;
