import {
  bareMac,
  canonicalIPv6,
  ipv4Number,
  isOrdinaryIPv4,
  isOrdinaryIPv6,
  isOrdinaryMac,
} from './address-values.ts';
import { standsAlone } from './common-words.ts';
import { lastPart } from './known-finder.ts';
import { createPseudonyms, type Pseudonyms } from './pseudonyms.ts';

/** What is known about this computer and its users before anything is collected. */
export interface KnownValues {
  users: string[];
  /** As in the user database: `Ann Smith`. */
  fullNames: string[];
  /** Absolute paths. */
  homes: string[];
  /** Short and fully qualified. */
  hosts: string[];
  domains: string[];
  ips: string[];
  macs: string[];
  /** Machine ids, serial numbers, UUIDs of disks and firmware. */
  ids: string[];
  emails: string[];
  /** Other values that must be hidden: the name of a network or a printer. */
  words: string[];
}

const longest = 4000;

/** Gives every known value its pseudonym. A value that appears twice keeps its first kind. */
export function registerKnown(known: KnownValues, pseudonyms: Pseudonyms): void {
  const taken = new Set<string>(pseudonyms.all().map(({ value }) => value.toLowerCase()));

  function register(kind: string, values: readonly string[]): void {
    for (const raw of values) {
      const value = raw.trim();
      if (value.length > longest || !standsAlone(value) || taken.has(value.toLowerCase())) continue;
      taken.add(value.toLowerCase());
      pseudonyms.of(kind, value);
    }
  }

  register('user', known.users);
  register('name', known.fullNames);
  for (const home of known.homes)
    registerHome(home.trim().replace(/[\\/]+$/, ''), pseudonyms, taken);
  register(
    'host',
    known.hosts
      .flatMap((host) => [host, host.split('.')[0] ?? host])
      .sort((a, b) => b.length - a.length),
  );
  register('domain', known.domains);
  register('email', known.emails);
  for (const ip of known.ips) registerAddress(ip, pseudonyms);
  for (const mac of known.macs) {
    const bare = bareMac(mac);
    if (bare.length === 12 && !isOrdinaryMac(bare)) pseudonyms.of('mac', bare, bare);
  }
  register('id', known.ids);
  register('word', known.words);
}

/**
 * The last part of a home folder is a user's name, even if it is too short to be replaced
 * elsewhere.
 */
function registerHome(home: string, pseudonyms: Pseudonyms, taken: Set<string>): void {
  const user = lastPart(home);
  const parent = home.slice(0, home.length - user.length);
  if (user === '' || parent.length < 2 || home.length > longest || !isPersonalFolder(user)) return;
  const pseudonym = pseudonyms.of('user', user);
  taken.add(user.toLowerCase());
  if (!pseudonyms.has('home', home))
    pseudonyms.add({ kind: 'home', pseudonym: parent + pseudonym, value: home });
}

function isPersonalFolder(name: string): boolean {
  return standsAlone(name) || /^[^\d].?$/.test(name);
}

/** The known addresses that identify this computer or its network. */
export function personalAddresses(ips: readonly string[]): string[] {
  const pseudonyms = createPseudonyms([]);
  for (const ip of ips) registerAddress(ip, pseudonyms);
  return pseudonyms.all().map(({ value }) => value);
}

function registerAddress(text: string, pseudonyms: Pseudonyms): void {
  const address = text.trim().replace(/[/%].*$/, '');
  const number = ipv4Number(address);
  if (number !== null) {
    if (!isOrdinaryIPv4(number, address)) pseudonyms.of('ip', address);
    return;
  }
  const canonical = canonicalIPv6(address);
  if (canonical !== null && !isOrdinaryIPv6(canonical)) pseudonyms.of('ip', canonical);
}
