import os from 'node:os';
import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { ask } from '#collector/toolkit/powershell-sources.ts';
import { chromiumAnswer } from './chromium.ts';
import { scutilProxy } from './darwin.ts';
import { proxyVariables } from './environment.ts';
import { gnomeProxy, kdeProxy } from './linux.ts';
import { win32Proxy, windowsScript } from './win32.ts';

export const proxy = defineCollector({
  id: 'proxy',
  title: 'Proxy settings',
  purpose:
    'Shows whether web traffic goes through a proxy. User names and passwords in these settings are left out.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 128 * 1024,
  items: ['proxy.json'],
  reads: {
    linux: [
      'Electron: the proxy for the support service',
      'environment variables http_proxy, https_proxy, all_proxy, no_proxy',
      'gsettings list-recursively org.gnome.system.proxy (never its user name and password)',
      '~/.config/kioslaverc (only its Proxy Settings)',
    ],
    darwin: [
      'Electron: the proxy for the support service',
      'environment variables http_proxy, https_proxy, all_proxy, no_proxy',
      'scutil --proxy',
    ],
    win32: [
      'Electron: the proxy for the support service',
      'environment variables http_proxy, https_proxy, all_proxy, no_proxy',
      'Registry: Internet Settings of the person, the computer and policies (ProxyEnable, ProxyServer, ProxyOverride, AutoConfigURL, ProxySettingsPerUser)',
      'Registry: Internet Settings\\Connections (DefaultConnectionSettings, WinHttpSettings)',
    ],
  },
  mayReveal:
    'Names of proxies and of addresses that bypass them, which may name an organisation. User names and passwords are left out.',
  async collect(context): Promise<CollectResult> {
    const item = jsonItem('proxy.json', {
      // Chromium's decision counts: it knows the system's settings and PAC files.
      chosen: context.facts.proxies.map(({ endpoint, answer }) => ({
        endpoint,
        answer: chromiumAnswer(answer),
      })),
      environment: proxyVariables(process.env),
      system: await gatherSystem(context),
    });
    if (context.facts.proxies.length > 0) return { items: [item] };
    return {
      status: 'partial',
      reason: because(
        'Candor has no support service set up, so the proxy for it is unknown. The settings themselves are included.',
      ),
      items: [item],
    };
  },
});

export async function gatherSystem(
  context: CollectContext,
): Promise<Record<string, unknown> | null> {
  if (context.platform === 'win32') return win32Proxy((await ask(context, windowsScript)).answer);
  if (context.platform === 'darwin')
    return scutilProxy((await context.run('scutil', ['--proxy'])).stdout);
  return gatherLinux(context);
}

/** Two desktops have their own settings; `chosen` shows which is in use. */
async function gatherLinux(context: CollectContext): Promise<Record<string, unknown> | null> {
  const [listed, file] = await Promise.all([
    context.run('gsettings', ['list-recursively', 'org.gnome.system.proxy'], { timeoutMs: 3000 }),
    context.readText(`${os.homedir()}/.config/kioslaverc`, 64 * 1024),
  ]);
  const [gnome, kde] = [gnomeProxy(listed.stdout), file.ok ? kdeProxy(file.text) : null];
  return gnome || kde ? { ...(gnome && { gnome }), ...(kde && { kde }) } : null;
}
