export const treeMessages = {
  'tree.label': '{item} as a tree',
  'tree.expandAll': 'Expand all',
  'tree.collapseAll': 'Collapse all',
  'tree.keys': '{count, plural, one {# key} other {# keys}}',
  'tree.entries': '{count, plural, one {# entry} other {# entries}}',
  'tree.document': 'document',
  'tree.place': 'Path',
  'tree.copyPlace': 'Copy path',
  'tree.copyValue': 'Copy value',
  'tree.notFound': 'The path {pointer} is not in this item. The nearest one is shown.',
  'tree.capped': 'The tree shows only the first {count, number} lines. Read the rest as text.',
} as const;
