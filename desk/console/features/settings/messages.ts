export const settingsMessages = {
  'settings.title': 'Settings',
  'settings.devices': 'Devices',
  'settings.unverified': 'Let in computers without an enrolment token',
  'settings.unverified.help':
    'They can send bundles, and are marked as unverified. Without this, only enrolled computers are let in.',
  'settings.requests': 'Who may ask for what',
  'settings.requests.help': 'It counts for new requests. The person decides in any case.',
  'settings.otherPresets': 'Presets of your own',
  'settings.security': 'Security',
  'settings.contact': 'Security contact',
  'settings.contact.help':
    'A name and a number. Shown to leads and administrators when a person says that a request looks wrong.',
  'settings.save': 'Save',
  'settings.saved': 'Saved',
  'settings.failed': 'The settings were not saved',
} as const;
