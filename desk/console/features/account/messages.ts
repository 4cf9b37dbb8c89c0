export const accountMessages = {
  'account.title': 'Your account',
  'account.intro': '{name}, {role}',
  'account.oidc': 'You sign in by your organisation. Password and second factor are kept there.',
  'account.failed': 'This was not done',
  'account.password.title': 'Password',
  'account.password.current': 'Your password',
  'account.password.current.missing': 'Enter your password.',
  'account.password.next': 'New password',
  'account.password.change': 'Change the password',
  'account.password.changed':
    'Changed. Every other session of yours has ended, and your tokens no longer work.',

  'factor.title': 'Second factor',
  'factor.off': 'With an authenticator app on your phone, a stolen password alone opens nothing.',
  'factor.on':
    'Your authenticator app is asked for at each sign-in. {count, plural, =0 {No recovery code is left.} one {# recovery code is left.} other {# recovery codes are left.}}',
  'factor.begin': 'Set it up',
  'factor.remove': 'Remove it',
  'factor.scan':
    'Enter this secret in your authenticator app, or open it there. Then enter the code that the app shows.',
  'factor.open': 'Open in an authenticator app',
  'factor.code': 'Code from the app',
  'factor.code.wrong': 'The code has six digits.',
  'factor.prove': 'Turn it on',
  'factor.codes.title': 'The second factor is on',
  'factor.codes.text':
    'Keep these recovery codes in a safe place. Each opens your account once when your phone is not at hand. They are not shown again.',

  'tokens.title': 'Tokens for the command line',
  'tokens.intro':
    'A token lets npm run candor act for you, for as long and for as much as you choose here. A new password ends all of them.',
  'tokens.confirm': 'Confirm with {name}',
  'tokens.confirm.text':
    'To make a token, sign in to your organisation once more. A token lives for up to 30 days, and stops working when you have not signed in for 14 days.',
  'tokens.label': 'Purpose',
  'tokens.missing': 'Enter a purpose, and choose what the token may do.',
  'tokens.scopes': 'What it may do',
  'tokens.scope.requests': 'Make and follow requests',
  'tokens.scope.devices': 'List devices',
  'tokens.scope.enrolments': 'Make enrolment tokens',
  'tokens.scope.audit': 'Read the audit log',
  'tokens.life': 'How long it works',
  'tokens.days': '{count, plural, one {# day} other {# days}}',
  'tokens.make': 'Make a token',
  'tokens.made': 'The token is made',
  'tokens.once': 'Copy it now; it is not shown again.',
  'tokens.none': 'You have no token.',
  'tokens.used': 'Last used',
  'tokens.never': 'Never',
  'tokens.until': 'Until',
} as const;
