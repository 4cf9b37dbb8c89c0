export const activityMessages = {
  'activity.title': 'Activity',
  'activity.lead':
    'Everything that has happened between {organisation} and you. This list is saved only on this computer.',
  'activity.lead.none':
    'Everything that happens between a support organisation and you. This list is saved only on this computer.',
  'activity.empty': 'Nothing has happened yet',
  'activity.empty.text':
    'When someone asks to check this computer, or you send something, it is listed here.',
  'activity.whole': '{count, plural, one {# entry} other {# entries}}, complete and unaltered.',
  'activity.fault.title': 'This record has been altered or damaged',
  'activity.fault.changed': 'Entry {number} was changed. Everything before it is intact.',
  'activity.fault.missing':
    'Something was removed before entry {number}. Everything before that is intact.',
  'activity.fault.shortened':
    'The end is missing from entry {number} on. Everything before it is intact.',
  'activity.fault.unreadable': 'Entry {number} cannot be read. Everything before it is intact.',
  'activity.fault.next': 'Please tell your IT department. A failing disk can also cause this.',
  'activity.export': 'Save to a file…',
  'activity.exported': 'Saved to {file}',
  'activity.list': 'Entries, newest first',
  'activity.more': 'Only the newest {count} are shown. The file contains all of them.',
  'activity.kind.asked': '{engineer} asked to check this computer',
  'activity.kind.seen': 'You opened {engineer}’s request',
  'activity.kind.agreed': 'You let Candor check this computer for {engineer}',
  'activity.kind.declined': 'You declined {engineer}’s request',
  'activity.kind.reported': 'You reported {engineer}’s request as suspicious',
  'activity.kind.sent': 'You agreed to send something',
  'activity.kind.arrived': 'What you sent for {engineer} arrived',
  'activity.kind.ended': '{engineer}’s request ended',
  'activity.kind.refused': 'Candor rejected an invalid request',
  'activity.kind.code-tried': 'You entered a code',
  'activity.kind.code-locked': 'Too many wrong codes: Candor paused code entry',
  'activity.kind.revealed': 'You shared a hidden value with {engineer}',
  'activity.kind.reveal-declined': 'You did not share a hidden value with {engineer}',
  'activity.kind.reveal-unknown': 'You told {engineer} that a hidden value is no longer known',
  'activity.kind.withdraw-asked': 'You asked for something you sent to be deleted',
  'activity.kind.withdrawn': 'The organisation confirmed that it deleted what you sent',
  'activity.kind.enrolled': 'This computer was registered',
  'activity.kind.enrolment-refused': 'This computer could not be registered',
  'activity.kind.revoked': 'This computer’s registration was removed',
  'activity.kind.organisation-changed':
    'Your IT department connected this computer to another organisation',
  'activity.kind.collected-to-file':
    'A command checked this computer and saved the result to a file',
  'activity.kind.damaged': 'This record was damaged',
  'activity.detail': 'Everything in this entry',
} as const;
