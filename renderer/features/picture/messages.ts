export const pictureMessages = {
  'picture.title': 'A picture of your screen',
  'picture.help':
    'Only if you want to. Candor hides its window, takes one picture and shows it to you. You can black out parts of it.',
  'picture.add': 'Add a picture of your screen',
  'picture.again': 'Take another',
  'picture.remove': 'Remove',
  'picture.choose': 'You have several screens. Which one do you want to show?',
  'picture.choose.one': 'Screen {number, number}, {width, number} × {height, number} pixels',
  'picture.choose.none': 'Cancel',
  'picture.warning': 'Candor cannot hide names inside a picture',
  'picture.warning.text':
    'Read it closely, and black out what nobody else should see. Drag over it, or use the button below. Whatever is under the black is removed for good before anything is saved.',
  'picture.alt': 'Your screen as it was, {width, number} × {height, number} pixels',
  'picture.area': 'The picture, with the blacked-out parts',
  'picture.cover': 'Black out a part',
  'picture.covers': 'Blacked-out parts',
  'picture.cover.kind': 'blacked-out part',
  'picture.cover.name':
    'Part {number, number}: {x, number, percent} from the left, {y, number, percent} from the top, {width, number, percent} wide, {height, number, percent} high',
  'picture.cover.short': 'Part {number, number}',
  'picture.cover.remove': 'Remove part {number, number}',
  'picture.keys':
    'Arrow keys move a part, Shift and arrow keys change its size, Delete removes it.',
  'picture.larger': 'Show larger',
  'picture.fit': 'Fit to window',
  'picture.smaller':
    'Made smaller, from {fromWidth, number} × {fromHeight, number} to {width, number} × {height, number} pixels.',
  'picture.memory':
    'The picture is not saved yet. Closing the window deletes it. You will see it again before anything is sent.',
  'picture.exact': 'This is exactly the picture that would be sent.',
  'picture.exactSent': 'This is exactly the picture you agreed to send.',
  'picture.exactWhenLeftOut': 'You left this picture out. It will not be sent.',
  'picture.covered': '{count, plural, one {# part blacked out} other {# parts blacked out}}',
  'picture.open': 'Open “{title}” exactly as it would be sent',
  'picture.loading': 'Opening the picture…',
  'picture.notSearched':
    'The search cannot find words inside the picture. Please read the picture yourself.',
} as const;
