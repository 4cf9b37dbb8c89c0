export const describeMessages = {
  'describe.title': 'What’s wrong?',
  'describe.lead': 'Tell us in your own words. Nobody sees them until you agree.',
  'describe.happened': 'What happened?',
  'describe.happened.help': 'What were you trying to do, and what happened instead?',
  'describe.happened.missing': 'Please say in a few words what happened.',
  'describe.fromReview':
    'Change what you like, then check this computer again. What you left out or hid stays that way. Your picture stays too.',
  'describe.long.title': 'This is too long for the description',
  'describe.long.text':
    'You can attach it as a separate item, or shorten it here. Candor hides the same things in it, and you see it before anything is sent.',
  'describe.long.attach': 'Attach it as a text',
  'describe.long.tooLong':
    'It is also too long to attach: the limit is {count, plural, other {# characters}}. Please shorten it. Nothing was cut.',
  'describe.attached': 'Attached text',
  'describe.attached.about':
    '{count, plural, one {# character} other {# characters}}. Candor adds it as a separate item.',
  'describe.attached.show': 'Show the attached text',
  'describe.attached.remove': 'Remove the attached text',
  'describe.began.tooLong': 'Please use fewer words.',
  'describe.began': 'When did it start?',
  'describe.began.help': 'For example: this morning, after the update.',
  'describe.lastGoodDay': 'Last day it worked, if you know',
  'describe.lastGoodDay.help': 'Then Candor can show what has changed since.',
  'describe.lastGoodDay.future':
    'This date is in the future. Choose today or an earlier day, or leave it empty.',
  'describe.severity': 'How much does it get in your way?',
  'describe.blocked': 'I cannot work',
  'describe.blocked.help': 'I can’t do anything until it is fixed.',
  'describe.slowed': 'It slows me down',
  'describe.slowed.help': 'I can work, but it’s hard.',
  'describe.annoyed': 'It is annoying',
  'describe.annoyed.help': 'I can work around it.',
  'describe.next':
    'Next, Candor checks this computer. You will see everything before anything is sent.',
  'describe.start': 'Check this computer',

  'preset.label': 'What Candor checks: {name}',
  'preset.legend': 'What should Candor check?',
  'preset.time': 'This usually takes about {time} on this computer.',
  'preset.estimate': 'This takes about {time}.',
  'preset.unknownTime': 'This usually takes less than a minute.',
  'preset.card.time': 'About {time}.',
  'preset.quick': 'Basics only',
  'preset.quick.help': 'The computer, its memory and disks, and its connection.',
  'preset.standard': 'Standard',
  'preset.standard.help':
    'Right for most problems: the computer, its programs, its network, and what happened lately.',
  'preset.network': 'Network',
  'preset.network.help':
    'For when pages, mail or programs do not connect. Candor also tests connections to your organisation.',
  'preset.performance': 'Slow computer',
  'preset.performance.help': 'For when the computer or a program is slow.',
  'preset.full': 'Everything',
  'preset.full.help': 'Everything Candor can check, for problems nothing else explains.',
} as const;
