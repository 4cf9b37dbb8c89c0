export const settingsMessages = {
  'settings.title': 'Settings',
  'settings.devices': 'Devices',
  'settings.unverified': 'Accept computers without an enrolment token',
  'settings.unverified.help':
    'They can send bundles and are marked as unverified. Otherwise the desk accepts only enrolled computers.',
  'settings.requests': 'Who may request what',
  'settings.requests.help': 'Applies to new requests. The person always decides.',
  'settings.otherPresets': 'Your own presets',
  'settings.security': 'Security',
  'settings.contact': 'Security contact',
  'settings.contact.help':
    'A name and a phone number. Leads and administrators see it when a person says that a request looks wrong.',
  'settings.save': 'Save',
  'settings.saved': 'Saved',
  'settings.failed': 'The settings were not saved',
} as const;
