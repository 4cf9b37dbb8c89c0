import fc from 'fast-check';
import { describe, test } from 'vitest';
import { accountsOf, ownNamesInHosts, registryValueOf, searchDomainsOf } from '../../../main/collector/os/person.ts';
import { targetOf, withoutCredentials } from '../../../main/collector/probes/parse/address.ts';
import { clockOffsetSeconds } from '../../../main/collector/probes/parse/clock.ts';
import { darwinDisks, linuxDevice, mountsOf, win32Disks } from '../../../main/collector/probes/parse/disks.ts';
import { nameserversOf, resolverSettings, serversOf } from '../../../main/collector/probes/parse/dns.ts';
import { dateOf, jsonOf, numberOf, rowsOf, textOf } from '../../../main/collector/probes/parse/fields.ts';
import { darwinPorts, ipInterfaces, win32Adapters } from '../../../main/collector/probes/parse/interfaces.ts';
import { darwinMemory, linuxMemory, win32Memory } from '../../../main/collector/probes/parse/memory.ts';
import { darwinName, linuxName, win32Name } from '../../../main/collector/probes/parse/operating-system.ts';
import { meminfoOf, physicalCores, pressureOf } from '../../../main/collector/probes/parse/proc.ts';
import { darwinProcesses, linuxProcess, pageBytesOf, win32Processes } from '../../../main/collector/probes/parse/processes.ts';
import { chromiumAnswer, proxyVariables, scutilProxy, win32Proxy } from '../../../main/collector/probes/parse/proxy.ts';
import {
  aptCommands,
  darwinChanges,
  dpkgChanges,
  rpmChanges,
  win32Changes,
} from '../../../main/collector/probes/parse/recent-changes.ts';
import { ipRoutes, netstatRoutes, procRoutes, win32Routes } from '../../../main/collector/probes/parse/routes.ts';
import { darwinServices, systemdServices, win32Services } from '../../../main/collector/probes/parse/services.ts';
import {
  darwinPackages,
  dpkgPackages,
  snapPackages,
  tablePackages,
  win32Packages,
} from '../../../main/collector/probes/parse/software.ts';
import { darwinSystem, linuxSystem, win32System } from '../../../main/collector/probes/parse/system.ts';
import { linesSince, win32Events } from '../../../main/collector/probes/parse/system-log.ts';

const long = new Date(0);
const now = new Date('2026-11-23T12:00:00Z');
const machine = { pageBytes: 4096, uptimeSeconds: 100 };

/** Parsers of text, as a command or a file gives it. */
const ofText: Record<string, (text: string) => unknown> = {
  accounts: (text) => accountsOf(text, 0),
  hosts: ownNamesInHosts,
  searchDomains: searchDomainsOf,
  registry: (text) => registryValueOf(text, 'Name'),
  target: targetOf,
  credentials: withoutCredentials,
  clock: (text) => clockOffsetSeconds(text, 0),
  mounts: mountsOf,
  device: (text) => linuxDevice({ name: text, link: text, sectors: text, rotational: text, model: text, vendor: text }),
  darwinDisks,
  resolver: resolverSettings,
  nameservers: nameserversOf,
  servers: (text) => serversOf(['127.0.0.53', text], text),
  json: jsonOf,
  interfaces: ipInterfaces,
  ports: darwinPorts,
  linuxMemory: (text) => linuxMemory(text, text),
  darwinMemory: (text) => darwinMemory(1, text, text),
  linuxName,
  darwinName,
  meminfo: meminfoOf,
  pressure: pressureOf,
  cores: physicalCores,
  process: (text) => linuxProcess(text, machine),
  pageBytes: pageBytesOf,
  darwinProcesses,
  variables: (text) => proxyVariables({ http_proxy: text, NO_PROXY: text }),
  answer: chromiumAnswer,
  scutil: scutilProxy,
  dpkgChanges: (text) => dpkgChanges(text, long),
  aptCommands: (text) => aptCommands(text, long),
  rpmChanges: (text) => rpmChanges(text, long),
  darwinChanges: (text) => darwinChanges(text, long),
  ipRoutes: (text) => ipRoutes(text, 'IPv4'),
  procRoutes,
  netstatRoutes,
  systemdServices,
  darwinServices,
  darwinPackages,
  dpkgPackages,
  snapPackages,
  tablePackages: (text) => tablePackages(text, 'rpm'),
  linesSince: (text) => linesSince(text, long, now),
  darwinSystem: (text) => darwinSystem(text, text),
  linuxSystem: (text) =>
    linuxSystem({ maker: text, model: text, vendor: text, version: text, date: text, deviceTree: text, cpuinfo: text }),
};

/** Parsers of JSON, as PowerShell gives it. */
const ofJson: Record<string, (value: unknown) => unknown> = {
  text: textOf,
  number: numberOf,
  date: dateOf,
  rows: rowsOf,
  disks: win32Disks,
  adapters: win32Adapters,
  memory: (value) => win32Memory(1, 1, value),
  name: (value) => win32Name(value, ''),
  processes: (value) => win32Processes(value, now),
  proxy: win32Proxy,
  changes: (value) => win32Changes(value, long),
  routes: win32Routes,
  services: win32Services,
  packages: win32Packages,
  events: win32Events,
  system: win32System,
};

/** Words that the parsers look for, so that random input also gets past their first step. */
const words = fc.constantFrom(
  ...[
    'Package: a',
    'Status: install ok installed',
    ' - ',
    '\n',
    '\n\n',
    '\t',
    '8:1 /',
    '-----',
    '{"SPStorageDataType":[',
    ']}',
    ' REG_SZ ',
  ],
  ...[
    'Start-Date: 2026-99-99  99:99:99',
    '2026-13-45 25:61:61 install a b c',
    '999999999999999999999\tname\tversion',
    '1 (a) S ',
    '/Date(9',
  ],
  ...[
    'Nov 99 99:99:99 x',
    '2026-99-99T99:99:99Z',
    'http://[',
    'Internet:',
    'page size of 9 bytes',
    'MemTotal: 9 kB',
    'Hardware Port: ',
  ],
);
const output = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.oneof(words, fc.string({ maxLength: 10 })), { maxLength: 20 }).map((parts) => parts.join('')),
  fc.json(),
);
const names = [
  'computer',
  'firmware',
  'volumes',
  'disks',
  'updates',
  'programs',
  'At',
  'Name',
  'State',
  'Message',
  'InstallDate',
  'value',
];
const answer = fc.oneof(
  fc.jsonValue(),
  fc.constant(undefined),
  fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
  fc.array(fc.dictionary(fc.constantFrom(...names), fc.jsonValue())),
);

describe('no output, however broken, makes a parser throw', () => {
  test.for(Object.entries(ofText))('text: %s', ([, parse]) => {
    fc.assert(
      fc.property(output, (text) => void JSON.stringify(parse(text))),
      { numRuns: 200 },
    );
  });
  test.for(Object.entries(ofJson))('JSON: %s', ([, parse]) => {
    fc.assert(
      fc.property(answer, (value) => void JSON.stringify(parse(value))),
      { numRuns: 200 },
    );
  });
});
