export const peopleMessages = {
  'role.engineer': 'Engineer',
  'role.lead': 'Lead',
  'role.administrator': 'Administrator',
  'role.auditor': 'Auditor',
  'role.engineer.help': 'Works on incidents and requests bundles from computers.',
  'role.lead.help':
    'An engineer who also manages devices, decides who may request what, and follows up on reported requests.',
  'role.administrator.help':
    'A lead who also invites people, changes roles and reads the audit log.',
  'role.auditor.help': 'Reads the audit log, people and devices. Sees nothing that people sent.',

  'people.title': 'People',
  'people.intro': 'Who may sign in to this desk, and with which role.',
  'people.column.name': 'Name',
  'people.column.role': 'Role',
  'people.column.state': 'State',
  'people.column.change': 'Actions',
  'people.roleOf': 'Role of {name}',
  'people.state.active': 'Active',
  'people.state.invited': 'Invited',
  'people.state.disabled': 'Disabled',
  'people.oidc': 'Through your organisation',
  'people.secondFactor': 'Second factor',
  'people.enable': 'Enable',
  'people.disable': 'Disable',
  'people.resetFactor': 'Reset second factor',
  'people.reset': 'Reset password',
  'people.reset.offered': 'Reset link for {name}',
  'people.reset.offered.text':
    'Send it to them over a safe channel. It works once, within a day, and is not shown again. They were signed out everywhere. Their second factor stays on.',
  'people.failed': 'The change was not made',
  'people.invite.title': 'Invite someone',
  'people.invite': 'Create link',
  'people.name.missing': 'Enter a name.',
  'people.invited': '{name} is invited',
  'people.invited.text':
    'Send them this link over a safe channel. It works once, within three days, and is not shown again.',
} as const;
