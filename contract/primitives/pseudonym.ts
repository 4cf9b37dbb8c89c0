/** Each place at which a pseudonym stands on its own: `ip-3`, but neither in `ip-31` nor in `ip-3.2`, which are others. */
export const pseudonymPattern = (pseudonym: string): RegExp =>
  new RegExp(`(?<![A-Za-z0-9])${escaped(pseudonym)}(?![A-Za-z0-9]|[.-]\\d)`, 'g');

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
