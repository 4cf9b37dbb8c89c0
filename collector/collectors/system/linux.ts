import { looksVirtual, type System, saidOf } from './types.ts';

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
