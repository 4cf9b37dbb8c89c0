import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { withoutNames } from './describe.ts';
import { gatherDarwin } from './gather-darwin.ts';
import { type Gathered, gatherLinux } from './gather-linux.ts';
import type { Certificates } from './types.ts';
import { win32Certificates, windowsScript } from './win32.ts';

export const certificates = defineCollector({
  id: 'certificates',
  title: 'Certificates',
  purpose:
    'Shows which certificate authorities were added to this computer and which certificates expire soon. Both affect secure connections.',
  category: 'system',
  sensitivity: 'personal',
  privileges: { linux: 'Authorities in files that only an administrator may read.' },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 15_000,
  byteCap: 256 * 1024,
  items: ['certificates.json'],
  reads: {
    linux: [
      '/usr/local/share/ca-certificates/*',
      '/etc/pki/ca-trust/source/anchors/*',
      '/usr/share/pki/ca-trust-source/anchors/*',
      '/etc/ca-certificates/trust-source/anchors/*',
      '/etc/pki/trust/anchors/*',
      '/usr/share/pki/trust/anchors/*',
      '~/.pki/nssdb/* (only whether it exists)',
      'certutil -L (authorities and certificates with a key in ~/.pki/nssdb)',
    ],
    darwin: [
      'security find-certificate -a -p (System and login keychain)',
      'security find-identity (only which certificates have a key)',
      'security dump-trust-settings (of this person, and with -d of the administrator)',
    ],
    win32: [
      'PowerShell: Cert:\\LocalMachine and Cert:\\CurrentUser, Root without AuthRoot, and My (of certificates with a key; whether they are made to sign in with)',
    ],
  },
  mayReveal:
    'Organisations that issued certificates to this computer, and authorities that inspect its connections. Holders’ names, addresses, numbers, fingerprints and keys are left out.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32') return askWindows(context);
    const found: Gathered =
      context.platform === 'linux'
        ? await gatherLinux(context)
        : { ...(await gatherDarwin(context)), denied: [] };
    const { denied } = found;
    if (found.roots === null && found.personal === null) {
      if (denied.length === 0) return nothing;
      return {
        status: 'denied',
        reason: because('Only an administrator can see which authorities were added.'),
      };
    }
    const items = [itemOf(context, found)];
    if (denied.length === 0) return { items };
    const reason = because('Only an administrator can read some places: {parts}.', {
      parts: denied.join(', '),
    });
    return { status: 'partial', reason, items };
  },
});

const nothing: CollectResult = {
  status: 'unavailable',
  reason: because('Candor found no certificate store that it can read.'),
};

function itemOf(
  context: CollectContext,
  { roots, personal }: Pick<Gathered, 'roots' | 'personal'>,
) {
  const now = context.now();
  const content: Certificates = {
    roots: roots && withoutNames(roots, 'root', now),
    personal: personal && withoutNames(personal, 'personal', now),
  };
  return jsonItem('certificates.json', content);
}

async function askWindows(context: CollectContext): Promise<CollectResult> {
  const asked = await ask(context, windowsScript, { timeoutMs: 10_000 });
  const found = win32Certificates(asked.answer);
  return found.roots === null && found.personal === null
    ? nothing
    : withSilent([itemOf(context, found)], asked);
}
