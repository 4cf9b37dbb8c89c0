/**
 * Every occurrence of a pseudonym as a whole: `ip-3`, but not in `ip-31` or `ip-3.2`, which are
 * different pseudonyms.
 */
export const pseudonymPattern = (pseudonym: string): RegExp =>
  new RegExp(`(?<![A-Za-z0-9])${escaped(pseudonym)}(?![A-Za-z0-9]|[.-]\\d)`, 'g');

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
