export const policyMessages = {
  'policy.title': 'Managed by your organisation',
  'policy.title.none': 'Managed by nobody',
  'policy.lead': 'What your IT department has set on this computer.',
  'policy.state.none':
    'No organisation has set Candor up on this computer. You can look at it and save what was found, and nothing can be sent.',
  'policy.state.in-force':
    'Your IT department has set this on this computer. You cannot change it here, and you can always see it.',
  'policy.state.last-good':
    'Your IT department has set this on this computer. The newest settings have a mistake, so older ones count.',
  'policy.state.refused':
    'Your IT department has set something on this computer that Candor cannot use.',
  'policy.never':
    'No setting can leave out that you see everything first, or send anything without your agreement.',
  'policy.organisation': 'Organisation',
  'policy.desk': 'Support desk',
  'policy.key': 'Their key’s fingerprint',
  'policy.settings': 'What is set',
  'policy.defaults':
    '{count, plural, one {# more, as Candor comes} other {# more, as Candor comes}}',
  'policy.wrong': 'Something in these settings is wrong',
  'policy.last-good':
    'What counts now are the settings of {date}. Please tell your IT department; the list below helps them.',
  'policy.found': 'Found:',
  'policy.in': 'In:',
  'policy.ignored': 'What does not count',
  'policy.ignored.unknown': 'This version of Candor does not know it.',
  'policy.ignored.machine-only': 'Only the computer’s own settings may say this, not a person’s.',
  'policy.ignored.overridden': 'The computer’s own settings say something else, and they count.',
  'policy.ignored.invalid': 'It is not written correctly.',
  'policy.where': 'Where it stands',
  'policy.where.text': 'Only an administrator can write there:',
  'policy.where.none': 'An administrator can set Candor up there:',
  'policy.readAt': 'Read {time}',
  'policy.again': 'Read again',
  'policy.copy': 'Copy all of it for IT',
  'policy.value.on': 'On',
  'policy.value.off': 'Off',
  'policy.value.none': 'Not set',
  'policy.value.empty': 'None',
  'policy.value.secret': 'Set. It is shown to nobody.',
  'policy.level.machine': 'set for this computer:',
  'policy.level.user': 'set for you:',
  'policy.level.default': 'as Candor comes',
  'policy.level.last-good': 'from the last settings without a mistake:',
  'policy.level.development': 'from a development policy:',
} as const;
