import type { Finder, Match } from './match.ts';
import { isPersonalValue } from './personal-fields.ts';

/**
 * Contexts in which an account name has no field name before it. `name` is the content of each
 * pattern's group.
 */
const places: readonly { anchor: string; shape: RegExp }[] = [
  {
    anchor: '/home/',
    shape: /(?<![\w.\\\]-])\/home\/([\p{L}\p{N}_][\p{L}\p{N}._-]{1,63})(?=[/\s"':;,)\]]|$)/uy,
  },
  {
    anchor: '/users/',
    shape:
      /(?<=^|[\s"'=:(,>[{]|file:\/\/|[A-Za-z]:)\/Users\/([\p{L}\p{N}_][\p{L}\p{N} ._-]{0,62}[\p{L}\p{N}])(?=[/\s"':;,)\]\\]|$)/uy,
  },
  {
    anchor: ':\\users\\',
    shape: /:\\users\\([\p{L}\p{N}_][\p{L}\p{N} ._-]{0,62}[\p{L}\p{N}])(?=[\\"':;,)\]\s<]|$)/iuy,
  },
  {
    anchor: ':\\\\users\\\\',
    shape:
      /:\\\\users\\\\([\p{L}\p{N}_][\p{L}\p{N} ._-]{0,62}[\p{L}\p{N}])(?=[\\"':;,)\]\s<]|$)/iuy,
  },
  {
    anchor: 'settings\\',
    shape: /settings\\([\p{L}\p{N}_][\p{L}\p{N} ._-]{0,62}[\p{L}\p{N}])\\/iuy,
  },
  {
    anchor: ' for user ',
    shape: / for user ([\p{L}\p{N}][\p{L}\p{N}._-]{1,63})(?=\(uid=| by | from )/imuy,
  },
  {
    anchor: 'password for ',
    shape:
      /(?:accepted|failed) password for (?:invalid user )?([\p{L}\p{N}][\p{L}\p{N}._-]{1,63}) from /iuy,
  },
  {
    anchor: 'publickey for ',
    shape: /publickey for (?:invalid user )?([\p{L}\p{N}][\p{L}\p{N}._-]{1,63}) from /iuy,
  },
  {
    anchor: 'pam for ',
    shape: /pam for (?:invalid user )?([\p{L}\p{N}][\p{L}\p{N}._-]{1,63}) from /iuy,
  },
  {
    anchor: 'invalid user ',
    shape: /invalid user ([\p{L}\p{N}][\p{L}\p{N}._-]{1,63}) (?:from|[\d.]+ port)/iuy,
  },
  { anchor: 'sudo: ', shape: /sudo: {1,20}([\p{L}\p{N}][\p{L}\p{N}._-]{1,63}) : /iuy },
];
export const accountContextAnchors: readonly string[] = places.map(({ anchor }) => anchor);

/**
 * Account names by their context: the home folder in a path, the log lines of sshd, PAM and sudo.
 */
export const findAccountContexts: Finder = ({ text, hits }) => {
  const all = hits('place');
  const found: Match[] = [];
  for (let index = 0, done = 0; index < all.length; index += 2) {
    const place = places[all[index] ?? 0];
    if (!place) continue;
    const from = (all[index + 1] ?? 0) - place.anchor.length;
    // The character before the anchor belongs to the pattern of sshd's "Accepted password for".
    for (const start of place.anchor === 'password for ' ? [from - 9, from - 7] : [from]) {
      if (start < 0) continue;
      place.shape.lastIndex = start;
      const match = place.shape.exec(text);
      const name = match?.[1];
      if (match === null || name === undefined) continue;
      const at = start + match[0].lastIndexOf(name);
      if (
        at < done ||
        !isPersonalValue('account', name.replace(/ /g, '_')) ||
        exampleNames.has(name.toLowerCase())
      )
        continue;
      found.push({
        start: at,
        end: at + name.length,
        rule: 'place-account',
        kind: 'account',
        value: name,
      });
      done = at + name.length;
    }
  }
  return found;
};

/** Placeholder names in documentation. */
const exampleNames = new Set(
  `user user1 user2 username you yourname your_name yourself me my myuser myname someone somebody foo bar baz joe joeuser john johndoe alice bob
   jane name login build builder buildd runner dev developer ubuntu vagrant pi git svn www web ftp http nfs shared public all linuxbrew
   account foobar test tmp lib src work alfred fred smith jrandom luser somebody whoever newuser olduser local`.split(
    /\s+/,
  ),
);
