import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf } from '#tests/harness/collect-context.ts';
import { chromiumCards, chromiumRenderer } from './chromium.ts';
import { graphics } from './collector.ts';
import { darwinMonitors } from './darwin.ts';
import { monitorOf } from './edid.ts';
import { drmCard, lspciCards } from './linux.ts';
import { mergeCards } from './types.ts';
import { win32Monitors } from './win32.ts';

const fixture = fixtureOf(import.meta.url);
/** What Electron gave over ssh, with no screen at all. */
const headless = {
  auxAttributes: { glImplementationParts: '(gl=none,angle=none)', inProcessGpu: true },
  gpuDevice: [{ active: false, deviceId: 0, gpuPreference: 0, vendorId: 0 }],
};
const laptop = {
  auxAttributes: {
    glRenderer: 'ANGLE (Intel, Mesa Intel(R) Xe Graphics (TGL GT2), OpenGL 4.6)',
    glVendor: 'Google Inc. (Intel)',
  },
  gpuDevice: [
    {
      active: true,
      vendorId: 32902,
      deviceId: 39497,
      driverVendor: 'Mesa',
      driverVersion: '24.2.8',
    },
  ],
};
const screen = { size: { width: 1920, height: 1080 }, scaleFactor: 1 };

describe('the graphics card', () => {
  test('has a maker, numbers in hexadecimal and a driver', () => {
    expect(chromiumCards(laptop)).toEqual([
      {
        name: null,
        vendor: 'Intel',
        vendorId: '0x8086',
        deviceId: '0x9a49',
        driver: 'Mesa',
        driverVersion: '24.2.8',
        active: true,
      },
    ]);
    expect(chromiumRenderer(laptop)?.renderer).toContain('Xe Graphics');
  });
  test('on Linux has its name and the kernel’s driver, each card once', () => {
    const listed = lspciCards(fixture('lspci.txt'));
    expect(
      listed.map(({ name, vendorId, deviceId, driver }) => [name, vendorId, deviceId, driver]),
    ).toEqual([
      ['TigerLake-LP GT2 [Iris Xe Graphics]', '0x8086', '0x9a49', 'i915'],
      ['GA107M [GeForce RTX 3050 Mobile]', '0x10de', '0x25a2', 'nvidia'],
    ]);
    expect(lspciCards('')).toEqual([]);
    expect(lspciCards(fixture('lspci.txt').slice(0, 300)).length).toBeLessThan(2);
    const drm = drmCard(
      'DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:9A49\nPCI_SLOT_NAME=0000:00:02.0\n',
    );
    expect(mergeCards(chromiumCards(laptop), listed, drm ? [drm] : [])).toMatchObject([
      {
        name: 'TigerLake-LP GT2 [Iris Xe Graphics]',
        vendor: 'Intel',
        driver: 'Mesa',
        active: true,
      },
      { vendor: 'NVIDIA Corporation' },
    ]);
  });
  test('of a virtual machine has a driver and no numbers', () => {
    expect(drmCard('DRIVER=virtio_gpu\nMODALIAS=virtio:d00000010v00001AF4\n')).toMatchObject({
      driver: 'virtio_gpu',
      vendorId: null,
    });
    expect(drmCard('')).toBeNull();
  });
});

describe('graphics and displays', () => {
  test('of a computer without a screen are nothing, not a card with the number 0 and a display of one point', async () => {
    const facts = { graphics: headless, displays: [{ ...screen, size: { width: 1, height: 1 } }] };
    expect(await collectOn({ platform: 'linux', facts }, graphics)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
    expect(await collectOn({ platform: 'win32', facts }, graphics)).toMatchObject({
      status: 'unavailable',
      names: [],
    });
  });
  test('of a computer with both are whole', async () => {
    const found = await collectOn(
      { platform: 'win32', facts: { graphics: laptop, displays: [screen] } },
      graphics,
    );
    expect(found).toMatchObject({ status: 'success', names: ['graphics.json', 'displays.json'] });
    expect(found.content('displays.json')).toEqual({ displays: [screen], monitors: null });
  });
  test('over ssh, Linux tells its card, its driver and what is plugged in', async () => {
    const files = {
      '/sys/class/drm/card0/device/uevent': 'DRIVER=nvidia\nPCI_ID=10DE:25A2\n',
      '/sys/class/drm/card0-HDMI-A-1/status': 'connected\n',
      '/sys/class/drm/card0-HDMI-A-1/modes': '2560x1440\n1920x1080\n',
      '/sys/class/drm/card0-DP-1/status': 'disconnected\n',
      '/sys/module/nvidia/version': '550.120\n',
    };
    const found = await collectOn(
      { platform: 'linux', files, facts: { graphics: headless, displays: [] } },
      graphics,
    );
    expect(found.status).toBe('success');
    expect(found.content('graphics.json')).toMatchObject({
      cards: [{ vendor: 'NVIDIA', vendorId: '0x10de', driver: 'nvidia', driverVersion: '550.120' }],
      renderer: null,
    });
    expect(found.content('displays.json')).toMatchObject({
      connectors: [
        { name: 'DP-1', connected: false, mode: null },
        { name: 'HDMI-A-1', connected: true, mode: '2560x1440' },
      ],
    });
  });
});

/** The first block of an EDID, with a checksum that fits; texts by their tag. */
function edidOf(
  texts: [tag: number, text: string][],
  change: (bytes: Uint8Array) => void = () => undefined,
): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set([
    0, 255, 255, 255, 255, 255, 255, 0, 0x10, 0xac, 0xc4, 0xa0, 0x4c, 0x34, 0x36, 0x30, 12, 30, 1,
    4, 0xb5, 60, 34,
  ]);
  bytes.set([0x56, 0x5e, 0, 0xa0, 0xa0, 0xa0, 0x29, 0x50], 54);
  for (const [index, [tag, text]] of texts.entries())
    bytes.set(
      [0, 0, 0, tag, 0, ...Buffer.from(`${text}\n`.padEnd(13).slice(0, 13))],
      72 + 18 * index,
    );
  change(bytes);
  return bytes;
}

