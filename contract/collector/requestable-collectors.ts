/**
 * The collectors that an engineer may ask for by name: all of the catalogue but the person's own words. Without zod,
 * because the desk, which cannot import the catalogue, names them in its answers.
 */
export const requestableCollectors: readonly string[] = [
  'system',
  'processor',
  'memory',
  'disks',
  'disk-health',
  'performance',
  'graphics',
  'power',
  'devices',
  'printers',
  'audio',
  'operating-system',
  'profile',
  'clock',
  'drivers',
  'system-history',
  'since-last-good-day',
  'security',
  'certificates',
  'permissions',
  'software',
  'browsers-and-office',
  'cloud-drives',
  'recent-changes',
  'updates',
  'processes',
  'services',
  'startup',
  'interfaces',
  'wifi',
  'vpn',
  'routes',
  'dns',
  'proxy',
  'reachability',
  'network-checks',
  'crashes',
  'system-log',
  'agent-log',
];

/** An application of the organisation's own is known to its policy alone: `app-` and the id that it has there. */
export const isRequestable = (id: string): boolean =>
  id.startsWith('app-') || requestableCollectors.includes(id);
