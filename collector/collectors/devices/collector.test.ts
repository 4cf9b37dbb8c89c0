import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { devices } from './collector.ts';
import { darwinDevices } from './darwin.ts';

const fixture = fixtureOf(import.meta.url);
const windowsIn = (language: 'en' | 'de'): Machine => ({
  platform: 'win32',
  commands: {
    'Get-PnpDevice': fixture(`windows-${language}.jsonl`),
  },
});
const [english, german] = [windowsIn('en'), windowsIn('de')];
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPUSBDataType': fixture('usb.json'),
    'system_profiler -json SPBluetoothDataType': fixture('bluetooth.json'),
  },
};
const usbFolder = '/sys/bus/usb/devices/1-3';
const laptop: Machine = {
  platform: 'linux',
  files: {
    [`${usbFolder}/idVendor`]: '046d\n',
    [`${usbFolder}/idProduct`]: 'c52b\n',
    [`${usbFolder}/manufacturer`]: 'Logitech\n',
    [`${usbFolder}/product`]: 'USB Receiver\n',
    [`${usbFolder}/speed`]: '12\n',
    [`${usbFolder}/serial`]: 'SN-SECRET\n',
    '/sys/bus/usb/devices/1-3:1.0/bInterfaceClass': '03\n',
    '/sys/class/bluetooth/hci0/address': '70:a8:d3:11:22:33\n',
    '/sys/class/bluetooth/hci0:64/type': 'acl\n',
    '/sys/class/rfkill/rfkill0/type': 'bluetooth\n',
    '/sys/class/rfkill/rfkill0/soft': '1\n',
    '/sys/class/rfkill/rfkill0/hard': '0\n',
  },
};

describe('connected devices', () => {
  test('are listed without their interfaces and serial numbers', async () => {
    expect((await collectOn(laptop, devices)).content('devices.json')).toEqual({
      usb: [
        {
          vendorId: '046d',
          productId: 'c52b',
          maker: 'Logitech',
          product: 'USB Receiver',
          megabitsPerSecond: 12,
          problem: null,
        },
      ],
      thunderbolt: null,
      bluetooth: { adapters: 1, switchedOn: false, devices: null },
      failing: [],
    });
  });
  test('paired by Bluetooth have their names, never their addresses, on Linux', async () => {
    const paired =
      'Device 02:00:00:AA:BB:01 Zoés Kopfhörer\nDevice 02:00:00:AA:BB:02 02-00-00-AA-BB-02\nnoise\n';
    const bluetooth = {
      'bluetoothctl devices Paired': paired,
      'bluetoothctl devices Connected': 'Device 02:00:00:AA:BB:01 Zoés Kopfhörer\n',
    };
    const run = await collectOn(
      { ...laptop, commands: { ...laptop.commands, ...bluetooth } },
      devices,
    );
    expect(run.status).toBe('success');
    expect(run.content('devices.json')).toMatchObject({
      bluetooth: {
        devices: [
          { name: 'Zoés Kopfhörer', connected: true },
          { name: 'unknown', connected: false },
        ],
      },
    });
    expect(await collectOn(laptop, devices)).toMatchObject({ status: 'partial' });
  });
  test('that do not work are listed on Windows', async () => {
    const content = (await collectOn(english, devices)).content('devices.json');
    expect(content).toMatchObject({
      usb: [
        { vendorId: '046d', productId: 'c52b' },
        { product: 'Integrated Webcam', problem: 'failed_start' },
        { maker: 'Intel' },
      ],
      bluetooth: { adapters: 1, devices: [{ name: 'WH-1000XM5' }] },
      failing: [{ name: 'Integrated Webcam', kind: 'Camera', problem: 'failed_start' }],
    });
    expect(JSON.stringify(content)).not.toMatch(/SN0123456789|80991EAABBCC/);
    expect((await collectOn(german, devices)).content('devices.json')).toMatchObject({
      usb: [{ product: 'USB-Verbundgerät', problem: null }],
    });
  });
  test('on macOS are found behind hubs', async () => {
    const content = (await collectOn(mac, devices)).content('devices.json');
    expect(content).toMatchObject({
      usb: [{ vendorId: '2188' }, { vendorId: '1050', productId: '0407', maker: 'Yubico' }],
      bluetooth: {
        switchedOn: true,
        devices: [
          { name: 'Magic Keyboard', kind: 'Keyboard', connected: true },
          { name: 'Kopfhörer von Ada', connected: false },
        ],
      },
    });
    expect(JSON.stringify(content)).not.toMatch(/80:99|70:A8|0012345678/);
  });
});

