import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf, type Machine } from '#tests/harness/collect-context.ts';
import { system } from './collector.ts';
import { linuxBoard, linuxSystem } from './linux.ts';

const fixture = fixtureOf(import.meta.url);
const mac: Machine = {
  platform: 'darwin',
  commands: {
    'system_profiler -json SPHardwareDataType': fixture('hardware.json'),
    'sysctl -n kern.hv_vmm_present': '0\n',
  },
};
const windows: Machine = {
  platform: 'win32',
  commands: { Win32_ComputerSystem: fixture('windows.jsonl') },
};

describe('on Linux, the computer', () => {
  const files = {
    maker: '',
    model: '',
    vendor: '',
    version: '',
    date: '',
    deviceTree: '',
    cpuinfo: '',
  };

  test('says its maker, model and firmware', () => {
    const found = linuxSystem({
      ...files,
      maker: 'Dell Inc.\n',
      model: 'XPS 13 9310\n',
      vendor: 'Dell Inc.\n',
      version: '3.20.0\n',
      date: '07/11/2024\n',
      cpuinfo: 'flags\t\t: fpu vme\n',
    });
    expect(found).toEqual({
      manufacturer: 'Dell Inc.',
      model: 'XPS 13 9310',
      virtual: false,
      firmware: { vendor: 'Dell Inc.', version: '3.20.0', releaseDate: '2024-07-11' },
    });
  });
  test('does not pass on what its vendor forgot to fill in', () => {
    expect(
      linuxSystem({ ...files, maker: 'To Be Filled By O.E.M.\n', model: 'System Product Name\n' }),
    ).toMatchObject({
      manufacturer: null,
      model: null,
    });
  });
  test('is virtual when the processor says so', () => {
    expect(linuxSystem({ ...files, cpuinfo: 'flags\t\t: fpu hypervisor lahf_lm\n' }).virtual).toBe(
      true,
    );
  });
  test('on an ARM board is named by its device tree', () => {
    expect(linuxSystem({ ...files, deviceTree: 'Raspberry Pi 5 Model B Rev 1.0\0' }).model).toBe(
      'Raspberry Pi 5 Model B Rev 1.0',
    );
  });
  test('that says nothing at all is unavailable', async () => {
    expect(await collectOn({ platform: 'linux' }, system)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
  test('is told from a desk computer by its chassis, and its board by name', async () => {
    const id = '/sys/class/dmi/id';
    const files = {
      [`${id}/sys_vendor`]: 'LENOVO\n',
      [`${id}/chassis_type`]: '10\n',
      [`${id}/chassis_serial`]: 'SECRET\n',
      [`${id}/board_vendor`]: 'LENOVO\n',
      [`${id}/board_name`]: '20XW\n',
    };
    expect(
      (await collectOn({ platform: 'linux', files }, system)).content('system.json'),
    ).toMatchObject({
      ...{ chassis: 'laptop', board: { manufacturer: 'LENOVO', model: '20XW' } },
    });
    expect(linuxBoard({ chassis: '2\n', vendor: 'Default string\n', name: '' })).toEqual({
      chassis: null,
      board: null,
    });
    expect(linuxBoard({ chassis: 'constructor', vendor: '', name: 'X\n' })).toEqual({
      chassis: null,
      board: { manufacturer: null, model: 'X' },
    });
  });
});

test('on macOS, the model is read; serial number and hardware UUID are not', async () => {
  const content = (await collectOn(mac, system)).content('system.json');
  expect(content).toMatchObject({
    manufacturer: 'Apple',
    model: 'MacBook Pro (Mac15,6)',
    virtual: false,
    firmware: { version: '11881.81.4' },
  });
  expect(JSON.stringify(content)).not.toContain('XXXXXXXXXX');
});

test('on Windows, the model and firmware are read, and core isolation is not mistaken for a virtual machine', async () => {
  expect((await collectOn(windows, system)).content('system.json')).toEqual({
    manufacturer: 'LENOVO',
    model: '21HMCTO1WW',
    virtual: false,
    firmware: { vendor: 'LENOVO', version: 'N3XET59W (1.34 )', releaseDate: '2025-03-11' },
  });
});

test.for([mac, windows])('a silent $platform says nothing of its model', async ({ platform }) => {
  expect(await collectOn({ platform }, system)).toMatchObject({ status: 'unavailable', names: [] });
});
