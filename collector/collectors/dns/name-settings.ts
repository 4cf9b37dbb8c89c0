import type { CollectContext } from '../../toolkit/define.ts';
import { type Asked, ask, askEach } from '../../toolkit/powershell-sources.ts';
import { resolverSettings } from './parse.ts';
import { type NameSettings, scutilDns, win32Dns } from './resolvers.ts';

interface Settings extends Omit<NameSettings, 'resolvers'>, Partial<Pick<NameSettings, 'resolvers'>> {
  asked: Pick<Asked, 'silent' | 'stopped'>;
}

const nothingSilent = { silent: [], stopped: false };

/** How this system looks names up, as it says itself, beside the servers. */
export async function nameSettings(context: CollectContext): Promise<Settings> {
  if (context.platform === 'win32') {
    const asked = await ask(context, windowsScript, { timeoutMs: 10_000 });
    return { ...win32Dns(asked.answer), asked };
  }
  if (context.platform === 'darwin') {
    const said = await context.run('scutil', ['--dns'], { timeoutMs: 5000 });
    return { ...scutilDns(said.stdout), asked: nothingSilent };
  }
  const file = await context.readText('/etc/resolv.conf', 64 * 1024);
  return { ...resolverSettings(file.ok ? file.text : ''), asked: nothingSilent };
}

const windowsScript = askEach({
  servers: {
    list: `Get-DnsClientServerAddress -ErrorAction Stop|Select-Object InterfaceAlias,@{n='Servers';e={$_.ServerAddresses -join ' '}}`,
  },
  suffixes: {
    list: `Get-DnsClientGlobalSetting -ErrorAction Stop|Select-Object @{n='Suffixes';e={$_.SuffixSearchList -join ' '}}`,
  },
  adapters: { list: 'Get-DnsClient -ErrorAction Stop|Select-Object InterfaceAlias,ConnectionSpecificSuffix' },
  rules: {
    list: `Get-DnsClientNrptPolicy -Effective -ErrorAction Stop|Select-Object @{n='Namespace';e={$_.Namespace -join ' '}},@{n='Servers';e={$_.NameServers -join ' '}},@{n='DirectAccessServers';e={$_.DirectAccessDnsServers -join ' '}}`,
  },
});
