import { isEmailLocal, isHostCharacter, runEnd, runStart } from './characters.ts';
import type { Finder } from './found.ts';

/** systemd's unit types: `getty@tty1.service` is no address (systemd.unit(5)). */
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

/** E-mail addresses, found from their `@`; value = lower case. */
export const findEmails: Finder = (text) => {
  const found = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = runStart(text, at, isEmailLocal, Math.min(64, at - from));
    while (start < at && /[.%+-]/.test(text.charAt(start))) start += 1;
    let end = runEnd(text, at + 1, isHostCharacter, 253);
    while (end > at + 1 && /[.-]/.test(text.charAt(end - 1))) end -= 1;
    const domain = text.slice(at + 1, end);
    if (start === at || !domainShape.test(domain) || text.charAt(end) === '@') continue;
    const ending = domain.slice(domain.lastIndexOf('.') + 1).toLowerCase();
    // `pkg@1.2.3-rc.next` and `icon@2x.png` are files and packages; `git@host` is everybody's login.
    if (unitTypes.has(ending) || /^\d+\.\d/.test(domain) || pictureSize.test(domain)) continue;
    if (text.slice(start, at) === 'git') continue;
    found.push({ start, end, rule: 'email', kind: 'email', value: text.slice(start, end).toLowerCase() });
    from = end;
  }
  return found;
};
