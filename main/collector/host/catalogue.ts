import { agentLog } from '../probes/agent-log.ts';
import { audio } from '../probes/audio.ts';
import { crashes } from '../probes/crashes.ts';
import type { Collector } from '../probes/define.ts';
import { description } from '../probes/description.ts';
import { devices } from '../probes/devices.ts';
import { diskHealth } from '../probes/disk-health.ts';
import { disks } from '../probes/disks.ts';
import { dns } from '../probes/dns.ts';
import { drivers } from '../probes/drivers.ts';
import { graphics } from '../probes/graphics.ts';
import { interfaces } from '../probes/interfaces.ts';
import { memory } from '../probes/memory.ts';
import { networkChecks } from '../probes/network-checks.ts';
import { operatingSystem } from '../probes/operating-system.ts';
import { performance } from '../probes/performance.ts';
import { power } from '../probes/power.ts';
import { printers } from '../probes/printers.ts';
import { processes } from '../probes/processes.ts';
import { processor } from '../probes/processor.ts';
import { proxy } from '../probes/proxy.ts';
import { reachability } from '../probes/reachability.ts';
import { recentChanges } from '../probes/recent-changes.ts';
import { routes } from '../probes/routes.ts';
import { security } from '../probes/security.ts';
import { services } from '../probes/services.ts';
import { sinceLastGoodDay } from '../probes/since-last-good-day.ts';
import { software } from '../probes/software.ts';
import { startup } from '../probes/startup.ts';
import { system } from '../probes/system.ts';
import { systemHistory } from '../probes/system-history.ts';
import { systemLog } from '../probes/system-log.ts';
import { updates } from '../probes/updates.ts';
import { vpn } from '../probes/vpn.ts';
import { wifi } from '../probes/wifi.ts';

/** Every collector there is, in the order in which a person reads them. */
export const catalogue: readonly Collector[] = [
  description,
  system,
  processor,
  memory,
  disks,
  diskHealth,
  performance,
  graphics,
  power,
  devices,
  printers,
  audio,
  operatingSystem,
  drivers,
  systemHistory,
  sinceLastGoodDay,
  security,
  software,
  recentChanges,
  updates,
  processes,
  services,
  startup,
  interfaces,
  wifi,
  vpn,
  routes,
  dns,
  proxy,
  reachability,
  networkChecks,
  crashes,
  systemLog,
  agentLog,
];
