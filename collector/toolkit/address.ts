import { isIP } from 'node:net';

export interface Target {
  /** Without credentials, query and fragment. */
  address: string;
  host: string;
  port: number;
  secure: boolean;
  path: string;
  /** True when the host is an IP address, so there is no name to look up. */
  literal: boolean;
}

/** Null when it is not a URL. `URL.canParse` is not reliable: on Node 24 it accepts long hosts that `new URL` then refuses. */
export function urlOf(address: string, base?: string): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}

/** The host and port to connect to for an `http:` or `https:` address; null for anything else. */
export function targetOf(address: string): Target | null {
  const url = urlOf(address);
  if (!url) return null;
  const { protocol, hostname, port, pathname } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  const secure = protocol === 'https:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    address: `${protocol}//${hostname}${port ? `:${port}` : ''}${pathname}`,
    host,
    port: port ? Number(port) : secure ? 443 : 80,
    secure,
    path: pathname,
    literal: isIP(host) !== 0,
  };
}

/** A proxy's address (`user:secret@host:3128`, with or without a scheme), without its credentials. */
export function withoutCredentials(address: string): {
  address: string | null;
  hadCredentials: boolean;
} {
  const bare = !/^[a-z][a-z0-9+.-]*:\/\//i.test(address);
  const whole = bare ? `http://${address}` : address;
  const url = urlOf(whole);
  if (!url) return { address: null, hadCredentials: address.includes('@') };
  const hadCredentials = url.username !== '' || url.password !== '' || url.search !== '';
  const host = url.host || url.hostname;
  const path = url.pathname === '/' ? '' : url.pathname;
  return { address: bare ? `${host}${path}` : `${url.protocol}//${host}${path}`, hadCredentials };
}
