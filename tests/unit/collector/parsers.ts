import { isProtected, placeOn } from '#collector/collectors/application/path.ts';
import { darwinSound, withVolume } from '#collector/collectors/audio/darwin.ts';
import { linuxSound } from '#collector/collectors/audio/linux.ts';
import { pulseSound } from '#collector/collectors/audio/pulse.ts';
import { storedDecibels, storedMuted } from '#collector/collectors/audio/stored-sound.ts';
import { win32Sound } from '#collector/collectors/audio/win32.ts';
import { defaultNode } from '#collector/collectors/audio/wireplumber.ts';
import { addInsOf } from '#collector/collectors/browsers-and-office/add-ins.ts';
import {
  kindOfBundle,
  kindOfPackage,
} from '#collector/collectors/browsers-and-office/known-programs.ts';
import {
  broughtBy,
  browserName,
  linkOpeners,
} from '#collector/collectors/browsers-and-office/linux.ts';
import { win32Found } from '#collector/collectors/browsers-and-office/win32.ts';
import { identitiesOf, trustOf } from '#collector/collectors/certificates/darwin.ts';
import {
  certificateFrom,
  certificatesIn,
  described,
  withoutNames,
} from '#collector/collectors/certificates/describe.ts';
import { nssRows } from '#collector/collectors/certificates/linux.ts';
import { win32Certificates } from '#collector/collectors/certificates/win32.ts';
import { darwinClock } from '#collector/collectors/clock/darwin.ts';
import {
  chronyTracking,
  linuxClock,
  ntpqPeers,
  timedatectl,
  timesyncd,
} from '#collector/collectors/clock/linux.ts';
import { win32Clock } from '#collector/collectors/clock/win32.ts';
import {
  accountsAmong,
  iCloudStatus,
  programsIn,
} from '#collector/collectors/cloud-drives/darwin.ts';
import { nextcloudSettings } from '#collector/collectors/cloud-drives/nextcloud.ts';
import { backedUpFolders, oneDriveReport } from '#collector/collectors/cloud-drives/onedrive.ts';
import { accountName, win32CloudDrives } from '#collector/collectors/cloud-drives/win32.ts';
import { darwinCrashes } from '#collector/collectors/crashes/darwin.ts';
import {
  apportCrashes,
  coredumpctlCrashes,
  coredumpFiles,
  crashKeeperOf,
  kernelCrashes,
} from '#collector/collectors/crashes/linux.ts';
import { recentCrashes } from '#collector/collectors/crashes/types.ts';
import { win32Crashes } from '#collector/collectors/crashes/win32.ts';
import { darwinDevices } from '#collector/collectors/devices/darwin.ts';
import {
  bluetoothctlDevices,
  bluetoothOn,
  linuxThunderbolt,
  linuxUsb,
} from '#collector/collectors/devices/linux.ts';
import { win32Devices } from '#collector/collectors/devices/win32.ts';
import { darwinHealth } from '#collector/collectors/disk-health/darwin.ts';
import {
  commandErrorsOf,
  emmcHealth,
  smartctlHealth,
} from '#collector/collectors/disk-health/linux.ts';
import { wearOf } from '#collector/collectors/disk-health/wear.ts';
import { win32Health } from '#collector/collectors/disk-health/win32.ts';
import { darwinDisks } from '#collector/collectors/disks/darwin.ts';
import { linuxDevice, mountsOf } from '#collector/collectors/disks/linux.ts';
import { win32Disks, win32NetworkDrives } from '#collector/collectors/disks/win32.ts';
import { scutilDns } from '#collector/collectors/dns/darwin.ts';
import { hostsFile } from '#collector/collectors/dns/hosts-file.ts';
import { nameserversOf, resolverSettings, serversOf } from '#collector/collectors/dns/linux.ts';
import { resolvedLinks } from '#collector/collectors/dns/resolved.ts';
import { win32Dns } from '#collector/collectors/dns/win32.ts';
import { darwinExtensions } from '#collector/collectors/drivers/darwin.ts';
import { linuxModules, withVersions } from '#collector/collectors/drivers/linux.ts';
import { win32Drivers } from '#collector/collectors/drivers/win32.ts';
import {
  chromiumCards,
  chromiumRenderer,
  realDisplays,
} from '#collector/collectors/graphics/chromium.ts';
import { darwinMonitors } from '#collector/collectors/graphics/darwin.ts';
import { makerOf, monitorOf } from '#collector/collectors/graphics/edid.ts';
import { drmCard, lspciCards } from '#collector/collectors/graphics/linux.ts';
import { mergeCards } from '#collector/collectors/graphics/types.ts';
import { win32Monitors } from '#collector/collectors/graphics/win32.ts';
import {
  darwinPorts,
  ifconfigInterfaces,
  netstatCounters,
  scutilNwi,
} from '#collector/collectors/interfaces/darwin.ts';
import {
  dhclientLeases,
  ipIndexes,
  networkdLease,
  nmcliDevices,
  packetLease,
  win32Lease,
} from '#collector/collectors/interfaces/leases.ts';
import { ipInterfaces, linuxSpeed } from '#collector/collectors/interfaces/linux.ts';
import { withDetails } from '#collector/collectors/interfaces/types.ts';
import { familyOf, win32Adapters, win32SignIns } from '#collector/collectors/interfaces/win32.ts';
import { darwinMemory, darwinPressure } from '#collector/collectors/memory/darwin.ts';
import { edacErrors, linuxMemory, udevModules } from '#collector/collectors/memory/linux.ts';
import { win32Memory } from '#collector/collectors/memory/win32.ts';
import { darwinName } from '#collector/collectors/operating-system/darwin.ts';
import { linuxName, sessionOf } from '#collector/collectors/operating-system/linux.ts';
import { win32Name } from '#collector/collectors/operating-system/win32.ts';
import { darwinSnapshot } from '#collector/collectors/performance/darwin.ts';
import { linuxSnapshot, wholeDisks } from '#collector/collectors/performance/linux.ts';
import { pointsOf } from '#collector/collectors/performance/points.ts';
import { win32Sample } from '#collector/collectors/performance/win32.ts';
import { tccPrograms } from '#collector/collectors/permissions/darwin.ts';
import { groupsOf, portalPrograms, snapPrograms } from '#collector/collectors/permissions/linux.ts';
import { win32Permissions } from '#collector/collectors/permissions/win32.ts';
import { darwinPower } from '#collector/collectors/power/darwin.ts';
import { linuxSupplies, linuxTemperature } from '#collector/collectors/power/linux.ts';
import { win32Power } from '#collector/collectors/power/win32.ts';
import { darwinPrinters } from '#collector/collectors/printers/darwin.ts';
import { lpstatPrinters, ppdPrinters } from '#collector/collectors/printers/linux.ts';
import { win32Printers } from '#collector/collectors/printers/win32.ts';
import { darwinProcesses } from '#collector/collectors/processes/darwin.ts';
import { linuxProcess, pageBytesOf } from '#collector/collectors/processes/linux.ts';
import { win32Processes } from '#collector/collectors/processes/win32.ts';
import { darwinCores } from '#collector/collectors/processor/darwin.ts';
import { linuxCores, linuxThrottles } from '#collector/collectors/processor/linux.ts';
import { win32Cores } from '#collector/collectors/processor/win32.ts';
import { darwinProfile } from '#collector/collectors/profile/darwin.ts';
import {
  accountKind,
  encryptingType,
  folderFlag,
  isOnNetwork,
  mountOf,
} from '#collector/collectors/profile/linux.ts';
import { win32Profile } from '#collector/collectors/profile/win32.ts';
import { chromiumAnswer } from '#collector/collectors/proxy/chromium.ts';
import { connectionSettings } from '#collector/collectors/proxy/connection-settings.ts';
import { scutilProxy } from '#collector/collectors/proxy/darwin.ts';
import { proxyVariables } from '#collector/collectors/proxy/environment.ts';
import { gnomeProxy, kdeProxy } from '#collector/collectors/proxy/linux.ts';
import { win32Proxy } from '#collector/collectors/proxy/win32.ts';
import { darwinChanges } from '#collector/collectors/recent-changes/darwin.ts';
import {
  aptCommands,
  dpkgChanges,
  rpmChanges,
} from '#collector/collectors/recent-changes/linux.ts';
import {
  pacmanChanges,
  rpmLogChanges,
  zypperChanges,
} from '#collector/collectors/recent-changes/package-logs.ts';
import { win32Changes } from '#collector/collectors/recent-changes/win32.ts';
import { netstatRoutes } from '#collector/collectors/routes/darwin.ts';
import {
  arpNeighbours,
  gatewaysOf,
  ipNeighbours,
  win32Neighbours,
} from '#collector/collectors/routes/gateways.ts';
import { ipRoutes, procRoutes } from '#collector/collectors/routes/linux.ts';
import { ipRules } from '#collector/collectors/routes/routing-rules.ts';
import { win32Routes } from '#collector/collectors/routes/win32.ts';
import { darwinProtections } from '#collector/collectors/security/darwin.ts';
import {
  iptablesOf,
  lsmOf,
  luksOf,
  nftOf,
  secureBootOf,
} from '#collector/collectors/security/linux.ts';
import { fileTimeOf, win32Management } from '#collector/collectors/security/management.ts';
import { dsregcmdOf, win32Protections } from '#collector/collectors/security/win32.ts';
import { darwinServices } from '#collector/collectors/services/darwin.ts';
import { failedUnits, systemdServices } from '#collector/collectors/services/linux.ts';
import { win32Services } from '#collector/collectors/services/win32.ts';
import { darwinPackages } from '#collector/collectors/software/darwin.ts';
import {
  darwinDefaults,
  mimeappsDefaults,
  win32Defaults,
} from '#collector/collectors/software/default-apps.ts';
import { dpkgPackages, snapPackages, tablePackages } from '#collector/collectors/software/linux.ts';
import { dkmsModules, lockHolder, packageStates } from '#collector/collectors/software/problems.ts';
import { win32Packages } from '#collector/collectors/software/win32.ts';
import { systemdBoot, timespanOf, win32Boot } from '#collector/collectors/startup/boot.ts';
import { cronAtStart } from '#collector/collectors/startup/cron.ts';
import { launchItems, loginItems } from '#collector/collectors/startup/darwin.ts';
import { autostart, wantedUnits } from '#collector/collectors/startup/linux.ts';
import { win32Startup } from '#collector/collectors/startup/win32.ts';
import { darwinSystem } from '#collector/collectors/system/darwin.ts';
import { linuxBoard, linuxSystem } from '#collector/collectors/system/linux.ts';
import { win32System } from '#collector/collectors/system/win32.ts';
import { darwinRestarts } from '#collector/collectors/system-history/darwin.ts';
import { journalBoots, wtmpRestarts } from '#collector/collectors/system-history/linux.ts';
import { settingOf, skippedSetting } from '#collector/collectors/system-history/settings.ts';
import { win32History } from '#collector/collectors/system-history/win32.ts';
import { countEntries, signsIn, win32Counts } from '#collector/collectors/system-log/counts.ts';
import { unifiedEntries, unifiedLines } from '#collector/collectors/system-log/darwin.ts';
import {
  journalEntries,
  journalText,
  kernelEntries,
  kernelText,
} from '#collector/collectors/system-log/journal.ts';
import { linesSince, syslogEntries, timeOf } from '#collector/collectors/system-log/linux.ts';
import { win32Events } from '#collector/collectors/system-log/win32.ts';
import { darwinUpdates } from '#collector/collectors/updates/darwin.ts';
import {
  aptUpdates,
  dnfUpdates,
  notifierUpdates,
  restartPackages,
  zypperUpdates,
} from '#collector/collectors/updates/linux.ts';
import {
  hresultOf,
  isoDayOf,
  win32Updates,
  win32Waiting,
} from '#collector/collectors/updates/win32.ts';
import { darwinVpns } from '#collector/collectors/vpn/darwin.ts';
import { linuxTunnel, nmcliVpns } from '#collector/collectors/vpn/linux.ts';
import { win32Vpns } from '#collector/collectors/vpn/win32.ts';
import { darwinWifi } from '#collector/collectors/wifi/darwin.ts';
import { supplicantHistory, win32WifiHistory } from '#collector/collectors/wifi/history.ts';
import {
  bareLink,
  iwCountry,
  iwInterfaces,
  iwLinks,
  iwWidths,
  nmcliWifi,
  procWireless,
  radioOf,
} from '#collector/collectors/wifi/linux.ts';
import { noLink } from '#collector/collectors/wifi/types.ts';
import {
  netshNearby,
  netshWifi,
  win32Radio,
  win32WidthSetting,
} from '#collector/collectors/wifi/win32.ts';
import { pingAnswered, pingMtu, tracepathMtu } from '#collector/network/parse-path-mtu.ts';
import { proxyFromAnswer } from '#collector/network/proxy-choice.ts';
import {
  wirelessOfNetworksetup,
  wirelessOfNmcli,
  wirelessOfRegistry,
} from '#collector/os/network-names.ts';
import {
  accountsOf,
  homesAmong,
  ownNamesInHosts,
  registryValueOf,
  searchDomainsOf,
} from '#collector/os/person.ts';
import { frameOf } from '#collector/os/powershell-script.ts';
import { targetOf, urlOf, withoutCredentials } from '#collector/toolkit/address.ts';
import { clockOffsetSeconds } from '#collector/toolkit/clock.ts';
import {
  dateOf,
  jsonOf,
  numberOf,
  profilerRowsOf,
  rowOf,
  rowsOf,
  textOf,
} from '#collector/toolkit/fields.ts';
import { meminfoOf, physicalCores, pressureOf, unescapeOctal } from '#collector/toolkit/proc.ts';
import { sourcesOf } from '#collector/toolkit/source-answers.ts';

