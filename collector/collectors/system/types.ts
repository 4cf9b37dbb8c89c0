import { textOf } from '#collector/toolkit/fields.ts';
import type { ShapedItem } from '#contract/collector/item-shapes.ts';

export type System = ShapedItem<'system/system.json'>;

const virtualMakers =
  /vmware|virtualbox|innotek|qemu|kvm|\bxen\b|parallels|bochs|virtual machine|google compute|amazon ec2|openstack|firecracker/i;

const fillers =
  /^(to be filled.*|default string|system (manufacturer|product name|version)|not (specified|available|applicable)|none|n\/?a|o\.e\.m\.?)$/i;

/** Placeholders of vendors count as unknown. */
export function saidOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null || fillers.test(text) ? null : text;
}

export const looksVirtual = (manufacturer: string | null, model: string | null): boolean =>
  virtualMakers.test(`${manufacturer ?? ''} ${model ?? ''}`);
