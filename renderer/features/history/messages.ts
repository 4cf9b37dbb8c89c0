export const historyMessages = {
  'submission.queued': 'About to be sent',
  'submission.uploading': 'Being sent',
  'submission.paused': 'Paused',
  'submission.waiting': 'Waiting',
  'submission.sent': 'Sent',
  'submission.canceled': 'Canceled',
  'submission.refused': 'Not delivered',
  'submission.unread': '{count, plural, one {# new entry} other {# new entries}}',

  'history.title': 'History',
  'history.lead':
    'Everything that you agreed to send, each with its receipt. What did not arrive is marked.',
  'history.empty': 'Nothing was ever sent from here',
  'history.empty.text': 'When you send something, it stays listed here with its receipt.',
  'history.notSent': 'It was not sent',
  'history.noWords': 'Without a description',
} as const;