/** Every parser of a command's, a file's or a registry's text, and every parser of JSON as PowerShell gives it, by any name. */

const long = new Date(0);
const now = new Date('2026-11-23T12:00:00Z');
const machine = { pageBytes: 4096, uptimeSeconds: 100 };
const modifiedAt = '2026-11-23T12:00:00.000Z';
const still = { atMs: 0, cpu: null, memory: null, disks: [], network: [] };
const watched = { atMs: 1000, totalBytes: 1, cores: [] };
const watchedLinux = (text: string) => ({
  atMs: 1000,
  pageBytes: 4096,
  disks: wholeDisks([text.slice(0, 20), 'sda']),
});

export const ofText: Record<string, (text: string) => unknown> = {
  accounts: (text) => accountsOf(text, 0),
  hosts: ownNamesInHosts,
  searchDomains: searchDomainsOf,
  registry: (text) => registryValueOf(text, 'Name'),
  target: targetOf,
  credentials: withoutCredentials,
  clock: (text) => clockOffsetSeconds(text, 0),
  mounts: mountsOf,
  device: (text) =>
    linuxDevice({
      name: text,
      link: text,
      sectors: text,
      rotational: text,
      model: text,
      vendor: text,
    }),
  darwinDisks,
  resolver: resolverSettings,
  linuxClock: (text) =>
    linuxClock(timedatectl(text), [chronyTracking(text), timesyncd(text, null), ntpqPeers(text)]),
  darwinClock: (text) => darwinClock(text, text),
  win32Status: (text) => win32Clock({ service: { State: text } }, text, now),
  nameservers: nameserversOf,
  hostsFile: (text) => hostsFile(text, ['desk.example.com']),
  servers: (text) => serversOf(['127.0.0.53', text], text),
  json: jsonOf,
  interfaces: ipInterfaces,
  ports: darwinPorts,
  ifconfigInterfaces,
  netstatCounters,
  leases: (text) => [
    ...[ipIndexes(text), dhclientLeases(text), nmcliDevices(text)].map((found) => [...found]),
    networkdLease(text, modifiedAt),
    packetLease(text),
  ],
  scutilDns,
  scutilNwi,
  darwinCores,
  darwinPressure: (text) => darwinPressure(text, text),
  connection: (text) => connectionSettings(text.slice(0, 5000).replaceAll(/[^\d,]/g, ',')),
  udevModules,
  edac: (text) => edacErrors([text], [text]),
  linuxMemory: (text) => linuxMemory(text, text),
  darwinMemory: (text) => darwinMemory(1, text, text),
  linuxName,
  darwinName,
  meminfo: meminfoOf,
  pressure: pressureOf,
  cores: physicalCores,
  linuxCores: (text) => {
    const processors = text.split('\n').map((line) => ({
      ...{ siblings: line, capacity: line, coreThrottles: line, packageThrottles: line },
    }));
    return [linuxCores(processors, { fast: text, slow: text }, text), linuxThrottles(processors)];
  },
  process: (text) => [linuxProcess(text, machine), linuxProcess('1 (a) S 1', machine, text)],
  drmCard,
  darwinMonitors,
  edid: (text) => [monitorOf(Buffer.from(text.slice(0, 128), 'latin1')), makerOf(text.length)],
  lspci: (text) => mergeCards(lspciCards(text), lspciCards(text)),
  pageBytes: pageBytesOf,
  darwinProcesses,
  variables: (text) => proxyVariables({ http_proxy: text, NO_PROXY: text }),
  answer: chromiumAnswer,
  journalBoots,
  wtmpRestarts,
  darwinRestarts: (text) => darwinRestarts(text, now),
  skippedSetting,
  setting: (text) => settingOf(text, modifiedAt),
  placeOnLinux: (text) => placeOn(text, 'linux', '/home/kim', {}),
  placeOnWindows: (text) => placeOn(text, 'win32', '', { ProgramData: 'C:\\ProgramData' }),
  isProtected,
  scutil: scutilProxy,
  dpkgChanges: (text) => dpkgChanges(text, long),
  aptCommands: (text) => aptCommands(text, long),
  rpmChanges: (text) => rpmChanges(text, long),
  darwinChanges: (text) => darwinChanges(text, long),
  ipRoutes: (text) => ipRoutes(text, 'IPv4'),
  procRoutes,
  neighbours: (text) =>
    gatewaysOf(ipRoutes(text, 'IPv4'), [...ipNeighbours(text), ...arpNeighbours(text)]),
  netstatRoutes,
  systemdServices,
  failedUnits: (text) => failedUnits({ state: 'ended', exitCode: 0, stdout: text }),
  session: sessionOf,
  darwinServices,
  darwinPackages,
  dpkgPackages,
  dkmsModules,
  mimeapps: (text) => mimeappsDefaults([text, text]),
  browsers: (text) => [linkOpeners(text), browserName(text), broughtBy(text, text)],
  programNames: (text) => [kindOfPackage(text, text), kindOfBundle(text)],
  certificates: (text) =>
    withoutNames(
      certificatesIn(text).map((one) => described(one, 'a')),
      'personal',
      now,
    ),
  certificateBytes: (text) => certificateFrom(Buffer.from(text)) === null,
  nss: nssRows,
  trust: (text) => [...(trustOf([{ stdout: text, stderr: text }]) ?? [])],
  identities: (text) => [...(identitiesOf(text) ?? [])],
  permissionsOnMac: tccPrograms,
  portal: portalPrograms,
  snapPlugs: (text) => snapPrograms(text, 'camera'),
  groups: (text) => [...groupsOf(text)],
  darwinDefaults,
  packageStates: (text) => packageStates(dpkgPackages(text)),
  lockHolder: (text) => lockHolder(text, [{ device: 1, inode: 1 }]),
  snapPackages,
  tablePackages: (text) => tablePackages(text, 'rpm'),
  unifiedLines,
  linesSince: (text) => linesSince(text, long, now),
  darwinSystem: (text) => darwinSystem(text, text),
  board: (text) => linuxBoard({ chassis: text, vendor: text, name: text }),
  linuxSystem: (text) =>
    linuxSystem({
      maker: text,
      model: text,
      vendor: text,
      version: text,
      date: text,
      deviceTree: text,
      cpuinfo: text,
    }),
  supplies: (text) => linuxSupplies([text, text], [text]),
  temperature: (text) => linuxTemperature(text, text),
  darwinPower: (text) => darwinPower(text, text, text),
  powercfg: (text) => win32Power(undefined, text),
  usb: (text) =>
    linuxUsb({ idVendor: text, idProduct: text, manufacturer: text, product: text, speed: text }),
  thunderbolt: (text) =>
    linuxThunderbolt({ vendor: text, name: text, authorized: text, speed: text, lanes: text }),
  bluetooth: (text) => bluetoothOn([{ soft: text, hard: text }]),
  darwinDevices: (text) => darwinDevices(text, text, text, text),
  lpstat: (text) => lpstatPrinters(text, text),
  ppdPrinters: (text) => ppdPrinters(text.split('\n')),
  darwinPrinters,
  darwinSound: (text) => withVolume(darwinSound(text), text),
  defaultNode: (text) => defaultNode(text, text, 'output'),
  storedSound: (text) => [storedMuted(text), storedDecibels(text)],
  mountOfHome: (text) => [mountOf(text, '/home/kim'), mountOf(`1 2 3:4 / ${text}`, text)],
  homeFolder: (text) => [
    accountKind(text, 'kim'),
    folderFlag(text),
    encryptingType(text),
    isOnNetwork(text),
    unescapeOctal(text),
  ],
  darwinProfile: (text) => darwinProfile(text, 0),
  iCloudStatus: (text) => [iCloudStatus(text), iCloudStatus(`<com.apple.CloudDocs[1] ${text}`)],
  cloudPrograms: (text) => [[...programsIn(text)], accountsAmong(text.split('\n'), 'OneDrive')],
  nextcloudSettings,
  oneDriveReport: (text) => [oneDriveReport(text), backedUpFolders(text), accountName(text)],
  modules: (text) => withVersions(linuxModules(text), new Map([['a', text]])),
  darwinExtensions,
  autostart: (text) => [autostart(text, text, 'system'), autostart('a.desktop', text, 'person')],
  units: (text) => wantedUnits(text.split('\n'), 'system'),
  launchItems: (text) => launchItems(text.split('\n'), 'agent', 'person'),
  lsmOf,
  luks: (text) => luksOf([text], 1),
  secureBootOf,
  nftOf,
  darwinProtections: (text) =>
    darwinProtections({
      fdesetup: text,
      csrutil: text,
      spctl: text,
      firewall: text,
      enrollment: text,
    }),
  dsregcmdOf,
  timespan: timespanOf,
  systemdBoot: (text) => systemdBoot(text, text),
  fileTime: (text) => fileTimeOf(text, text),
  aptUpdates,
  zypperUpdates,
  win32Waiting,
  pulse: (text) => pulseSound(text, text, text),
  sound: (text) => linuxSound(text, text),
  cron: (text) => [cronAtStart(text, true), cronAtStart(text, false)],
  pacman: (text) => pacmanChanges(text, long, now),
  rpmLog: (text) => rpmLogChanges(text, long, now),
  zypper: (text) => zypperChanges(text, long),
  iptablesOf,
  timeOfLine: (text) => timeOf(text, now),
  linuxSpeed,
  gnomeProxy,
  kdeProxy,
  resolvedLinks,
  ipRules: (text) => ipRules(text, 'IPv6'),
  iwInterfaces,
  iwLinks: (text) => [...iwLinks([{ name: text, output: text }]), bareLink(text, text)],
  nmcliWifi,
  procWireless,
  darwinWifi,
  netshWifi: (text) => netshWifi(text),
  netshNearby: (text) => netshNearby(text, new Set()),
  wirelessOfNmcli,
  wirelessOfNetworksetup,
  wirelessOfRegistry,
  supplicantHistory,
  iwRules: (text) => [iwCountry(text), [...iwWidths(text)], radioOf([{ soft: text, hard: text }])],
  tunnel: (text) =>
    linuxTunnel({ name: text, uevent: text, tunFlags: text, type: text, state: text }),
  nmcliVpns,
  darwinVpns,
  coredumpctlCrashes,
  coredumpFiles: (text) => coredumpFiles(text.split('\n')),
  apport: (text) => apportCrashes(text.split('\n').map((name) => ({ name, modifiedAt }))),
  darwinCrashes: (text) =>
    recentCrashes(
      darwinCrashes(text.split('\n').map((name) => ({ name, modifiedAt }))),
      new Date(0),
    ),
  crashKeeperOf,
  journal: (text) => [journalText(text), kernelCrashes(journalEntries(text))],
  kernelLog: kernelText,
  countedLog: (text) => {
    const entries = [
      ...syslogEntries(text, now),
      ...unifiedEntries(text),
      { at: modifiedAt, level: null, writer: 'kernel', message: text },
    ];
    return [countEntries(entries), signsIn(entries)];
  },
  kernelCrashes: (text) => [
    kernelCrashes(kernelEntries(text)),
    kernelCrashes([{ at: modifiedAt, message: text }]),
  ],
  notifierUpdates,
  restartPackages,
  dnfUpdates,
  darwinUpdates: (text) => darwinUpdates(text, text),
  bluetoothctl: (text) => bluetoothctlDevices(text, text),
  smartctl: (text) => smartctlHealth(text, 'sda'),
  commandErrors: commandErrorsOf,
  emmc: (text) => emmcHealth(text, text),
  darwinHealth: (text) => darwinHealth(text, text),
  loginItems: (text) => loginItems(text.split('\n')),
  darwinSnapshot: (text) =>
    pointsOf([
      still,
      darwinSnapshot({ vmStat: text, swapUsage: text, storage: text, interfaces: text }, watched),
    ]),
  linuxSnapshot: (text) =>
    pointsOf([
      still,
      linuxSnapshot(
        { stat: text, meminfo: text, vmstat: text, diskstats: text, networkDevices: text },
        watchedLinux(text),
      ),
    ]),
  win32Sample: (text) => pointsOf(win32Sample(text, 1, now).snapshots),
  homes: (text) => homesAmong(text.split('\n'), '/home/'),
  profiler: (text) => profilerRowsOf(text, 'SPNVMeDataType'),
  frame: (text) => frameOf(text, 'candor-0'),
  pingAnswered,
  pingMtu,
  tracepathMtu,
  proxyFromAnswer,
  sources: sourcesOf,
  url: (text) => [urlOf(text), urlOf(text, 'https://example.org')],
};

