import { profilerRowsOf, rowOf } from '#collector/toolkit/fields.ts';
import { looksVirtual, type System, saidOf } from './types.ts';

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
    firmware: {
      vendor: model === null ? null : 'Apple',
      version: saidOf(row.boot_rom_version),
      releaseDate: null,
    },
  };
}
