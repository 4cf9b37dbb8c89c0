import {
  isEmailLocal,
  isHostCharacter,
  runEnd,
  runStart,
  startsAfterEscape,
} from './characters.ts';
import type { Finder } from './match.ts';

/** systemd's unit types: `getty@tty1.service` is not an address (systemd.unit(5)). */
const unitTypes = new Set([
  'service',
  'socket',
  'target',
  'timer',
  'mount',
  'automount',
  'device',
  'slice',
  'scope',
  'path',
  'swap',
]);
const domainShape = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/i;
const pictureSize = /^\d+x\.[a-z]+$/i;

/** E-mail addresses, found by their `@`; value = lower case. */
export const findEmails: Finder = ({ text, hits }) => {
  const found = [];
  const signs = hits('at');
  let from = 0;
  for (let index = 1; index < signs.length; index += 2) {
    const at = (signs[index] ?? 0) - 1;
    let start = runStart(text, at, isEmailLocal, Math.min(64, at - from));
    while (start < at && /[.%+-]/.test(text.charAt(start))) start += 1;
    if (text.charAt(start - 1) === '\\' && startsAfterEscape(text, start + 1)) start += 1;
    if (/^%?[0-9a-f]{2}/i.test(text.slice(start, start + 2)) && text.charAt(start - 1) === '%')
      start += 2;
    let end = runEnd(text, at + 1, isHostCharacter, 253);
    while (end > at + 1 && /[.-]/.test(text.charAt(end - 1))) end -= 1;
    const domain = text.slice(at + 1, end);
    if (start === at || !domainShape.test(domain) || text.charAt(end) === '@') continue;
    const ending = domain.slice(domain.lastIndexOf('.') + 1).toLowerCase();
    // `pkg@1.2.3-rc.next` and `icon@2x.png` are files and packages; `git@host` is the same login
    // for everyone.
    if (unitTypes.has(ending) || /^\d+\.\d/.test(domain) || pictureSize.test(domain)) continue;
    if (text.slice(start, at) === 'git') continue;
    found.push({
      start,
      end,
      rule: 'email',
      kind: 'email',
      value: text.slice(start, end).toLowerCase(),
    });
    from = end;
  }
  return found;
};
