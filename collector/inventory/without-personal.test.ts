import { describe, expect, test } from 'vitest';
import { withoutPersonal } from './without-personal.ts';

describe('what the library says of the hardware, without what tells this computer from all others', () => {
  test.each([
    ...[
      'serial',
      'serialNum',
      'serialNumber',
      'uuid',
      'hardware',
      'mac',
      'macs',
      'bssid',
      'ssid',
      'assetTag',
      'asset_tag',
    ],
    ...[
      'fqdn',
      'host',
      'hostname',
      'deviceId',
      'deviceName',
      'displayId',
      'display_id',
      'smartData',
      'user',
      'userName',
    ],
    ...['pciID', 'pciBus', 'busAddress', 'sku', 'SERIAL', 'Uuid'],
  ])('has no %s, wherever it is', (name) => {
    const part = { [name]: 'tells-this-one', manufacturer: 'LENOVO' };
    const said = { ...part, modules: [part, part], inner: { part } };
    expect(withoutPersonal(said)).toEqual({
      manufacturer: 'LENOVO',
      modules: [{ manufacturer: 'LENOVO' }, { manufacturer: 'LENOVO' }],
      inner: { part: { manufacturer: 'LENOVO' } },
    });
  });

  test('has everything else as it was said', () => {
    const said = {
      ...{
        manufacturer: 'LENOVO',
        model: 'T14',
        type: 'DDR4',
        size: 8,
        ecc: false,
        voltage: null,
        missing: undefined,
      },
      // Only whole names are personal.
      ...{ hardwareVersion: 'x', machine: 'y', users: 3, hostBridge: 'z', skuFamily: 'f' },
    };
    expect(withoutPersonal(said)).toEqual(said);
    expect(withoutPersonal('text')).toBe('text');
    expect(withoutPersonal(null)).toBeNull();
    expect(withoutPersonal([1, 'a', true])).toEqual([1, 'a', true]);
  });

  test('is plain data, which can leave the thread', () => {
    expect(withoutPersonal({ toString: () => 'x', list: [() => 1] })).toEqual({
      toString: null,
      list: [null],
    });
  });

  test('is bounded, whatever was said: 200 characters, 256 rows or fields, and four levels', () => {
    const text = 'x'.repeat(201);
    expect(withoutPersonal(text)).toBe('x'.repeat(200));
    expect(withoutPersonal(Array.from({ length: 257 }, () => text))).toEqual(
      Array.from({ length: 256 }, () => 'x'.repeat(200)),
    );
    const fields = Object.fromEntries(
      Array.from({ length: 257 }, (_, index) => [`field${index}`, index]),
    );
    expect(Object.keys(withoutPersonal(fields) as object)).toHaveLength(256);
    expect(withoutPersonal({ a: { b: { c: { d: { e: 1 } } } } })).toEqual({
      a: { b: { c: { d: null } } },
    });
    expect(withoutPersonal([[[[[1]]]]])).toEqual([[[[null]]]]);
  });
});
