import { agentLog } from '../probes/agent-log.ts';
import type { Collector } from '../probes/define.ts';
import { description } from '../probes/description.ts';
import { disks } from '../probes/disks.ts';
import { dns } from '../probes/dns.ts';
import { graphics } from '../probes/graphics.ts';
import { interfaces } from '../probes/interfaces.ts';
import { memory } from '../probes/memory.ts';
import { operatingSystem } from '../probes/operating-system.ts';
import { processes } from '../probes/processes.ts';
import { processor } from '../probes/processor.ts';
import { proxy } from '../probes/proxy.ts';
import { reachability } from '../probes/reachability.ts';
import { recentChanges } from '../probes/recent-changes.ts';
import { routes } from '../probes/routes.ts';
import { services } from '../probes/services.ts';
import { software } from '../probes/software.ts';
import { system } from '../probes/system.ts';
import { systemLog } from '../probes/system-log.ts';

/** Every collector there is, in the order in which a person reads them. */
export const catalogue: readonly Collector[] = [
  description,
  system,
  processor,
  memory,
  disks,
  graphics,
  operatingSystem,
  software,
  recentChanges,
  processes,
  services,
  interfaces,
  routes,
  dns,
  proxy,
  reachability,
  systemLog,
  agentLog,
];
