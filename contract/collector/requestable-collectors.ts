/**
 * The collectors that an engineer may request by name: the whole catalogue except the person's own
 * words. Without zod, because the desk, which cannot import the catalogue, lists them in its
 * responses.
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

/**
 * Only the policy knows an organisation's own application: `app-` followed by its id in the policy.
 */
export const isRequestable = (id: string): boolean =>
  id.startsWith('app-') || requestableCollectors.includes(id);
