import { agentLog } from '../collectors/agent-log/collector.ts';
import { audio } from '../collectors/audio/collector.ts';
import { browsersAndOffice } from '../collectors/browsers-and-office/collector.ts';
import { certificates } from '../collectors/certificates/collector.ts';
import { clock } from '../collectors/clock/collector.ts';
import { cloudDrives } from '../collectors/cloud-drives/collector.ts';
import { crashes } from '../collectors/crashes/collector.ts';
import { description } from '../collectors/description/collector.ts';
import { devices } from '../collectors/devices/collector.ts';
import { diskHealth } from '../collectors/disk-health/collector.ts';
import { disks } from '../collectors/disks/collector.ts';
import { dns } from '../collectors/dns/collector.ts';
import { drivers } from '../collectors/drivers/collector.ts';
import { graphics } from '../collectors/graphics/collector.ts';
import { interfaces } from '../collectors/interfaces/collector.ts';
import { memory } from '../collectors/memory/collector.ts';
import { networkChecks } from '../collectors/network-checks/collector.ts';
import { operatingSystem } from '../collectors/operating-system/collector.ts';
import { performance } from '../collectors/performance/collector.ts';
import { permissions } from '../collectors/permissions/collector.ts';
import { power } from '../collectors/power/collector.ts';
import { printers } from '../collectors/printers/collector.ts';
import { processes } from '../collectors/processes/collector.ts';
import { processor } from '../collectors/processor/collector.ts';
import { profile } from '../collectors/profile/collector.ts';
import { proxy } from '../collectors/proxy/collector.ts';
import { reachability } from '../collectors/reachability/collector.ts';
import { recentChanges } from '../collectors/recent-changes/collector.ts';
import { routes } from '../collectors/routes/collector.ts';
import { security } from '../collectors/security/collector.ts';
import { services } from '../collectors/services/collector.ts';
import { sinceLastGoodDay } from '../collectors/since-last-good-day/collector.ts';
import { software } from '../collectors/software/collector.ts';
import { startup } from '../collectors/startup/collector.ts';
import { system } from '../collectors/system/collector.ts';
import { systemHistory } from '../collectors/system-history/collector.ts';
import { systemLog } from '../collectors/system-log/collector.ts';
import { updates } from '../collectors/updates/collector.ts';
import { vpn } from '../collectors/vpn/collector.ts';
import { wifi } from '../collectors/wifi/collector.ts';
import type { Collector } from '../toolkit/define.ts';

/** All collectors, in the order in which a person reads them. */
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
  profile,
  clock,
  drivers,
  systemHistory,
  sinceLastGoodDay,
  security,
  certificates,
  permissions,
  software,
  browsersAndOffice,
  cloudDrives,
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
