export const historyMessages = {
  'submission.queued': 'About to be sent',
  'submission.uploading': 'Being sent',
  'submission.paused': 'Paused',
  'submission.waiting': 'Waiting',
  'submission.sent': 'Sent',
  'submission.canceled': 'Canceled',
  'submission.refused': 'Not delivered',
  'submission.unread': '{count, plural, one {# new message} other {# new messages}}',

  'history.title': 'History',
  'history.lead':
    'Everything you agreed to send, with a receipt for each. What did not arrive is marked.',
  'history.empty': 'Nothing has been sent yet',
  'history.empty.text': 'What you send is listed here, with its receipt.',
  'history.notSent': 'It was not sent',
  'history.noWords': 'Without a description',
} as const;
