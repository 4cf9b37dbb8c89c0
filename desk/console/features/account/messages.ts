export const accountMessages = {
  'account.title': 'Your account',
  'account.intro': '{name}, {role}',
  'account.oidc':
    'You sign in through your organisation, which manages your password and second factor.',
  'account.failed': 'The change was not made',
  'account.password.title': 'Password',
  'account.password.current': 'Current password',
  'account.password.current.missing': 'Enter your current password.',
  'account.password.next': 'New password',
  'account.password.change': 'Change password',
  'account.password.changed':
    'Password changed. You were signed out everywhere else, and your tokens no longer work.',

  'factor.title': 'Second factor',
  'factor.off':
    'With an authenticator app on your phone, a stolen password is not enough to sign in.',
  'factor.on':
    'You need a code from your authenticator app each time you sign in. {count, plural, =0 {No recovery codes are left.} one {# recovery code is left.} other {# recovery codes are left.}}',
  'factor.begin': 'Set up second factor',
  'factor.remove': 'Remove second factor',
  'factor.scan':
    'Add this secret to your authenticator app. Then enter the code that the app shows.',
  'factor.open': 'Open in an authenticator app',
  'factor.code': 'Code from the app',
  'factor.code.wrong': 'Enter the six digits of the code.',
  'factor.prove': 'Turn on',
  'factor.codes.title': 'The second factor is on',
  'factor.codes.text':
    'Keep these recovery codes in a safe place. Each one lets you sign in once without your phone. They are not shown again.',

  'tokens.title': 'Tokens for the command line',
  'tokens.intro':
    'A token lets npm run candor act for you. You choose what it may do and for how long. Changing your password revokes all your tokens.',
  'tokens.confirm': 'Confirm with {name}',
  'tokens.confirm.text':
    'To create a token, sign in to your organisation again. A token works for up to 30 days. It stops working if you do not sign in for 14 days.',
  'tokens.label': 'Purpose',
  'tokens.missing': 'Enter a purpose, and choose what the token may do.',
  'tokens.scopes': 'What it may do',
  'tokens.scope.requests': 'Create and follow requests',
  'tokens.scope.devices': 'List devices',
  'tokens.scope.enrolments': 'Create enrolment tokens',
  'tokens.scope.audit': 'Read the audit log',
  'tokens.life': 'Valid for',
  'tokens.days': '{count, plural, one {# day} other {# days}}',
  'tokens.make': 'Create token',
  'tokens.made': 'Token created',
  'tokens.once': 'Copy it now. It is not shown again.',
  'tokens.none': 'You have no tokens.',
  'tokens.used': 'Last used',
  'tokens.never': 'Never',
  'tokens.until': 'Expires',
} as const;
