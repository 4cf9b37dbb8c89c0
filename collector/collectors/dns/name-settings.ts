import type { CollectContext } from '#collector/toolkit/define.ts';
import { type Asked, ask } from '#collector/toolkit/powershell-sources.ts';
import { scutilDns } from './darwin.ts';
import { resolverSettings } from './linux.ts';
import type { NameSettings } from './types.ts';
import { win32Dns, windowsScript } from './win32.ts';

interface Settings
  extends Omit<NameSettings, 'resolvers'>,
    Partial<Pick<NameSettings, 'resolvers'>> {
  asked: Pick<Asked, 'silent' | 'stopped'>;
}

const nothingSilent = { silent: [], stopped: false };

/** How this system looks up names, apart from its servers. */
export async function nameSettings(context: CollectContext): Promise<Settings> {
  if (context.platform === 'win32') {
    const asked = await ask(context, windowsScript, { timeoutMs: 10_000 });
    return { ...win32Dns(asked.answer), asked };
  }
  if (context.platform === 'darwin') {
    const resolvers = await context.run('scutil', ['--dns'], { timeoutMs: 5000 });
    return { ...scutilDns(resolvers.stdout), asked: nothingSilent };
  }
  const file = await context.readText('/etc/resolv.conf', 64 * 1024);
  return { ...resolverSettings(file.ok ? file.text : ''), asked: nothingSilent };
}

/** Whether an adapter uses a server on this computer, such as a name filter. */
export const asksItself = ({ resolvers = [] }: Pick<Settings, 'resolvers'>): boolean =>
  resolvers.some(({ servers }) => servers.includes('127.0.0.1'));