describe('monitors', () => {
  const serial: [number, string] = [0xff, 'SN-SECRET-1'];
  const dell = edidOf([serial, [0xfc, 'DELL U2720Q']]);
  const found = {
    ...{ maker: 'DEL', model: 'DELL U2720Q', productCode: '0xa0c4', year: 2020 },
    ...{ size: { width: 60, height: 34 }, mode: '2560x1440' },
  };

  test('on Linux have maker and model by their plug, never a serial number', async () => {
    const files = {
      '/sys/class/drm/card0-DP-1/status': 'connected\n',
      '/sys/class/drm/card0-DP-1/edid': Buffer.from(dell).toString('latin1'),
      '/sys/class/drm/card0-HDMI-A-1/status': 'disconnected\n',
      '/sys/class/drm/card0-HDMI-A-1/edid': '',
      '/sys/class/drm/card0-HDMI-A-2/edid': 'denied' as const,
    };
    const run = await collectOn(
      { platform: 'linux', files, facts: { graphics: headless, displays: [] } },
      graphics,
    );
    expect(run.content('displays.json')).toMatchObject({
      monitors: [{ connector: 'DP-1', ...found }],
    });
    expect(JSON.stringify(run.content('displays.json'))).not.toContain('SECRET');
  });

  test('on Windows come from the registry', async () => {
    const commands = {
      'Get-PnpDevice -Class Monitor': JSON.stringify({
        monitors: [{ Edid: [...dell] }, { Edid: [1, 2] }],
      }),
    };
    const facts = { graphics: laptop, displays: [screen] };
    const run = await collectOn({ platform: 'win32', commands, facts }, graphics);
    expect(run.content('displays.json')).toMatchObject({
      monitors: [{ connector: null, ...found }],
    });
    expect(JSON.stringify(run.content('displays.json'))).not.toContain('SECRET');
    expect(win32Monitors({ monitors: Array(100).fill({ Edid: [...dell] }) })).toHaveLength(16);
    expect(win32Monitors(undefined)).toBeNull();
  });

  test('on macOS come with or without an EDID', () => {
    const apart = {
      ...{
        _name: 'LG ULTRAFINE',
        '_spdisplays_display-vendor-id': '1e6d',
        '_spdisplays_display-product-id': '5b11',
      },
      ...{ '_spdisplays_display-year': '2021', _spdisplays_pixels: '3840 x 2160' },
      'spdisplays_display-serial-number': 'SN-SECRET-2',
    };
    const whole = {
      _name: 'DELL U2720Q',
      _spdisplays_edid: `0x${Buffer.from(dell).toString('hex')}`,
    };
    const monitors = darwinMonitors(
      JSON.stringify({ SPDisplaysDataType: [{ spdisplays_ndrvs: [apart, whole] }] }),
    );
    expect(monitors).toEqual([
      ...[
        {
          connector: null,
          maker: 'GSM',
          model: 'LG ULTRAFINE',
          productCode: '0x5b11',
          year: 2021,
          size: null,
          mode: '3840x2160',
        },
      ],
      { connector: null, ...found },
    ]);
    expect(darwinMonitors('{')).toBeNull();
  });

  test('that are a person’s tablet or television on macOS have no name', () => {
    const rows = [
      { _name: 'Adas iPad', spdisplays_virtualdevice: 'spdisplays_yes' },
      { _name: 'Bei Ada', spdisplays_connection_type: 'spdisplays_airplay' },
    ];
    const monitors = darwinMonitors(
      JSON.stringify({ SPDisplaysDataType: [{ spdisplays_ndrvs: rows }] }),
    );
    expect(monitors).toMatchObject([{ model: null }, { model: null, connector: 'airplay' }]);
  });

  test('of portable computers are called as their panel', () => {
    const panel = edidOf([
      [0xfe, 'LG Display'],
      [0xfe, 'LP133WX1'],
    ]);
    expect(monitorOf(panel)?.model).toBe('LG Display LP133WX1');
  });

  test.each([
    ['is cut off', dell.slice(0, 100), null],
    ['has no beginning', edidOf([], (bytes) => bytes.fill(7, 0, 8)), null],
    ['names no maker', edidOf([], (bytes) => bytes.set([0, 0], 8)), { maker: null, model: null }],
    [
      'has no year and no size',
      edidOf([], (bytes) => bytes.set([0, 1, 3, 0, 0, 0], 17)),
      { year: null, size: null },
    ],
    [
      'has letters that are none in its name',
      edidOf([[0xfc, 'XD570\u0007\u0080ABC']]),
      { model: 'XD570' },
    ],
  ])('whose EDID %s are told as far as it goes', (_what, edid, expected) => {
    const monitor = monitorOf(edid);
    if (expected === null) expect(monitor).toBeNull();
    else expect(monitor).toMatchObject(expected);
  });
});
