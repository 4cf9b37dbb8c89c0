export const pictureMessages = {
  'picture.title': 'A picture of your screen',
  'picture.help':
    'Off unless you want it. Candor steps aside for a moment and takes one picture; you see it at once, and can black out parts of it.',
  'picture.add': 'Add a picture of your screen',
  'picture.again': 'Take again',
  'picture.remove': 'Remove',
  'picture.choose': 'You have several screens. Which one do you want to show?',
  'picture.choose.one': 'Screen {number, number}, {width, number} × {height, number} pixels',
  'picture.choose.none': 'None of them',
  'picture.warning': 'Candor cannot hide names inside a picture',
  'picture.warning.text':
    'Look at it closely, and black out what nobody else should see: drag over it, or use the button below. What is under the black is removed for good before anything is written.',
  'picture.alt': 'Your screen as it was, {width, number} × {height, number} pixels',
  'picture.area': 'The picture, with the parts that are blacked out',
  'picture.cover': 'Black out a part',
  'picture.covers': 'Blacked-out parts',
  'picture.cover.kind': 'blacked-out part',
  'picture.cover.name':
    'Part {number, number}: {x, number, percent} from the left, {y, number, percent} from the top, {width, number, percent} wide, {height, number, percent} high',
  'picture.cover.short': 'Part {number, number}',
  'picture.cover.remove': 'Remove part {number, number}',
  'picture.keys':
    'Arrow keys move a part, Shift and arrow keys change its size, Delete removes it.',
  'picture.larger': 'Show it larger',
  'picture.fit': 'Show all of it',
  'picture.smaller':
    'Made smaller, from {fromWidth, number} × {fromHeight, number} to {width, number} × {height, number} pixels.',
  'picture.memory':
    'It is only in this computer’s memory. You see it once more before anything is sent, and can leave it out.',
  'picture.exact': 'This is the exact picture that would be sent.',
  'picture.exactSent': 'This is the exact picture that you agreed to send.',
  'picture.exactWhenLeftOut': 'This picture is left out: it is not sent.',
  'picture.covered': '{count, plural, one {# part blacked out} other {# parts blacked out}}',
  'picture.open': 'Look at “{title}” exactly as it would be sent',
  'picture.loading': 'Opening the picture…',
  'picture.notSearched':
    'Words inside the picture of your screen are not found here. Look at the picture yourself.',
} as const;
