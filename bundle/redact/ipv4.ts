import { ipv4Number, isOrdinaryIPv4, isPrivateIPv4 } from './address-values.ts';
import { isWordCode } from './characters.ts';
import type { Finder } from './match.ts';

const quad = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/g;
const architectures = '(?:amd64|arm64|i386|armhf|all|any|x86_64|aarch64|noarch)';

/** `version 1.2.3.4`, `"version": "1.2.3.4"`, `firmware=v1.2.3.4`, `v1.2.3.4`, `<none> 1.2.3.4`. */
const wordBefore =
  /(?:(?:^|[^a-z])(?:versions?|ver|vers|revision|rev|build|driver|firmware|bios|kernel)["']?[ \t:=\u2028]{0,4}["'(]?v?|(?:^|[^a-z0-9])v|<none> )$/i;
/** dpkg's log and apt's history: `libx:amd64 (1.2.3.4, 1.2.3.5)`. */
const packageBefore = new RegExp(`:${architectures}[ \\t(]{1,3}(?:[^\\s()]{1,40},? )?$`);
/** `1.2.3.4  amd64`, `1.2.3.4+dfsg`, `1.2.3.4~rc1`, `1.2.3.4_amd64.deb`, `1.2.3.4.tar.gz`. */
const versionAfter = new RegExp(
  `^(?:[+~_][A-Za-z0-9]|[ \\t]{1,40}${architectures}(?![\\w-])|\\.(?:tar|deb|rpm|zip|exe|dll|so|jar|el\\d|fc\\d))`,
);
/**
 * Weaker signs, used only for addresses that are not private: `name-1.2.3.4`, `Browser/1.2.3.4`,
 * `1:1.2.3.4`, `1.2.3.4-5`.
 */
const perhapsVersionBefore =
  /(?:[A-Za-z]-|(?:^|[^A-Za-z])[A-Z][a-z]+[A-Za-z]*\/|(?:^|[\s(])\d:|\([<>=]{1,2} ?)$/;
const perhapsVersionAfter = /^-(?:\d+(?![\d.])|[a-z])/i;

function isVersion(text: string, start: number, end: number, number: number): boolean {
  const before = text.slice(Math.max(0, start - 24), start);
  const after = text.slice(end, end + 60);
  if (wordBefore.test(before) || versionAfter.test(after)) return true;
  const line = text.slice(Math.max(0, start - 60), start);
  if (/:[ainx]/.test(line) && packageBefore.test(line)) return true;
  if (isPrivateIPv4(number)) return false;
  return smallParts(number) && !addressBefore.test(before) && !/^:\d/.test(after)
    ? true
    : perhapsVersionBefore.test(before) || perhapsVersionAfter.test(after);
}

/** Words that precede an address and never a version. */
const addressBefore =
  /(?:from|addr(?:ess)?|ip|ipv4|inet|host|server|peer|client|src|dst|gateway|via|nameserver|ping|ssh|connect|remote|local|route|router|dns)["']?[\s:=([]{1,4}$|(?:\/\/|@)$/i;

/** `2.9.1.25`: one address in two thousand has this form, and every second version. */
function smallParts(number: number): boolean {
  return (
    number >>> 24 < 10 &&
    ((number >>> 16) & 255) < 32 &&
    ((number >>> 8) & 255) < 32 &&
    (number & 255) < 32
  );
}

/**
 * IPv4 addresses, but not version numbers: a number with more parts on either side, next to a word
 * such as `version` or in a package's version string is not replaced. A reverse DNS name (RFC 1035,
 * 3.5) is read backwards, so that it gets the same pseudonym as the address.
 */
export const findIPv4: Finder = ({ text }) => {
  const found = [];
  quad.lastIndex = 0;
  for (let match = quad.exec(text); match !== null; match = quad.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    const partOfMore =
      (start > 0 && (text.charAt(start - 1) === '.' || isWordCode(text.charCodeAt(start - 1)))) ||
      (end < text.length && isWordCode(text.charCodeAt(end))) ||
      (text.charAt(end) === '.' && /\d/.test(text.charAt(end + 1)));
    if (partOfMore) {
      while (quad.lastIndex < text.length && /[\d.]/.test(text.charAt(quad.lastIndex)))
        quad.lastIndex += 1;
      continue;
    }
    const reversed = text.startsWith('.in-addr.arpa', end);
    const address = reversed ? match[0].split('.').reverse().join('.') : match[0];
    const number = ipv4Number(address);
    if (
      number === null ||
      isOrdinaryIPv4(number, address) ||
      (!reversed && isVersion(text, start, end, number))
    )
      continue;
    found.push({ start, end, rule: 'ip-v4', kind: 'ip', value: address });
  }
  return found;
};
