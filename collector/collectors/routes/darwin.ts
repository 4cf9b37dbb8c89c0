import type { Route } from './types.ts';

/** macOS `netstat -rn`: a part for each family, under a heading whose columns differ between versions. */
export function netstatRoutes(output: string): Route[] {
  const routes: Route[] = [];
  let family: Route['family'] | null = null;
  let netifAt = 3;
  for (const line of output.split('\n')) {
    if (/^Internet6?:/.test(line)) family = line.startsWith('Internet6') ? 'IPv6' : 'IPv4';
    const fields = line.slice(0, 500).trim().split(/\s+/);
    const [destination = '', gateway = '', flags = ''] = fields;
    if (destination === 'Destination') netifAt = fields.indexOf('Netif');
    const netif = fields[netifAt] ?? '';
    if (
      family === null ||
      netif === '' ||
      destination === 'Destination' ||
      !/^[A-Za-z]+$/.test(flags)
    )
      continue;
    const direct =
      gateway.startsWith('link#') || /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(gateway);
    routes.push({
      family,
      destination,
      gateway: direct ? null : gateway,
      interface: netif,
      metric: null,
    });
  }
  return routes;
}
