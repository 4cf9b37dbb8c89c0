import { createHmac } from 'node:crypto';
import { makeSecret, sameSecret } from './secrets.ts';

/**
 * Browsers in which somebody has signed in before (OWASP, "device cookies"). Their attempts are counted apart, so that a
 * stranger who fails under somebody's name, or behind the same proxy, does not make them wait. Nothing is stored: a cookie
 * is a random number and the desk's seal over it and its owner. Alone it opens nothing.
 */
export interface KnownBrowsers {
  /** @returns the cookie's value for a browser in which `owner` has just signed in. */
  cookieFor(owner: string): string;
  /** Names the browser, if `owner` has signed in there; else null. */
  recognise(cookie: string | undefined, owner: string): string | null;
}

/** Sign-in through the organisation: the account is not known beforehand. */
export const ownerByOidc = 'oidc';
export const ownerByName = (nameKey: string): string => `name ${nameKey}`;

export function makeKnownBrowsers(key: Uint8Array): KnownBrowsers {
  const seal = (browser: string, owner: string) =>
    createHmac('sha256', key).update(`${browser}\n${owner}`).digest('base64url');
  return {
    cookieFor(owner) {
      const browser = makeSecret();
      return `${browser}.${seal(browser, owner)}`;
    },
    recognise(cookie, owner) {
      const [, browser = '', sealed = ''] = /^([\w-]{43})\.([\w-]{43})$/.exec(cookie ?? '') ?? [];
      return browser !== '' && sameSecret(sealed, seal(browser, owner)) ? browser : null;
    },
  };
}
