import { agentLog } from '../collectors/agent-log.ts';
import { audio } from '../collectors/audio.ts';
import { crashes } from '../collectors/crashes.ts';
import type { Collector } from '../collectors/define.ts';
import { description } from '../collectors/description.ts';
import { devices } from '../collectors/devices.ts';
import { diskHealth } from '../collectors/disk-health.ts';
import { disks } from '../collectors/disks.ts';
import { dns } from '../collectors/dns.ts';
import { drivers } from '../collectors/drivers.ts';
import { graphics } from '../collectors/graphics.ts';
import { interfaces } from '../collectors/interfaces.ts';
import { memory } from '../collectors/memory.ts';
import { networkChecks } from '../collectors/network-checks.ts';
import { operatingSystem } from '../collectors/operating-system.ts';
import { performance } from '../collectors/performance.ts';
import { power } from '../collectors/power.ts';
import { printers } from '../collectors/printers.ts';
import { processes } from '../collectors/processes.ts';
import { processor } from '../collectors/processor.ts';
import { proxy } from '../collectors/proxy.ts';
import { reachability } from '../collectors/reachability.ts';
import { recentChanges } from '../collectors/recent-changes.ts';
import { routes } from '../collectors/routes.ts';
import { security } from '../collectors/security.ts';
import { services } from '../collectors/services.ts';
import { sinceLastGoodDay } from '../collectors/since-last-good-day.ts';
import { software } from '../collectors/software.ts';
import { startup } from '../collectors/startup.ts';
import { system } from '../collectors/system.ts';
import { systemHistory } from '../collectors/system-history.ts';
import { systemLog } from '../collectors/system-log.ts';
import { updates } from '../collectors/updates.ts';
import { vpn } from '../collectors/vpn.ts';
import { wifi } from '../collectors/wifi.ts';

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
