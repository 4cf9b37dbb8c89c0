import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { rowOf } from '#collector/toolkit/fields.ts';
import { namesIn, readMany, runProfiler } from '#collector/toolkit/platform-tools.ts';
import { ask, askEach } from '#collector/toolkit/powershell-sources.ts';
import { darwinDevices } from './darwin.ts';
import { bluetoothctlDevices, bluetoothOn, linuxThunderbolt, linuxUsb } from './linux.ts';
import type { BluetoothDevice, Devices, ThunderboltDevice } from './types.ts';
import { win32Devices } from './win32.ts';

export const devices = defineCollector({
  id: 'devices',
  title: 'Connected devices',
  purpose:
    'Lists devices connected by USB, Thunderbolt or Bluetooth, to find one that is missing or does not work.',
  category: 'machine',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 25_000,
  byteCap: 1024 * 1024,
  items: ['devices.json'],
  reads: {
    linux: [
      '/sys/bus/usb/devices/*/idVendor, idProduct, manufacturer, product, speed',
      '/sys/bus/thunderbolt/devices/*/vendor_name, device_name, authorized, rx_speed, rx_lanes',
      '/sys/class/bluetooth (names only)',
      '/sys/class/rfkill/*/type, soft, hard',
      'bluetoothctl devices Paired',
      'bluetoothctl devices Connected',
    ],
    darwin: [
      'system_profiler -json SPUSBDataType',
      'system_profiler -json SPUSBHostDataType',
      'system_profiler -json SPBluetoothDataType',
      'system_profiler -json SPThunderboltDataType',
    ],
    win32: ['PowerShell: Get-PnpDevice'],
  },
  mayReveal:
    'Makers and models of connected devices, and the names that people gave to their Bluetooth devices. Serial numbers and Bluetooth addresses are left out.',
  async collect(context): Promise<CollectResult> {
    const found = await gather(context);
    if (found === null)
      return {
        status: 'unavailable',
        reason: because('The system does not list any USB or Bluetooth devices.'),
      };
    const items = [jsonItem('devices.json', found)];
    if (found.bluetooth.devices !== null) return { items };
    return {
      status: 'partial',
      reason: because('The system did not list the paired Bluetooth devices.'),
      items,
    };
  },
});

async function gather(context: CollectContext): Promise<Devices | null> {
  if (context.platform === 'win32') {
    const { devices: listed } = rowOf((await ask(context, windowsScript)).answer);
    return listed === undefined ? null : win32Devices(listed);
  }
  if (context.platform === 'darwin') {
    const types = [
      'SPUSBDataType',
      'SPUSBHostDataType',
      'SPBluetoothDataType',
      'SPThunderboltDataType',
    ];
    const [usb = '', usbHost = '', bluetooth = '', thunderbolt = ''] = await Promise.all(
      types.map((type) => runProfiler(context, type)),
    );
    return `${usb}${usbHost}${bluetooth}` === ''
      ? null
      : darwinDevices(usb, usbHost, bluetooth, thunderbolt);
  }
  const [usb, radios, switches] = await Promise.all([
    context.listFolder('/sys/bus/usb/devices'),
    context.listFolder('/sys/class/bluetooth'),
    gatherSwitches(context),
  ]);
  if (!usb.ok && !radios.ok && switches.length === 0) return null;
  // `1-2:1.0` is an interface of device `1-2`, and `hci0:64` a connection of adapter `hci0`.
  const own = (listing: typeof usb): string[] =>
    listing.ok
      ? listing.entries
          .map(({ name }) => name)
          .filter((name) => !name.includes(':'))
          .slice(0, 500)
      : [];
  const found = await Promise.all(
    own(usb).map((name) => gatherUsb(context, `/sys/bus/usb/devices/${name}`)),
  );
  return {
    usb: found.filter((device) => device !== null),
    thunderbolt: await gatherThunderbolt(context),
    bluetooth: {
      adapters: own(radios).length,
      switchedOn: bluetoothOn(switches),
      devices: own(radios).length === 0 ? [] : await gatherPaired(context),
    },
    failing: [],
  };
}

/** Only if there is an adapter: without one, bluetoothctl waits for it. */
async function gatherPaired(context: CollectContext): Promise<BluetoothDevice[] | null> {
  const list = (which: string) =>
    context.run('bluetoothctl', ['devices', which], { timeoutMs: 3000, capBytes: 64 * 1024 });
  const [paired, connected] = await Promise.all([list('Paired'), list('Connected')]);
  return paired.state === 'ended' && paired.exitCode === 0
    ? bluetoothctlDevices(paired.stdout, connected.stdout)
    : null;
}

async function gatherUsb(context: CollectContext, folder: string) {
  const files = ['idVendor', 'idProduct', 'manufacturer', 'product', 'speed'].map(
    (file) => `${folder}/${file}`,
  );
  const [idVendor = '', idProduct = '', manufacturer = '', product = '', speed = ''] =
    await readMany(context, files);
  return linuxUsb({ idVendor, idProduct, manufacturer, product, speed });
}

/** `0-1` is a device, `0-0` the computer itself, `domain0` its controller. */
async function gatherThunderbolt(context: CollectContext): Promise<ThunderboltDevice[] | null> {
  const folder = '/sys/bus/thunderbolt/devices';
  const names = await namesIn(context, folder);
  if (names.length === 0) return null;
  const devices = names
    .filter((name) => /^\d{1,3}-[1-9a-f][0-9a-f]{0,15}$/.test(name))
    .slice(0, 64);
  return Promise.all(
    devices.map(async (device) => {
      const files = ['vendor_name', 'device_name', 'authorized', 'rx_speed', 'rx_lanes'];
      const texts = await readMany(
        context,
        files.map((file) => `${folder}/${device}/${file}`),
      );
      const [vendor = '', name = '', authorized = '', speed = '', lanes = ''] = texts;
      return linuxThunderbolt({ vendor, name, authorized, speed, lanes });
    }),
  );
}

async function gatherSwitches(context: CollectContext): Promise<{ soft: string; hard: string }[]> {
  const names = await namesIn(context, '/sys/class/rfkill');
  const switches = await Promise.all(
    names.map(async (name) => {
      const files = ['type', 'soft', 'hard'].map((file) => `/sys/class/rfkill/${name}/${file}`);
      const [type = '', soft = '', hard = ''] = await readMany(context, files);
      return { type: type.trim(), soft, hard };
    }),
  );
  return switches.filter(({ type }) => type === 'bluetooth');
}

const windowsScript = askEach({
  devices: {
    list: `Get-PnpDevice -PresentOnly -ErrorAction Stop|Where-Object {$_.Class -eq 'Bluetooth' -or $_.InstanceId -like 'USB\\VID_*' -or $_.Status -in 'Error','Degraded'}|Select-Object -First 2000 Class,@{n='Name';e={$_.FriendlyName}},@{n='Maker';e={$_.Manufacturer}},@{n='Status';e={"$($_.Status)"}},@{n='Problem';e={"$($_.Problem)"}},@{n='Id';e={$_.InstanceId}}`,
  },
});