export const ofJson: Record<string, (value: unknown) => unknown> = {
  basicText: textOf,
  basicNumber: numberOf,
  basicDate: dateOf,
  basicRows: rowsOf,
  basicDisks: win32Disks,
  networkDrives: win32NetworkDrives,
  names: win32Dns,
  family: familyOf,
  connectionSettings,
  coresOfWindows: win32Cores,
  basicAdapters: win32Adapters,
  win32Clock: (value) => win32Clock(value, '', now),
  lease: (value) => rowsOf(value).map(win32Lease),
  win32SignIns,
  basicMemory: (value) => win32Memory(1, 1, value),
  basicName: (value) => win32Name(value, ''),
  basicProcesses: (value) => win32Processes(value, now),
  basicProxy: win32Proxy,
  basicChanges: (value) => win32Changes(value, long),
  basicRoutes: win32Routes,
  win32Neighbours,
  basicServices: win32Services,
  basicPackages: win32Packages,
  basicEvents: win32Events,
  eventCounts: win32Counts,
  basicSystem: win32System,
  power: (value) => win32Power(value, ''),
  devices: win32Devices,
  printers: win32Printers,
  sound: win32Sound,
  drivers: win32Drivers,
  startup: win32Startup,
  boot: win32Boot,
  defaultApps: win32Defaults,
  management: win32Management,
  browsersAndOffice: win32Found,
  addIns: (value) => addInsOf(value, value),
  certificateStores: (value) => {
    const { roots, personal } = win32Certificates(value);
    return [withoutNames(roots ?? [], 'root', now), withoutNames(personal ?? [], 'personal', now)];
  },
  permissions: win32Permissions,
  security: win32Protections,
  vpns: win32Vpns,
  profile: win32Profile,
  cloudDrives: (value) => win32CloudDrives(value, { nextcloud: null, diagnostics: {} }),
  wifiHistory: (value) => [
    win32WifiHistory(value),
    win32Radio(value),
    win32WidthSetting(value, { ...noLink, interface: 'a', band: '5' }),
  ],
  crashes: win32Crashes,
  history: win32History,
  updates: win32Updates,
  withDetails: (value) =>
    withDetails(
      [],
      Array.isArray(value) ? value.filter((one) => typeof one?.name === 'string') : [],
    ),
  diskHealth: win32Health,
  wear: (value) => wearOf(rowOf(value), rowsOf(value)),
  chromiumCards: (value) => mergeCards(chromiumCards(value), chromiumCards(value)),
  chromiumRenderer,
  monitors: win32Monitors,
  realDisplays,
  isoDay: isoDayOf,
  hresult: hresultOf,
};

