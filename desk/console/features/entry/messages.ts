export const entryMessages = {
  'setUp.title': 'Set up this desk',
  'setUp.intro':
    'Create the first engineer account for {organisation}. The link you opened works once.',
  'setUp.name': 'Your name',
  'setUp.name.help': 'You sign in with it. People who ask for help see it next to your answers.',
  'setUp.name.missing': 'Enter your name.',
  'setUp.password': 'Password',
  'setUp.password.help':
    'At least 12 characters. A sentence of a few words is strong and easy to remember.',
  'setUp.password.short':
    '{count, plural, one {Add one more character.} other {Add # more characters.}}',
  'setUp.again': 'Repeat password',
  'setUp.again.differs': 'The two passwords do not match.',
  'setUp.show': 'Show passwords',
  'setUp.submit': 'Create account',
  'setUp.done.title': 'This link has already been used',
  'setUp.done.text': 'This desk already has its first account, so this page is no longer needed.',
  'setUp.done.signIn': 'Sign in',
  'setUp.noToken.title': 'This link is incomplete',
  'setUp.noToken.text':
    'Open the whole link that the desk printed when it started. To get a new link, restart the desk.',
  'setUp.needed.title': 'This desk has no account yet',
  'setUp.needed.text':
    'When the desk started, it printed a link for creating the first engineer account. Open that link. If you no longer have it, restart the desk to get a new one.',

  'signIn.title': 'Sign in',
  'signIn.at': 'Desk of {organisation}',
  'signIn.name': 'Name',
  'signIn.password': 'Password',
  'signIn.submit': 'Sign in',
  'signIn.missing': 'Enter your name and your password.',
  'signIn.expired':
    'Your session has ended. Sign in again to continue where you were. Nothing you wrote is lost.',

  'signIn.code': 'Code',
  'signIn.code.help':
    'The six digits that your authenticator app shows now, or one of your recovery codes.',
  'signIn.code.missing': 'Enter the code.',
  'signIn.oidc': 'Sign in with {name}',
  'signIn.refused':
    'Signing in through your organisation did not work. Try again. If it fails again, ask your administrator.',

  'join.title': 'Join this desk',
  'join.intro':
    'You have been invited to the desk of {organisation}. Choose a password. This link works once.',
  'join.submit': 'Create account',

  'reset.title': 'Choose a new password',
  'reset.intro': 'Your administrator at {organisation} sent you this link. It works once.',
  'reset.noToken':
    'This link is incomplete. Copy the whole link from the message, or ask your administrator for a new one.',
  'reset.submit': 'Change password',
  'reset.done':
    'Your password has been changed. You were signed out everywhere, and your tokens no longer work.',
} as const;
