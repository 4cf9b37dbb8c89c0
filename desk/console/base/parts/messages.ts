export const partsMessages = {
  'list.more': 'Show more',
  'delete.reason': 'Reason',
  'delete.reason.help': 'It is saved in the audit log with your name.',
  'delete.reason.missing': 'Enter a reason of at least three characters.',
  'delete.keep': 'Cancel',
  'delete.do': 'Delete',
  'delete.failed': 'Nothing was deleted',
  'load.failed': 'This could not be loaded',
  'load.stale': 'This may be out of date',
} as const;
