export const peopleMessages = {
  'role.engineer': 'Engineer',
  'role.lead': 'Lead',
  'role.administrator': 'Administrator',
  'role.auditor': 'Auditor',
  'role.engineer.help': 'Works on incidents and asks computers for bundles.',
  'role.lead.help':
    'An engineer who also manages devices, decides who may ask for what, and looks at what people report.',
  'role.administrator.help':
    'A lead who also invites people, changes roles and reads the audit log.',
  'role.auditor.help': 'Reads the audit log, people and devices. Sees nothing that people sent.',

  'people.title': 'People',
  'people.intro': 'Who may sign in to this desk, and as what.',
  'people.column.name': 'Name',
  'people.column.role': 'Role',
  'people.column.state': 'State',
  'people.column.change': 'Change',
  'people.roleOf': 'Role of {name}',
  'people.state.active': 'Active',
  'people.state.invited': 'Invited',
  'people.state.disabled': 'Disabled',
  'people.oidc': 'By your organisation',
  'people.secondFactor': 'Second factor',
  'people.enable': 'Enable',
  'people.disable': 'Disable',
  'people.resetFactor': 'Reset the second factor',
  'people.reset': 'Reset the password',
  'people.reset.offered': 'Reset link for {name}',
  'people.reset.offered.text':
    'Send it to them in a safe way. It works once, for a day, and is not shown again. They were signed out everywhere; their second factor stays on.',
  'people.failed': 'This was not changed',
  'people.invite.title': 'Invite somebody',
  'people.invite': 'Make a link',
  'people.name.missing': 'Enter the name.',
  'people.invited': '{name} is invited',
  'people.invited.text':
    'Give them this link by a safe way. It works once, for three days, and is not shown again.',
} as const;