/** What parsers look for, so that random input also gets past their first step. */
export const pieces = [
  '-----BEGIN CERTIFICATE-----\n',
  '-----END CERTIFICATE-----\n',
  'Cert 0: a\n   Trust Setting 0:\n      Result Type           : kSecTrustSettingsResultDeny\n',
  '  1) AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA "a"\n',
  'a  CTu,u,u\n',
  'kTCCServiceCamera|2|a\n',
  '{"data":[{"a":["yes"]}]}',
  'Interface Plug Slot Notes\ncamera a:camera :camera -\n',
  'video /dev/video0\n',
  'x-scheme-handler/https=a.desktop;',
  '[Desktop Entry]\nCategories=WebBrowser;\nName=',

  'E:MEMORY_DEVICE_0_SIZE=1\n',
  '\n',
  '\n\n',
  '\t',
  ' : ',
  ': ',
  '\\:',
  'POWER_SUPPLY_TYPE=Battery\n',
  'POWER_SUPPLY_ENERGY_FULL_DESIGN=0\n',
  "Now drawing from 'AC Power'\n",
  ' -B (id=1)\t5%; ',
  'printer a is idle',
  ' 0 [x ]: y - z\n',
  'a 1 1 - Live 0x0 (POE)\n',
  '\t\tT\tcom.a (1)\tn\t[x]\n',
  'Hidden=true\n',
  'CRYPT-LUKS2-',
  'FileVault is On',
  'MDM enrollment: Yes ',
  '    AzureAdJoined : YES\n',
  '*:a:02\\:00\\:00\\:00\\:00\\:00:1:2412 MHz:1 Mbit/s:1::w\n',
  '    GUID : 5c3f1e0a-7d2b-4c8e-9f10-0123456789ab\n',
  '    BSSID : 02:00:00:00:00:00\n',
  '802.11',
  'WlanQueryInterface',
  'wlan0: 0000   1.  -1.  -256\n',
  'DEVTYPE=wireguard\n',
  'HKEY_LOCAL_MACHINE\\x\n    ProfileName    REG_SZ    a\n',
  '    NameType    REG_DWORD    0x47\n',
  'vpn:activated:a\n',
  '* (Connected) 8A1B2C3D-0000-4000-8000-123456789ABC V "a"',
  'core.a.0.0123456789abcdef0123456789abcdef.1.9999999999999999.zst\n',
  '_usr_bin_a.1.crash\n',
  'a-2026-99-99-999999.ips\n',
  '12 a\n',
  'a.x86_64  1  b\n',
  'Obsoleting Packages\n',
  'LastSuccessfulDate = "2026-99-99 99:99:99 +0000";',
  '{"SPUSBDataType":[{"vendor_id":"0x1","_items":[',
  '{"SPAirPortDataType":[{"spairport_airport_interfaces":[{"_name":"en0","spairport_current_network_information":',
  ']}',
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
  'Start-Date: 2026-99-99  99:99:99',
  '2026-13-45 25:61:61 install a b c',
  '999999999999999999999\tname\tversion',
  '1 (a) S ',
  '/Date(9',
  'Nov 99 99:99:99 x',
  '2026-99-99T99:99:99Z',
  'http://[',
  'Internet:',
  'page size of 9 bytes',
  'MemTotal: 9 kB',
  'Hardware Port: ',
  'cpu  1 2 3 4 5 6 7 8\n',
  '   8       0 sda 10 0 200 5 20 0 400 6 0 77 11\n',
  '  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n',
  '+-o IOBlockStorageDriver "Bytes (Read)"=1 "Bytes (Write)"=1 "BSD Name" = "disk0"\n',
  'en0 1500 <Link#1> 1 2 3 4 5 6 7\n',
  '{"memory":[{"Timestamp_Sys100NS":1}],"cpu":[{"Name":"_Total"}]}\n',
  'Device 02:00:00:00:00:00 a\n',
  '{"smart_status":{"passed":true},"ata_smart_attributes":{"table":[{"id":5}]}}',
  'resolver #1\n  nameserver[0] : 192.0.2.1\n',
  'IPv4 network interface information\n     en0 : flags      : 0x5 (IPv4,DNS)\n',
  'en0: flags=8863<UP> mtu 1500\n\tstatus: active\n',
  '70,0,0,0,',
  'candor-0 end 1 YQ==\n',
  '{"silent":{"source":"a"}}\n',
  '{"events":[{}]}\n',
  '{"timestamp":"2026-11-23 10:00:00.000000+0100","eventMessage":"a\\nb"}\n',
  'ttl=5',
  '[Default Applications]\nx-scheme-handler/https=a.desktop;\n',
  'LSHandlerRoleAll = "a";\nLSHandlerURLScheme = https;\n    },\n',
  'a/1, 6.1, x86_64: installed\n',
  '1: POSIX  ADVISORY  WRITE 1 00:01:1 0 EOF\n',
  'Startup finished in 1s (kernel) + 2s (userspace) = 3s\n',
  '1min 2s a.service\n',
  'Attempt Status : 0xc000006d\n',
  'Type=x11\n',
  'a.mount loaded failed failed a\n',
  '2026-11-23 10:00:00.000000+0100  localhost a[1]: <Error> ',
  'mtu = 1400',
  ' pmtu 1400 reached\n',
  'Class:\tVGA compatible controller [0300]\nVendor:\tIntel [8086]\n',
  'DRIVER=i915\nPCI_ID=8086:9A49\n',
  '\0ÿÿÿÿÿÿ\0',
  '/memfd:a-012345',
  'Link 2 (eth0)\n',
  'DNS Servers: ',
  "org.gnome.system.proxy mode 'manual'\n",
  '[Proxy Settings]\nProxyType=1\nhttpProxy=',
  '[{"src":"all","not":null}]',
  'Interface wlan0\n',
  'Connected to 02:11:22:33:44:55\n freq: 2484\n',
  '2026-11-20T10:11:12+0100 SUBDEBUG Upgrade: a-1-1.x86_64\n',
  'Nov 20 10:11:12 Erased: a-1-1.x86_64\n',
  '[2026-11-20T10:11:12+0100] [ALPM] upgraded a (1 -> 2)\n',
  '2026-99-20 10:11:12|install|a|1|x|',
  '@reboot root sleep 1 && /a/b\n',
  '00-00: a : a : playback 1 : capture 1\n',
  'Inst a [1] (2 x-security)\n',
  '<update-list>\n<update kind="package" name="a"',
  'RecommendedUpdates = (\n"Display Name" = "a";\n    );',
  'kern  :err   : 2026-99-99T99:99:99,000000+00:00 a[1]: segfault at ',
  '{"MESSAGE":[1,300,"x"],"__REALTIME_TIMESTAMP":"1795429800123456","PRIORITY":"3"}\n',
];

