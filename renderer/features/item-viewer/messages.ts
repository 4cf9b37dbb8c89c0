export const readingMessages = {
  'reading.exact': 'These are the exact bytes that would be sent.',
  'reading.exactWhenLeftOut': 'This item is left out: it is not sent.',
  'reading.exactSent': 'These are the exact bytes that you agreed to send.',
  'reading.soFar': 'These are the exact bytes that were found. Nothing has been sent.',
  'reading.loading': 'Reading: {done} of {total}',
  'reading.empty': 'This item is empty.',
  'reading.hide': 'Hide this everywhere',
  'reading.hide.help': 'Mark something in the text to hide it in everything that would be sent.',
  'reading.hide.selected': 'Marked: “{text}”',
  'reading.hash': 'SHA-256 of these bytes',
  'reading.content': 'Content of {title}',
} as const;
