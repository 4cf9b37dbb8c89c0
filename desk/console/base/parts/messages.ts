export const partsMessages = {
  'list.more': 'Show more',
  'delete.reason': 'Why',
  'delete.reason.help': 'It stays in the audit log, with your name.',
  'delete.reason.missing': 'Say why, in at least three characters.',
  'delete.keep': 'Keep it',
  'delete.do': 'Delete',
  'delete.failed': 'It was not deleted',
  'load.failed': 'This could not be loaded',
  'load.stale': 'This may be out of date',
} as const;
