export const describeMessages = {
  'describe.title': 'What is wrong?',
  'describe.lead': 'Tell it in your own words. Nobody sees it before you have agreed.',
  'describe.happened': 'What happened?',
  'describe.happened.help': 'What did you want to do, and what happened instead?',
  'describe.happened.missing': 'Please say in a few words what happened.',
  'describe.fromReview':
    'Change what you need. What you left out or hid stays so, and the picture stays if you had one. Then check this computer again.',
  'describe.long.title': 'This is too long for the description',
  'describe.long.text':
    'You can attach it as a separate item. What Candor hides elsewhere is hidden in it too, and you see it before anything is sent. Or shorten it here.',
  'describe.long.attach': 'Attach it as a text',
  'describe.long.tooLong':
    'It is also too long to attach: more than {count, plural, other {# characters}}. Shorten it here; nothing has been cut.',
  'describe.attached': 'Attached text',
  'describe.attached.about':
    '{count, plural, one {# character} other {# characters}}. Candor adds it as a separate item.',
  'describe.attached.show': 'Show the attached text',
  'describe.attached.remove': 'Remove the attached text',
  'describe.began.tooLong': 'Please say it in fewer words.',
  'describe.began': 'When did it begin?',
  'describe.began.help': 'For example: this morning, after the update.',
  'describe.lastGoodDay': 'The last day it still worked, if you know',
  'describe.lastGoodDay.help': 'Candor then shows the engineer what changed since.',
  'describe.lastGoodDay.future':
    'This day has not come yet. Choose today or an earlier day, or leave it empty.',
  'describe.severity': 'How badly does it stop you?',
  'describe.blocked': 'I cannot work',
  'describe.blocked.help': 'Nothing goes on until it is solved.',
  'describe.slowed': 'It slows me down',
  'describe.slowed.help': 'I can work, with trouble.',
  'describe.annoyed': 'It is annoying',
  'describe.annoyed.help': 'I can work around it.',
  'describe.next':
    'Next, Candor looks at this computer. You see everything before anything is sent.',
  'describe.start': 'Look at this computer',

  'preset.label': 'What Candor looks at: {name}',
  'preset.legend': 'What shall Candor look at?',
  'preset.time': 'It usually takes about {time} on this computer.',
  'preset.estimate': 'It takes about {time} on most computers; on this one it has not run yet.',
  'preset.unknownTime': 'It has not run on this computer yet; it usually takes less than a minute.',
  'preset.card.time': 'About {time}.',
  'preset.card.estimate': 'About {time} on most computers.',
  'preset.card.unknownTime': 'Not timed here yet.',
  'preset.quick': 'Only the basics',
  'preset.quick.help': 'The computer, its memory and disks, and whether it is connected.',
  'preset.standard': 'The usual',
  'preset.standard.help':
    'What most problems need: the computer, its programs, its network, and what happened lately.',
  'preset.network': 'The network',
  'preset.network.help':
    'When pages, mail or programs do not connect. Candor also tests connections to your organisation.',
  'preset.performance': 'Slowness',
  'preset.performance.help': 'When the computer or a program is slow.',
  'preset.full': 'Everything',
  'preset.full.help': 'All that Candor can look at, for problems that nothing else explains.',
} as const;
