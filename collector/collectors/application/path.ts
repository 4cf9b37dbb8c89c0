import type { Platform } from '#contract/collector/collector.ts';

/** Windows folders that a policy may name by their variable; other variables could contain anything. */
const windowsFolders = [
  'ProgramData',
  'ProgramFiles',
  'ProgramFiles(x86)',
  'LOCALAPPDATA',
  'APPDATA',
  'USERPROFILE',
  'SystemRoot',
];

/**
 * A policy's path on this machine; null when the path is for another system or names a folder that this machine lacks.
 */
export function placeOn(
  path: string,
  platform: Platform,
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (platform === 'win32') {
    const variable = /^%([^%]+)%\\/.exec(path);
    if (!variable) return /^[A-Za-z]:\\/.test(path) ? path : null;
    const name = windowsFolders.find(
      (folder) => folder.toLowerCase() === variable[1]?.toLowerCase(),
    );
    const folder = name && environment[name];
    return folder ? `${folder.replace(/\\+$/, '')}\\${path.slice(variable[0].length)}` : null;
  }
  if (path.startsWith('~/')) return `${home.replace(/\/+$/, '')}/${path.slice(2)}`;
  return path.startsWith('/') ? path : null;
}

const protectedFolders = new Set([
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.password-store',
  'keychains',
  'keyrings',
]);
const protectedFiles =
  /^(id_(rsa|dsa|ecdsa|ed25519)|\.?netrc|_netrc|\.pgpass|shadow-?|gshadow-?|login data.*|web data|cookies(\.sqlite)?|key[34]\.db|logins\.json|signons\.sqlite)$|\.(pem|key|pfx|p12|jks|keystore|kdbx?|ppk|gpg|asc)$/;

/** Keys, password stores and browsers' own data are never read, whatever a policy says. */
export function isProtected(path: string): boolean {
  const names = path.toLowerCase().split(/[\\/]/);
  return (
    names.some((name) => protectedFolders.has(name)) || protectedFiles.test(names.at(-1) ?? '')
  );
}
