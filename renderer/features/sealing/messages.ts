export const sealingMessages = {
  'sealing.title': 'Getting it ready',
  'sealing.lead': 'Candor packs and encrypts exactly what you saw. This takes a few seconds.',
  'sealing.bar': 'Packing and encrypting',
  'sealing.bytes': '{done} of {total}',
} as const;
