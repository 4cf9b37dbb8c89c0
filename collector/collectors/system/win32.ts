import { dateOf, rowOf } from '#collector/toolkit/fields.ts';
import { looksVirtual, type System, saidOf } from './types.ts';

/** `answer`: `{ computer: Win32_ComputerSystem, firmware: Win32_BIOS }`. */
export function win32System(answer: unknown): System {
  const computer = rowOf(rowOf(answer).computer);
  const firmware = rowOf(rowOf(answer).firmware);
  const manufacturer = saidOf(computer.Manufacturer);
  const model = saidOf(computer.Model);
  return {
    manufacturer,
    model,
    // HypervisorPresent is true on physical machines with Hyper-V or core isolation, so only the names are reliable.
    virtual: manufacturer === null && model === null ? null : looksVirtual(manufacturer, model),
    firmware: {
      vendor: saidOf(firmware.Manufacturer),
      version: saidOf(firmware.SMBIOSBIOSVersion),
      releaseDate: dateOf(firmware.ReleaseDate)?.slice(0, 10) ?? null,
    },
  };
}
