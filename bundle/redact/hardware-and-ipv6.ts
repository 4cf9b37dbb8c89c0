import { bareMac, canonicalIPv6, isOrdinaryIPv6, isOrdinaryMac } from './address-values.ts';
import { isColonRun, isDigit, isWordCode, runEnd, runStart } from './characters.ts';
import { pseudonymStart } from './common-words.ts';
import type { Finder, Match } from './match.ts';

const longestRun = 64;
const fourteenPairs = /^(?:[0-9a-f]{2}:){13}[0-9a-f]{2}$/i;
const colonMac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
const dashMac = /[0-9a-f]{2}(?:-[0-9a-f]{2}){5}/iy;
const dotMac = /[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}/iy;

/** `52:54:00:12:34:56` and IPv6 addresses: both are runs of hexadecimal digits and colons. */
export const findColonAddresses: Finder = ({ text }) => {
  const found: Match[] = [];
  let from = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', from)) {
    if (!mayBeAddress(text, colon)) {
      from = colon + 1;
      continue;
    }
    let start = runStart(text, colon, isColonRun, Math.min(longestRun, colon - from));
    let end = runEnd(text, colon, isColonRun, longestRun);
    from = Math.max(end, colon + 1);
    if (end - colon >= longestRun) {
      from = runEnd(text, end, isColonRun);
      continue;
    }
    // `ip-1:2001:db8::1`: the digits after a pseudonym's dash belong to the pseudonym.
    if (pseudonymStart.test(text.slice(Math.max(0, start - 8), start)))
      start = runEnd(text, start, isDigit);
    if (text.charAt(start) === ':' && text.charAt(start + 1) !== ':') start += 1;
    if (text.charAt(end - 1) === ':' && text.charAt(end - 2) !== ':') end -= 1;
    // `src:52:54:…` and `…:56:eth0`: hexadecimal letters at the edge of a word belong to the word.
    if (start > 0 && isWordCode(text.charCodeAt(start - 1))) start = text.indexOf(':', start) + 1;
    if (end < text.length && isWordCode(text.charCodeAt(end))) end = text.lastIndexOf(':', end - 1);
    if (end - start < 3 || text.charAt(start - 1) === '.') continue;
    found.push(
      ...colonAddresses(text.slice(start, end)).map((one) => ({
        ...one,
        start: start + one.start,
        end: start + one.end,
      })),
    );
  }
  return found;
};

/**
 * Most colons are in times and labels: an address has `::` or five colons, with at most four digits
 * after the last.
 */
function mayBeAddress(text: string, first: number): boolean {
  let colon = first;
  for (let count = 1; count < 5; count += 1) {
    const next = text.indexOf(':', colon + 1);
    if (next < 0 || next - colon > 5) return false;
    if (next - colon === 1) return true;
    colon = next;
  }
  return true;
}

function colonAddresses(run: string): Match[] {
  if (colonMac.test(run)) return at(0, run.length, macOf(run));
  if (fourteenPairs.test(run)) {
    // DHCP unique identifiers (RFC 8415, 11) contain a MAC at their end; netfilter logs
    // destination, source, type.
    if (/^00:0[1-4]:/.test(run))
      return [{ start: 0, end: run.length, rule: 'duid', kind: 'duid', value: run.toLowerCase() }];
    return [...at(0, 17, macOf(run.slice(0, 17))), ...at(18, 35, macOf(run.slice(18, 35)))];
  }
  // `std::add` has colons too: without a single digit, it is treated as a name in a program.
  const address = /\d/.test(run) ? canonicalIPv6(run) : null;
  // `::c2` is also a name in a program and not an address; `::ffff:…` is an IPv4 address.
  if (
    address === null ||
    isOrdinaryIPv6(address) ||
    (address.startsWith('::') && !address.startsWith('::ffff:'))
  )
    return [];
  return [{ start: 0, end: run.length, rule: 'ip-v6', kind: 'ip', value: address }];
}

function at(
  start: number,
  end: number,
  one: Pick<Match, 'rule' | 'kind' | 'value'> | null,
): Match[] {
  return one ? [{ start, end, ...one }] : [];
}

function macOf(run: string): Pick<Match, 'rule' | 'kind' | 'value'> | null {
  const bare = bareMac(run);
  return isOrdinaryMac(bare) ? null : { rule: 'mac', kind: 'mac', value: bare };
}

/** `52-54-00-12-34-56`. */
export const findDashMacs: Finder = ({ text }) => {
  const found: Match[] = [];
  for (let dash = text.indexOf('-'); dash >= 0; dash = text.indexOf('-', dash + 1)) {
    if (text.charCodeAt(dash + 3) !== 45 || text.charCodeAt(dash + 6) !== 45 || dash < 2) continue;
    const one = separatedMac(text, dash - 2, dashMac, /[0-9A-Za-z-]/);
    if (!one) continue;
    found.push(one);
    dash = one.end - 1;
  }
  return found;
};

/** `5254.0012.3456`, but only with a letter in it; otherwise it may be a version. */
export const findDotMacs: Finder = ({ text }) => {
  const found: Match[] = [];
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    if (text.charCodeAt(dot + 5) !== 46 || dot < 4) continue;
    const one = separatedMac(text, dot - 4, dotMac, /[0-9A-Za-z.]/);
    if (!one || !/[a-f]/i.test(text.slice(one.start, one.end))) continue;
    found.push(one);
    dot = one.end - 1;
  }
  return found;
};

function separatedMac(text: string, start: number, shape: RegExp, edge: RegExp): Match | null {
  shape.lastIndex = start;
  const run = shape.exec(text)?.[0];
  if (
    run === undefined ||
    edge.test(text.charAt(start - 1)) ||
    edge.test(text.charAt(start + run.length))
  )
    return null;
  const one = macOf(run);
  return one && { start, end: start + run.length, ...one };
}
