import { chromiumAnswer } from '../collectors/proxy/chromium.ts';
import { type Target, urlOf } from '../toolkit/address.ts';

export interface ProxyChoice {
  /** The setting in Chromium's format, without credentials. */
  answer: string;
  kind: 'http' | 'https' | 'other';
  host: string;
  port: number;
  /** The value of `Proxy-Authorization`, if the setting contains a user. Never written anywhere. */
  authorization: string | null;
}

/** The first entry of Chromium's answer (`PROXY host:8080; DIRECT`); null for a direct connection and without an answer. */
export function proxyFromAnswer(answer: string): ProxyChoice | null {
  const [kind = '', address = ''] = (answer.split(';')[0] ?? '').trim().split(/\s+/, 2);
  const scheme = ({ PROXY: 'http', HTTPS: 'https' } as const)[kind.toUpperCase()] ?? 'socks';
  return address === ''
    ? null
    : proxyOf(`${scheme}://${address}`, chromiumAnswer(answer).slice(0, 1000));
}

/** The rules of curl and most command-line programs: `https_proxy`, `http_proxy`, `all_proxy`, and `no_proxy` as the exception. */
export function proxyFromEnvironment(
  target: Target,
  environment: Record<string, string | undefined>,
): ProxyChoice | null {
  const value = (name: string): string =>
    environment[name] || environment[name.toUpperCase()] || '';
  // A client can set upper-case HTTP_PROXY in a CGI program (CVE-2016-5385); curl ignores it too.
  const chosen =
    (target.secure ? value('https_proxy') : environment.http_proxy) || value('all_proxy');
  if (!chosen || isExcepted(target, value('no_proxy'))) return null;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(chosen) ? chosen : `http://${chosen}`;
  const proxy = proxyOf(whole, '');
  if (!proxy) return null;
  const kind = { http: 'PROXY', https: 'HTTPS', other: 'SOCKS' }[proxy.kind];
  return {
    ...proxy,
    answer: `${kind} ${proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host}:${proxy.port}`,
  };
}

function proxyOf(address: string, answer: string): ProxyChoice | null {
  const url = urlOf(address);
  if (!url) return null;
  const { protocol, hostname, port, username, password } = url;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') return null;
  const kind = protocol === 'http:' ? 'http' : protocol === 'https:' ? 'https' : 'other';
  const usual = { http: 80, https: 443, other: 1080 }[kind];
  const user = `${decoded(username)}:${decoded(password)}`;
  const authorization = user === ':' ? null : `Basic ${Buffer.from(user).toString('base64')}`;
  return { answer, kind, host, port: port ? Number(port) : usual, authorization };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `no_proxy`: `*`, or names that match themselves and their subdomains, with an optional port. */
function isExcepted({ host, port }: Target, exceptions: string): boolean {
  return exceptions.split(/[\s,]+/).some((entry) => {
    const match = /^(?:\[([^\]]+)\]|([^:]+|[^:]*:[^:]*:.*?))(?::(\d+))?$/.exec(entry);
    if (entry === '*') return true;
    const name = (match?.[1] ?? match?.[2] ?? '').replace(/^\*?\./, '').toLowerCase();
    if (name === '' || (match?.[3] !== undefined && Number(match[3]) !== port)) return false;
    return host.toLowerCase() === name || host.toLowerCase().endsWith(`.${name}`);
  });
}
