import { profilerRowsOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type DiskHealth, unknown } from './types.ts';

/** `system_profiler -json SPNVMeDataType` and `SPSerialATADataType`: controllers, with their disks in `_items`. */
export function darwinHealth(nvme: string, serialAta: string): DiskHealth[] {
  const controllers = [
    ...profilerRowsOf(nvme, 'SPNVMeDataType'),
    ...profilerRowsOf(serialAta, 'SPSerialATADataType'),
  ];
  return controllers
    .flatMap((controller) => rowsOf(controller._items ?? []))
    .flatMap((row): DiskHealth[] => {
      const name = textOf(row._name);
      const status = textOf(row.smart_status ?? row.spsata_smart_status ?? row.spnvme_smart_status);
      if (name === null || status === null) return [];
      // `Not Supported` means neither good nor bad.
      const verdict = /^verified$/i.test(status)
        ? 'passed'
        : /^failing$/i.test(status)
          ? 'failing'
          : null;
      return [{ ...unknown, name, verdict }];
    });
}