describe('the speed of a USB device on macOS', () => {
  const usb = (speed: object) => {
    const rows = { SPUSBDataType: [{ _items: [{ _name: 'a', vendor_id: '0x1050', ...speed }] }] };
    return darwinDevices(JSON.stringify(rows), '', '', '').usb[0]?.megabitsPerSecond;
  };
  test.each([
    [{ device_speed: 'low_speed' }, 1.5],
    [{ device_speed: 'full_speed' }, 12],
    [{ device_speed: 'high_speed' }, 480],
    [{ device_speed: 'super_speed' }, 5000],
    [{ device_speed: 'super_speed_plus' }, 10_000],
    [{ device_speed: 'up_to_480_Mb_per_sec' }, 480],
    [{ USBDeviceKeyLinkSpeed: '5 Gb/s' }, 5000],
    [{ USBDeviceKeyLinkSpeed: '1.5 Mb/s' }, 1.5],
    [{ device_speed: 'unknown_speed' }, null],
    [{}, null],
  ])('%j is %s Mb/s', (speed, expected) => expect(usb(speed)).toBe(expected));
});

describe('docks', () => {
  const folder = '/sys/bus/thunderbolt/devices';

  test('on Linux have maker, name and speed, never their unique number', async () => {
    const files = {
      [`${folder}/0-0/device_name`]: 'ThinkPad\n',
      [`${folder}/domain0/security`]: 'user\n',
      [`${folder}/0-1/vendor_name`]: 'CalDigit, Inc.\n',
      [`${folder}/0-1/device_name`]: 'TS3 Plus\n',
      [`${folder}/0-1/authorized`]: '0\n',
      [`${folder}/0-1/rx_speed`]: '20.0 Gb/s\n',
      [`${folder}/0-1/rx_lanes`]: '2\n',
      [`${folder}/0-1/unique_id`]: 'c4010000-SECRET\n',
      [`${folder}/0-1:3.1/vendor`]: '0x1\n',
    };
    const run = await collectOn({ ...laptop, files: { ...laptop.files, ...files } }, devices);
    expect(run.content('devices.json')).toMatchObject({
      thunderbolt: [
        { maker: 'CalDigit, Inc.', name: 'TS3 Plus', authorized: false, gigabitsPerSecond: 40 },
      ],
    });
    expect(JSON.stringify(run.content('devices.json'))).not.toContain('SECRET');
  });

  test('on macOS are found below the computer’s own ports', () => {
    const dock = {
      ...{
        _name: 'Dock',
        vendor_name_key: 'CalDigit, Inc.',
        device_name_key: 'TS4',
        switch_uid_key: '0x00SECRET',
      },
      receptacle_upstream_ambiguous_tag: { current_speed_key: 'Up to 40 Gb/s' },
      _items: [{ _name: 'Ada’s Mac', device_name_key: 'Mac15,14' }],
    };
    const ports = {
      SPThunderboltDataType: [
        { device_name_key: 'MacBook Pro', _items: [dock] },
        { _name: 'bus_1' },
      ],
    };
    expect(darwinDevices('', '', '', JSON.stringify(ports)).thunderbolt).toEqual([
      { maker: 'CalDigit, Inc.', name: 'TS4', authorized: null, gigabitsPerSecond: 40 },
      { maker: null, name: 'Mac15,14', authorized: null, gigabitsPerSecond: null },
    ]);
    expect(darwinDevices('', '', '', '{').thunderbolt).toBeNull();
  });
});