export const keys = [
  'Application',
  'Capability',
  'Hive',
  'Desktop',
  'Program',
  'Store',
  'Subject',
  'Issuer',
  'consent',
  'policies',
  'roots',
  'personal',
  'browsers',
  'office',
  'outlook',
  'addIns',
  'resiliency',
  'Scope',
  'Id',
  'List',
  'Text',

  'servers',
  'Servers',
  'adapters',
  'InterfaceAlias',
  'Namespace',
  'person',
  'personConnection',
  'mappings',
  'Letter',
  'approved',
  'apps',
  'status',
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
  'batteries',
  'zones',
  'BatteryStatus',
  'Id',
  'Class',
  'Problem',
  'Port',
  'Status',
  'Kind',
  'DeviceName',
  'Location',
  'defender',
  'antivirus',
  'productState',
  'firewall',
  'bitlocker',
  'profiles',
  'adapters',
  'reports',
  'faults',
  'boots',
  'starts',
  'signIns',
  'enrolments',
  'certificates',
  'groupPolicy',
  'failed',
  'policy',
  'waiting',
  'counts',
  'dumps',
  'fixes',
  'disks',
  'HealthStatus',
  'tasks',
  'programs',
  'smart_status',
  'gpuDevice',
  'monitors',
  'Edid',
  'vendorId',
  'auxAttributes',
];
