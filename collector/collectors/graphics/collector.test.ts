import { describe, expect, test } from 'vitest';
import { collectOn, fixtureOf } from '../../../tests/harness/collect-context.ts';
import { chromiumCards, chromiumRenderer } from './chromium.ts';
import { graphics } from './collector.ts';
import { drmCard, lspciCards } from './linux.ts';
import { mergeCards } from './types.ts';

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
  gpuDevice: [{ active: true, vendorId: 32902, deviceId: 39497, driverVendor: 'Mesa', driverVersion: '24.2.8' }],
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
    expect(listed.map(({ name, vendorId, deviceId, driver }) => [name, vendorId, deviceId, driver])).toEqual([
      ['TigerLake-LP GT2 [Iris Xe Graphics]', '0x8086', '0x9a49', 'i915'],
      ['GA107M [GeForce RTX 3050 Mobile]', '0x10de', '0x25a2', 'nvidia'],
    ]);
    expect(lspciCards('')).toEqual([]);
    expect(lspciCards(fixture('lspci.txt').slice(0, 300)).length).toBeLessThan(2);
    const drm = drmCard('DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:9A49\nPCI_SLOT_NAME=0000:00:02.0\n');
    expect(mergeCards(chromiumCards(laptop), listed, drm ? [drm] : [])).toMatchObject([
      { name: 'TigerLake-LP GT2 [Iris Xe Graphics]', vendor: 'Intel', driver: 'Mesa', active: true },
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
    expect(await collectOn({ platform: 'linux', facts }, graphics)).toMatchObject({ status: 'unavailable', names: [] });
    expect(await collectOn({ platform: 'win32', facts }, graphics)).toMatchObject({ status: 'unavailable', names: [] });
  });
  test('of a computer with both are whole', async () => {
    const found = await collectOn({ platform: 'win32', facts: { graphics: laptop, displays: [screen] } }, graphics);
    expect(found).toMatchObject({ status: 'success', names: ['graphics.json', 'displays.json'] });
    expect(found.content('displays.json')).toEqual({ displays: [screen] });
  });
  test('over ssh, Linux tells its card, its driver and what is plugged in', async () => {
    const files = {
      '/sys/class/drm/card0/device/uevent': 'DRIVER=nvidia\nPCI_ID=10DE:25A2\n',
      '/sys/class/drm/card0-HDMI-A-1/status': 'connected\n',
      '/sys/class/drm/card0-HDMI-A-1/modes': '2560x1440\n1920x1080\n',
      '/sys/class/drm/card0-DP-1/status': 'disconnected\n',
      '/sys/module/nvidia/version': '550.120\n',
    };
    const found = await collectOn({ platform: 'linux', files, facts: { graphics: headless, displays: [] } }, graphics);
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
