import fc from 'fast-check';
import { describe, test } from 'vitest';
import { wirelessOfNetworksetup, wirelessOfNmcli, wirelessOfRegistry } from '../../../main/collector/os/network-names.ts';
import { darwinSound, linuxSound, win32Sound } from '../../../main/collector/probes/parse/audio.ts';
import {
  apportCrashes,
  coredumpctlCrashes,
  coredumpFiles,
  darwinCrashes,
  recentCrashes,
  win32Crashes,
} from '../../../main/collector/probes/parse/crashes.ts';
import { bluetoothOn, darwinDevices, linuxUsb, win32Devices } from '../../../main/collector/probes/parse/devices.ts';
import {
  builtInModules,
  darwinExtensions,
  linuxModules,
  win32Drivers,
  withVersions,
} from '../../../main/collector/probes/parse/drivers.ts';
import { darwinPower, linuxSupplies, linuxTemperature, win32Power } from '../../../main/collector/probes/parse/power.ts';
import { darwinPrinters, lpstatPrinters, ppdPrinters, win32Printers } from '../../../main/collector/probes/parse/printers.ts';
import {
  darwinProtections,
  dsregcmdOf,
  lsmOf,
  luksOf,
  nftOf,
  secureBootOf,
  win32Protections,
} from '../../../main/collector/probes/parse/security.ts';
import { autostart, launchItems, wantedUnits, win32Startup } from '../../../main/collector/probes/parse/startup.ts';
import {
  darwinRestarts,
  journalBoots,
  skippedSetting,
  win32History,
  wtmpRestarts,
} from '../../../main/collector/probes/parse/system-history.ts';
import {
  darwinUpdates,
  dnfUpdates,
  notifierUpdates,
  restartPackages,
  win32Updates,
} from '../../../main/collector/probes/parse/updates.ts';
import { darwinVpns, linuxTunnel, nmcliVpns, win32Vpns } from '../../../main/collector/probes/parse/vpn.ts';
import { darwinWifi, netshWifi, nmcliWifi, procWireless } from '../../../main/collector/probes/parse/wifi.ts';

const modifiedAt = '2026-11-23T12:00:00.000Z';

/** Parsers of text, as a command, a file or a folder's names give it. */
const ofText: Record<string, (text: string) => unknown> = {
  supplies: (text) => linuxSupplies([text, text]),
  temperature: (text) => linuxTemperature(text, text),
  darwinPower: (text) => darwinPower(text, text, text),
  powercfg: (text) => win32Power(undefined, text),
  usb: (text) => linuxUsb({ idVendor: text, idProduct: text, manufacturer: text, product: text, speed: text }),
  bluetooth: (text) => bluetoothOn([{ soft: text, hard: text }]),
  darwinDevices: (text) => darwinDevices(text, text, text),
  lpstatPrinters,
  ppdPrinters: (text) => ppdPrinters(text.split('\n')),
  darwinPrinters,
  linuxSound,
  darwinSound,
  modules: (text) => withVersions(linuxModules(text), new Map([['a', text]])),
  builtIn: (text) => builtInModules(new Map([[text, text]])),
  darwinExtensions,
  autostart: (text) => [autostart(text, text, 'system'), autostart('a.desktop', text, 'person')],
  units: (text) => wantedUnits(text.split('\n'), 'system'),
  launchItems: (text) => launchItems(text.split('\n'), 'agent', 'person'),
  lsmOf,
  luks: (text) => luksOf([text], 1),
  secureBootOf,
  nftOf,
  darwinProtections: (text) =>
    darwinProtections({ fdesetup: text, csrutil: text, spctl: text, firewall: text, enrollment: text }),
  dsregcmdOf,
  nmcliWifi,
  procWireless,
  darwinWifi,
  netshWifi,
  wirelessOfNmcli,
  wirelessOfNetworksetup,
  wirelessOfRegistry,
  tunnel: (text) => linuxTunnel({ name: text, uevent: text, tunFlags: text, type: text, state: text }),
  nmcliVpns,
  darwinVpns,
  coredumpctlCrashes,
  coredumpFiles: (text) => coredumpFiles(text.split('\n')),
  apport: (text) => apportCrashes(text.split('\n').map((name) => ({ name, modifiedAt }))),
  darwinCrashes: (text) => recentCrashes(darwinCrashes(text.split('\n').map((name) => ({ name, modifiedAt }))), new Date(0)),
  notifierUpdates,
  restartPackages,
  dnfUpdates,
  darwinUpdates: (text) => darwinUpdates(text, text),
  journalBoots,
  wtmpRestarts,
  darwinRestarts: (text) => darwinRestarts(text, new Date()),
  skippedSetting,
};

/** Parsers of JSON, as PowerShell gives it. */
const ofJson: Record<string, (value: unknown) => unknown> = {
  power: (value) => win32Power(value, ''),
  devices: win32Devices,
  printers: win32Printers,
  sound: win32Sound,
  drivers: win32Drivers,
  startup: win32Startup,
  security: win32Protections,
  vpns: win32Vpns,
  crashes: win32Crashes,
  updates: win32Updates,
  history: win32History,
};

/** What the parsers look for, so that random input also gets past their first step. */
const pieces = [
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
];
const output = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 10 })), { maxLength: 20 }).map((parts) => parts.join('')),
  fc.json(),
);
const keys = [
  'batteries',
  'zones',
  'BatteryStatus',
  'Name',
  'Id',
  'Class',
  'Problem',
  'Port',
  'Status',
  'Kind',
  'At',
  'DeviceName',
];
const moreKeys = [
  'Location',
  'defender',
  'antivirus',
  'productState',
  'firewall',
  'bitlocker',
  'profiles',
  'adapters',
  'reports',
  'dumps',
  'fixes',
];
const value = fc.oneof(fc.jsonValue(), fc.constant(1e308), fc.constant('AppCrash_a_b'), fc.constant('USB\\VID_0000&PID_0000\\'));
const row = fc.dictionary(
  fc.constantFrom(...keys, ...moreKeys),
  fc.oneof(value, fc.array(fc.dictionary(fc.constantFrom(...keys), value))),
);
const answer = fc.oneof(fc.jsonValue(), fc.constant(undefined), row, fc.array(row));

describe('no output, however broken, makes a parser throw', () => {
  test.for(Object.entries(ofText))('text: %s', ([, parse]) => {
    fc.assert(
      fc.property(output, (text) => void JSON.stringify(parse(text))),
      { numRuns: 200 },
    );
  });
  test.for(Object.entries(ofJson))('JSON: %s', ([, parse]) => {
    fc.assert(
      fc.property(answer, (found) => void JSON.stringify(parse(found))),
      { numRuns: 200 },
    );
  });
});

/** Above this, a parser whose time grows with the square of its input needs half a minute; a linear one needs milliseconds. */
const floodBytes = 128 * 1024;

describe('a flood of one piece does not hold a parser up', () => {
  test.for(Object.entries(ofText))('text: %s', ([, parse]) => {
    for (const piece of [...pieces, ' ', 'a', '0', '"', '(', '\\', '[', ' (id=1', '\0', 'é']) {
      parse(piece.repeat(Math.ceil(floodBytes / piece.length)));
    }
  });
});
