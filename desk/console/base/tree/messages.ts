export const treeMessages = {
  'tree.label': '{item} as a tree',
  'tree.expandAll': 'Expand all',
  'tree.collapseAll': 'Collapse all',
  'tree.keys': '{count, plural, one {# key} other {# keys}}',
  'tree.entries': '{count, plural, one {# entry} other {# entries}}',
  'tree.document': 'document',
  'tree.place': 'Place',
  'tree.copyPlace': 'Copy place',
  'tree.copyValue': 'Copy value',
  'tree.notFound': 'The place {pointer} is not in this item; the nearest one is shown.',
  'tree.capped': 'Only the first {count, number} lines are shown as a tree. Read the rest as text.',
} as const;
