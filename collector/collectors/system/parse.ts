import type { ShapedItem } from '../../../contract/item-shapes.ts';
import { dateOf, profilerRowsOf, rowOf, textOf } from '../../toolkit/fields.ts';

export type System = ShapedItem<'system/system.json'>;

const virtualMakers =
  /vmware|virtualbox|innotek|qemu|kvm|\bxen\b|parallels|bochs|virtual machine|google compute|amazon ec2|openstack|firecracker/i;
const fillers =
  /^(to be filled.*|default string|system (manufacturer|product name|version)|not (specified|available|applicable)|none|n\/?a|o\.e\.m\.?)$/i;

/** What vendors forgot to fill in is not known. */
function saidOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null || fillers.test(text) ? null : text;
}

const looksVirtual = (manufacturer: string | null, model: string | null): boolean =>
  virtualMakers.test(`${manufacturer ?? ''} ${model ?? ''}`);

/** Contents of `/sys/class/dmi/id/*`, the device tree's model (ARM boards have no DMI) and `/proc/cpuinfo`; '' when unreadable. */
interface LinuxSystemFiles {
  maker: string;
  model: string;
  vendor: string;
  version: string;
  date: string;
  deviceTree: string;
  cpuinfo: string;
}

export function linuxSystem(files: LinuxSystemFiles): System {
  const manufacturer = saidOf(files.maker);
  const model = saidOf(files.model) ?? saidOf(files.deviceTree.replaceAll('\0', ''));
  const flags = /^flags\s*:(.*)$/m.exec(files.cpuinfo)?.[1];
  // x86 hypervisors set this CPUID bit; ARM has no such sign, so there only the maker's name can tell.
  const hypervisor = flags === undefined ? null : /\bhypervisor\b/.test(flags);
  const virtual = looksVirtual(manufacturer, model) || (hypervisor ?? (manufacturer === null && model === null ? null : false));
  const firmware = { vendor: saidOf(files.vendor), version: saidOf(files.version), releaseDate: usDateOf(files.date) };
  return { manufacturer, model, virtual, firmware };
}

/** SMBIOS writes dates as MM/DD/YYYY. */
function usDateOf(value: string): string | null {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(value.trim());
  return match ? `${match[3]}-${match[1]}-${match[2]}` : saidOf(value);
}

/** `hardware`: `system_profiler -json SPHardwareDataType`; `hypervisor`: `sysctl -n kern.hv_vmm_present`. */
export function darwinSystem(hardware: string, hypervisor: string): System {
  const row = rowOf(profilerRowsOf(hardware, 'SPHardwareDataType'));
  const name = saidOf(row.machine_name);
  const identifier = saidOf(row.machine_model);
  const model = name && identifier ? `${name} (${identifier})` : (name ?? identifier);
  const flag = hypervisor.trim();
  return {
    manufacturer: model === null ? null : 'Apple',
    model,
    virtual: looksVirtual(null, model) || (flag === '1' ? true : flag === '0' ? false : null),
    firmware: { vendor: model === null ? null : 'Apple', version: saidOf(row.boot_rom_version), releaseDate: null },
  };
}

/** `answer`: `{ computer: Win32_ComputerSystem, firmware: Win32_BIOS }`. */
export function win32System(answer: unknown): System {
  const computer = rowOf(rowOf(answer).computer);
  const firmware = rowOf(rowOf(answer).firmware);
  const manufacturer = saidOf(computer.Manufacturer);
  const model = saidOf(computer.Model);
  return {
    manufacturer,
    model,
    // HypervisorPresent is true on real machines with Hyper-V or core isolation: only the names can tell.
    virtual: manufacturer === null && model === null ? null : looksVirtual(manufacturer, model),
    firmware: {
      vendor: saidOf(firmware.Manufacturer),
      version: saidOf(firmware.SMBIOSBIOSVersion),
      releaseDate: dateOf(firmware.ReleaseDate)?.slice(0, 10) ?? null,
    },
  };
}
