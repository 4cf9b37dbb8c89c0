import { withoutCredentials } from '#collector/toolkit/address.ts';
import { numberOf, textOf } from '#collector/toolkit/fields.ts';

/** The proxy settings of one desktop; other desktops ignore them. */
export interface DesktopProxy {
  /** `none`, `manual`, `script`, `automatic`, `environment`, or null for anything else. */
  mode: string | null;
  http: string | null;
  https: string | null;
  socks: string | null;
  script: string | null;
  exceptions: string[];
  /** Whether only the exceptions use the proxy; KDE can invert the list. */
  reversed: boolean;
}

/**
 * `gsettings list-recursively org.gnome.system.proxy`: schema, key, value. The user name and password in it are
 * never read. Null when it is not such a list.
 */
export function gnomeProxy(output: string): DesktopProxy | null {
  const value = (schema: string, key: string): string | null =>
    textOf(
      new RegExp(`^org\\.gnome\\.system\\.proxy${schema} ${key} (.{1,4000})$`, 'm').exec(
        output,
      )?.[1],
    );
  const quoted = (text: string | null): string | null => textOf(/^'(.*)'$/.exec(text ?? '')?.[1]);
  const mode = quoted(value('', 'mode'));
  if (mode === null) return null;
  const server = (kind: string): string | null => {
    const host = quoted(value(`\\.${kind}`, 'host'));
    const port = numberOf(value(`\\.${kind}`, 'port'));
    return host === null ? null : withoutCredentials(port ? `${host}:${port}` : host).address;
  };
  const script = quoted(value('', 'autoconfig-url'));
  return {
    mode:
      { none: 'none', manual: 'manual', auto: script === null ? 'automatic' : 'script' }[mode] ??
      null,
    http: server('http'),
    https: server('https'),
    socks: server('socks'),
    script: scriptOf(script),
    exceptions: exceptionsOf(
      [...(value('', 'ignore-hosts') ?? '').matchAll(/'([^']{1,200})'/g)].map(
        (match) => match[1] ?? '',
      ),
    ),
    reversed: false,
  };
}

const kdeModes = ['none', 'manual', 'script', 'automatic', 'environment'];

/**
 * KDE's `~/.config/kioslaverc`, of which only `[Proxy Settings]` is read: `httpProxy=http://proxy.example 3128`. `[$i]`
 * after a name means that an administrator fixed it, `[$e]` that it contains variables.
 */
export function kdeProxy(file: string): DesktopProxy | null {
  const [, after = ''] = file.split(/^\[Proxy Settings\].{0,20}$/m, 2);
  const [part = ''] = after.slice(0, 20_000).split(/^\[[A-Za-z]/m, 1);
  const value = (key: string): string | null =>
    textOf(new RegExp(`^${key}(?:\\[\\$\\w{1,3}\\]){0,2}=(.{1,4000})$`, 'm').exec(part)?.[1]);
  const type = numberOf(value('ProxyType'));
  if (type === null) return null;
  const mode = kdeModes[type] ?? null;
  const server = (kind: string): string | null => {
    const [address, port] = (value(`${kind}Proxy`) ?? '').split(' ', 2);
    // In the mode `environment` these are names of variables.
    if (!address || mode === 'environment') return null;
    return withoutCredentials(port && /^\d{1,5}$/.test(port) ? `${address}:${port}` : address)
      .address;
  };
  return {
    mode,
    http: server('http'),
    https: server('https'),
    socks: server('socks'),
    script: scriptOf(value('Proxy Config Script')),
    exceptions: exceptionsOf((value('NoProxyFor') ?? '').split(/[\s,]+/)),
    reversed: value('ReversedException') === 'true',
  };
}

/** An address, or a file. */
function scriptOf(place: string | null): string | null {
  if (place === null || place.startsWith('/')) return place;
  return withoutCredentials(place).address;
}

/** Host names contain no credentials, but a mistyped one might. */
const exceptionsOf = (names: string[]): string[] =>
  names.filter((name) => name !== '' && !name.includes('@')).slice(0, 100);
