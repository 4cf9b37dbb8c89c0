import type { Snapshot } from '#contract/collector/snapshot.ts';
import { gather as gatherDisks } from '../collectors/disks/collector.ts';
import { asksItself, nameSettings } from '../collectors/dns/name-settings.ts';
import { gather as gatherDrivers } from '../collectors/drivers/collector.ts';
import { gather as gatherInterfaces } from '../collectors/interfaces/collector.ts';
import { gatherSystem as gatherProxy } from '../collectors/proxy/collector.ts';
import { gather as gatherRoutes } from '../collectors/routes/collector.ts';
import { gather as gatherSoftware } from '../collectors/software/collector.ts';
import { gather as gatherStartup } from '../collectors/startup/collector.ts';
import { configuredServers } from '../network/dns-servers.ts';
import type { CollectContext } from '../toolkit/define.ts';
import {
  diskValues,
  driverValues,
  networkValues,
  softwareValues,
  startupValues,
} from './values.ts';

/**
 * Takes a daily snapshot with the collectors' own functions. A part that fails is null; the others are still there. `known`
 * contains areas that need not be gathered again.
 */
export async function takeSnapshot(
  context: CollectContext,
  known: Partial<Snapshot['areas']> = {},
): Promise<Snapshot> {
  const part = <T>(known: T | undefined, gather: () => Promise<T>): Promise<T | null> =>
    known !== undefined ? Promise.resolve(known) : gather().catch(() => null);
  const [software, drivers, network, disks, startup] = await Promise.all([
    part(known.software, async () => softwareValues(await gatherSoftware(context))),
    part(known.drivers, async () => driverValues(await gatherDrivers(context))),
    part(known.network, async () => {
      const [interfaces, routes, servers, proxy] = await Promise.all([
        gatherInterfaces(context),
        gatherRoutes(context),
        configuredServers(context.readText, async () => asksItself(await nameSettings(context))),
        gatherProxy(context),
      ]);
      return networkValues({ interfaces, routes, servers, proxy, chosen: context.facts.proxies });
    }),
    part(known.disks, async () => diskValues((await gatherDisks(context)).filesystems)),
    part(known.startup, async () => startupValues(await gatherStartup(context))),
  ]);
  return {
    version: 1,
    takenAt: context.now().toISOString(),
    platform: context.platform,
    areas: { software, drivers, network, disks, startup },
  };
}
