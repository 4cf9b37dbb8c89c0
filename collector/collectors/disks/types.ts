import { numberOf, textOf } from '#collector/toolkit/fields.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';

export interface Mount {
  mount: string;
  type: string;
  readOnly: boolean | null;
  /** The state of a network drive, in the system's English word: `OK`, `Disconnected` … */
  state?: string | null;
}

export type Filesystem = ShapedItem<'disks/filesystems.json'>['filesystems'][number] & {
  inodes: { total: number; free: number } | null;
};

export interface Device {
  name: string;
  model: string | null;
  sizeBytes: number;
  /** `solid state`, `rotating`, or null when the system does not say. */
  medium: string | null;
  /** `nvme`, `usb`, `sata`, `virtio` … */
  connection: string | null;
  removable: boolean | null;
  readOnly: boolean | null;
  health: string | null;
}

export interface Disks {
  filesystems: Filesystem[];
  devices: Device[];
}

export function filesystem(
  mount: string | null,
  type: unknown,
  size: unknown,
  free: unknown,
  readOnly: boolean | null,
): Filesystem[] {
  const sizeBytes = numberOf(size);
  const availableBytes = numberOf(free);
  if (mount === null || sizeBytes === null || availableBytes === null || sizeBytes === 0) return [];
  const usedBytes = Math.max(0, sizeBytes - availableBytes);
  return [
    {
      mount,
      type: textOf(type) ?? 'unknown',
      sizeBytes,
      usedBytes,
      availableBytes,
      readOnly,
      inodes: null,
    },
  ];
}
