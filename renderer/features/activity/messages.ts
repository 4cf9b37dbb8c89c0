export const journalMessages = {
  'journal.title': 'Who asked, and what you answered',
  'journal.lead': 'Everything between {organisation} and you, kept on this computer only.',
  'journal.lead.none':
    'Everything that happens between a support organisation and you, kept on this computer only.',
  'journal.empty': 'Nothing has happened yet',
  'journal.empty.text':
    'When somebody asks for a look at this computer, or you send something, it is written down here.',
  'journal.whole':
    '{count, plural, one {# entry} other {# entries}}. Nothing was changed or taken out.',
  'journal.fault.title': 'This record does not fit together any more',
  'journal.fault.changed':
    'Somebody or something changed entry {number}. What stands before it is whole.',
  'journal.fault.missing':
    'Something was taken out before entry {number}. What stands before it is whole.',
  'journal.fault.shortened':
    'The end was cut off at entry {number}. What stands before it is whole.',
  'journal.fault.unreadable': 'Entry {number} cannot be read. What stands before it is whole.',
  'journal.fault.next': 'Tell your IT department; it may also have been a failing disk.',
  'activity.export': 'Save to a file…',
  'journal.exported': 'Saved to {file}',
  'journal.list': 'Entries, the newest first',
  'journal.more': 'The newest {count} are shown; the file holds all.',
  'journal.kind.asked': '{engineer} asked',
  'journal.kind.seen': 'You opened what {engineer} asked',
  'journal.kind.agreed': 'You agreed that Candor looks, for {engineer}',
  'journal.kind.declined': 'You declined what {engineer} asked',
  'journal.kind.reported': 'You reported that {engineer}’s request looks wrong',
  'journal.kind.sent': 'You agreed to send something',
  'journal.kind.arrived': 'What you agreed to send for {engineer} arrived',
  'journal.kind.ended': '{engineer}’s request ended by itself',
  'journal.kind.refused': 'Candor refused something that was no proper request',
  'journal.kind.code-tried': 'You entered a code',
  'journal.kind.code-locked': 'Too many wrong codes: Candor waits',
  'journal.kind.revealed': 'You told {engineer} what a stand-in stands for',
  'journal.kind.reveal-declined': 'You did not tell {engineer} what a stand-in stands for',
  'journal.kind.reveal-unknown': 'You told {engineer} that a stand-in is no longer known',
  'journal.kind.withdraw-asked': 'You took something back',
  'journal.kind.withdrawn': 'The organisation signed that it deleted what you took back',
  'journal.kind.enrolled': 'This computer was enrolled',
  'journal.kind.enrolment-refused': 'The enrolment of this computer was refused',
  'journal.kind.revoked': 'This computer was taken off the list',
  'journal.kind.organisation-changed':
    'Your IT department connected this computer to another organisation',
  'journal.kind.collected-to-file': 'A command collected from this computer into a file',
  'journal.kind.damaged': 'This record was found damaged',
  'journal.detail': 'Everything in this entry',
} as const;
