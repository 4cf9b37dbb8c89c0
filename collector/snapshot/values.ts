import type { ElectronFacts } from '#contract/collector/collector.ts';
import type { Snapshot } from '#contract/collector/snapshot.ts';
import type { Filesystem } from '../collectors/disks/types.ts';
import type { Driver } from '../collectors/drivers/types.ts';
import type { Interface } from '../collectors/interfaces/types.ts';
import { chromiumAnswer } from '../collectors/proxy/chromium.ts';
import type { Route } from '../collectors/routes/types.ts';
import type { Package } from '../collectors/software/types.ts';
import type { StartupItem } from '../collectors/startup/types.ts';

type Values = Record<string, string>;

/** Joins several values of one name, such as two kernel versions, into one value, so that their order does not matter. */
function valuesOf(pairs: readonly (readonly [name: string, value: string])[]): Values | null {
  if (pairs.length === 0) return null;
  const all = new Map<string, Set<string>>();
  for (const [name, value] of pairs) {
    const key = name.slice(0, 300);
    all.set(key, (all.get(key) ?? new Set()).add(value));
  }
  return Object.fromEntries(
    [...all].map(([name, found]) => [name, [...found].sort().join(', ').slice(0, 500)]),
  );
}

export const softwareValues = (packages: readonly Package[]): Values | null =>
  valuesOf(packages.map(({ name, version }) => [name, version ?? 'installed'] as const));

export const driverValues = (drivers: readonly Driver[] | null): Values | null =>
  drivers &&
  valuesOf(drivers.map(({ name, version, date }) => [name, version ?? date ?? 'there'] as const));

export const startupValues = (items: readonly StartupItem[] | null): Values | null =>
  items &&
  valuesOf(
    items.map(
      ({ name, kind, whose, enabled }) =>
        [
          `${name} (${kind}, ${whose})`,
          enabled === null ? 'unknown' : enabled ? 'on' : 'switched off',
        ] as const,
    ),
  );

export function diskValues(filesystems: readonly Filesystem[]): Snapshot['areas']['disks'] {
  if (filesystems.length === 0) return null;
  return Object.fromEntries(
    filesystems.map(({ mount, sizeBytes, availableBytes }) => [
      mount.slice(0, 300),
      { sizeBytes, availableBytes },
    ]),
  );
}

interface Network {
  interfaces: readonly Interface[];
  routes: readonly Route[] | null;
  servers: readonly string[];
  /** The system's proxy settings, without credentials. */
  proxy: Record<string, unknown> | null;
  chosen: ElectronFacts['proxies'];
}

/** Adapters of containers and virtual machines, which the system adds and removes automatically. */
const fleeting = /^(?:lo\d*|veth|br-|docker|virbr|vnet|cni|flannel|cali|utun|awdl|llw|anpi|ap\d)/;

/**
 * Temporary IPv6 addresses change every day (RFC 8981), so only their existence counts. Hardware addresses are left out,
 * because some change with each network and no comparison needs them.
 */
export function networkValues({
  interfaces,
  routes,
  servers,
  proxy,
  chosen,
}: Network): Values | null {
  const adapters = interfaces.filter(({ name }) => !fleeting.test(name));
  const defaults = (routes ?? []).filter(
    ({ destination, kind }) => destination === 'default' && kind === undefined,
  );
  return valuesOf([
    ...adapters.flatMap(({ name, state, addresses }) => [
      ...(state === null ? [] : [[`adapter ${name}: state`, state] as const]),
      ...addresses
        .filter(({ family }) => family === 'IPv4')
        .map(
          ({ address, prefixLength }) =>
            [`adapter ${name}: IPv4`, `${address}/${prefixLength ?? '?'}`] as const,
        ),
      ...(addresses.some(({ family, address }) => family === 'IPv6' && !/^fe80:/i.test(address))
        ? [[`adapter ${name}: IPv6`, 'yes'] as const]
        : []),
    ]),
    ...defaults.map(
      (one) =>
        [
          `default route ${one.family}`,
          `${one.gateway ?? 'direct'} by ${one.interface ?? '?'}`,
        ] as const,
    ),
    ...servers.map((server) => ['DNS servers', server] as const),
    ...Object.entries(proxy ?? {}).map(
      ([name, value]) => [`proxy setting ${name}`, JSON.stringify(value)] as const,
    ),
    ...chosen.map(
      ({ endpoint, answer }) => [`way to ${endpoint}`, chromiumAnswer(answer)] as const,
    ),
  ]);
}
