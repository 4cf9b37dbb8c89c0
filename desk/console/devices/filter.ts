import type { DeskDevice } from '../../../contract/console-requests.ts';

export const deviceViews = ['all', 'verified', 'unverified', 'revoked'] as const;
export type DeviceView = (typeof deviceViews)[number];

/** Every word of `query` must stand somewhere in the line. Revoked devices are shown only where they are asked for. */
export function matchingDevices(devices: readonly DeskDevice[], view: DeviceView, query: string): DeskDevice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return devices.filter((device) => {
    if (view === 'revoked' ? !device.revoked : device.revoked !== null && view !== 'all') return false;
    if (view === 'verified' && !device.verified) return false;
    if (view === 'unverified' && device.verified) return false;
    const line = [device.name, device.owner, device.platform, device.agentVersion, device.id].join(' ').toLowerCase();
    return words.every((word) => line.includes(word));
  });
}
