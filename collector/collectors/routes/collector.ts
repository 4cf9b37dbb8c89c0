import { because, type CollectContext, type CollectResult, defineCollector, jsonItem } from '../../toolkit/define.ts';
import { runPowershell } from '../../toolkit/platform-tools.ts';
import { netstatRoutes } from './darwin.ts';
import { ipRoutes, procRoutes } from './linux.ts';
import { ipRules } from './routing-rules.ts';
import type { Route } from './types.ts';
import { win32Routes, windowsScript } from './win32.ts';

export const routes = defineCollector({
  id: 'routes',
  title: 'Network routes',
  purpose: 'Shows which way network traffic leaves this computer, for example through a VPN.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 1024 * 1024,
  reads: {
    linux: ['ip -json route show table all, ip -json rule show', '/proc/net/route, where ip is missing'],
    darwin: ['netstat -rn'],
    win32: ['PowerShell: Get-NetRoute'],
  },
  mayReveal: "How this computer's networks are built. IP addresses become pseudonyms.",
  async collect(context): Promise<CollectResult> {
    const found = await gather(context);
    if (found === null) return { status: 'unavailable', reason: because('The system gave no list of its network routes.') };
    const hasDefault = { IPv4: hasDefaultRoute(found, 'IPv4'), IPv6: hasDefaultRoute(found, 'IPv6') };
    const rules = context.platform === 'linux' ? await gatherRules(context) : null;
    return { items: [jsonItem('routes.json', { hasDefault, routes: found, ...(rules && { rules }) })] };
  },
});

const hasDefaultRoute = (found: Route[], family: Route['family']): boolean =>
  found.some((route) => route.family === family && route.destination === 'default' && route.kind === undefined);

/** A VPN that takes all traffic often leaves the usual table alone, and puts a rule before it. */
async function gatherRules(context: CollectContext) {
  const [four, six] = await Promise.all([
    context.run('ip', ['-json', '-4', 'rule', 'show']),
    context.run('ip', ['-json', '-6', 'rule', 'show']),
  ]);
  return [...ipRules(four.stdout, 'IPv4'), ...ipRules(six.stdout, 'IPv6')];
}

export async function gather(context: CollectContext): Promise<Route[] | null> {
  if (context.platform === 'win32') return win32Routes(await runPowershell(context, windowsScript));
  if (context.platform === 'darwin') {
    const table = await context.run('netstat', ['-rn']);
    return table.state === 'ended' ? netstatRoutes(table.stdout) : null;
  }
  const [four, six] = await Promise.all([
    context.run('ip', ['-json', '-4', 'route', 'show', 'table', 'all']),
    context.run('ip', ['-json', '-6', 'route', 'show', 'table', 'all']),
  ]);
  if (four.state === 'ended') return [...ipRoutes(four.stdout, 'IPv4'), ...ipRoutes(six.stdout, 'IPv6')];
  const table = await context.readText('/proc/net/route', 1024 * 1024);
  return table.ok ? procRoutes(table.text) : null;
}
