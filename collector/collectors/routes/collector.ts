import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { rowOf } from '#collector/toolkit/fields.ts';
import { ask, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { netstatRoutes } from './darwin.ts';
import {
  arpNeighbours,
  gatewaysOf,
  ipNeighbours,
  type Neighbour,
  win32Neighbours,
} from './gateways.ts';
import { ipRoutes, procRoutes } from './linux.ts';
import { ipRules } from './routing-rules.ts';
import type { Route } from './types.ts';
import { win32Routes, windowsScript } from './win32.ts';

export const routes = defineCollector({
  id: 'routes',
  title: 'Network routes',
  purpose: 'Shows how network traffic leaves this computer, for example through a VPN.',
  category: 'network',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'network', 'full'],
  deadlineMs: 15_000,
  byteCap: 1024 * 1024,
  items: ['routes.json'],
  reads: {
    linux: [
      'ip -json route show table all, ip -json rule show, ip -json neigh show (of gateways only)',
      '/proc/net/route, if ip is missing',
    ],
    darwin: ['netstat -rn', 'arp -an (of gateways only)'],
    win32: ['PowerShell: Get-NetRoute, Get-NetNeighbor (of gateways only)'],
  },
  mayReveal:
    "How this computer's networks are built. IP addresses become pseudonyms; hardware addresses of other machines are left out.",
  async collect(context): Promise<CollectResult> {
    const asked =
      context.platform === 'win32'
        ? await ask(context, windowsScript, { timeoutMs: 12_000 })
        : null;
    const found = asked ? win32Routes(rowOf(asked.answer).routes) : await gather(context);
    if (found === null)
      return {
        status: 'unavailable',
        reason: because('The system did not list its network routes.'),
      };
    const hasDefault = {
      IPv4: hasDefaultRoute(found, 'IPv4'),
      IPv6: hasDefaultRoute(found, 'IPv6'),
    };
    const rules = context.platform === 'linux' ? await gatherRules(context) : null;
    const neighbours = asked
      ? win32Neighbours(rowOf(asked.answer).neighbours)
      : await gatherNeighbours(context);
    const content = {
      hasDefault,
      gateways: gatewaysOf(found, neighbours),
      routes: found,
      ...(rules && { rules }),
    };
    return withSilent([jsonItem('routes.json', content)], asked ?? nothingSilent);
  },
});

const nothingSilent = { silent: [], stopped: false };

async function gatherNeighbours(context: CollectContext): Promise<Neighbour[]> {
  if (context.platform === 'darwin')
    return arpNeighbours((await context.run('arp', ['-an'], { timeoutMs: 5000 })).stdout);
  return ipNeighbours(
    (await context.run('ip', ['-json', 'neigh', 'show'], { timeoutMs: 5000 })).stdout,
  );
}

const hasDefaultRoute = (found: Route[], family: Route['family']): boolean =>
  found.some(
    (route) =>
      route.family === family && route.destination === 'default' && route.kind === undefined,
  );

/** A VPN for all traffic often does not change the usual table, but adds a rule before it. */
async function gatherRules(context: CollectContext) {
  const [four, six] = await Promise.all([
    context.run('ip', ['-json', '-4', 'rule', 'show']),
    context.run('ip', ['-json', '-6', 'rule', 'show']),
  ]);
  return [...ipRules(four.stdout, 'IPv4'), ...ipRules(six.stdout, 'IPv6')];
}

export async function gather(context: CollectContext): Promise<Route[] | null> {
  if (context.platform === 'win32')
    return win32Routes(rowOf((await ask(context, windowsScript)).answer).routes);
  if (context.platform === 'darwin') {
    const table = await context.run('netstat', ['-rn']);
    return table.state === 'ended' ? netstatRoutes(table.stdout) : null;
  }
  const [four, six] = await Promise.all([
    context.run('ip', ['-json', '-4', 'route', 'show', 'table', 'all']),
    context.run('ip', ['-json', '-6', 'route', 'show', 'table', 'all']),
  ]);
  if (four.state === 'ended')
    return [...ipRoutes(four.stdout, 'IPv4'), ...ipRoutes(six.stdout, 'IPv6')];
  const table = await context.readText('/proc/net/route', 1024 * 1024);
  return table.ok ? procRoutes(table.text) : null;
}
