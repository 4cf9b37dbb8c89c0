export const itemViewerMessages = {
  'viewer.exact': 'This is exactly what would be sent.',
  'viewer.exactWhenLeftOut': 'You left this out. It will not be sent.',
  'viewer.exactSent': 'This is exactly what you agreed to send.',
  'viewer.soFar': 'This is exactly what was found. Nothing has been sent.',
  'viewer.loading': 'Opening: {done} of {total}',
  'viewer.empty': 'This item is empty.',
  'viewer.hide': 'Hide this everywhere',
  'viewer.hide.help': 'Select text to hide it everywhere.',
  'viewer.hide.selected': 'Selected: “{text}”',
  'viewer.hash': 'Verification code of this item (SHA-256)',
  'viewer.content': 'Content of {title}',
} as const;
