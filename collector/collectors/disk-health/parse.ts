import { jsonOf, numberOf, profilerRowsOf, type Row, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';

export interface DiskHealth {
  name: string;
  /** The disk's own verdict; null when it gives none. */
  verdict: 'passed' | 'failing' | null;
  temperatureCelsius: number | null;
  poweredOnHours: number | null;
  /** Of what a solid-state disk can be written; above 100 it goes on beyond its time. */
  wearPercent: number | null;
  reallocatedSectors: number | null;
  /** Sectors that could not be read and wait to be replaced. */
  pendingSectors: number | null;
  uncorrectedErrors: number | null;
}

const unknown = {
  verdict: null,
  temperatureCelsius: null,
  poweredOnHours: null,
  wearPercent: null,
  reallocatedSectors: null,
  pendingSectors: null,
  uncorrectedErrors: null,
} as const;

const saysAnything = (disk: DiskHealth): boolean => Object.entries(disk).some(([key, value]) => key !== 'name' && value !== null);

/**
 * `smartctl -j -H -A /dev/NAME`, which speaks JSON in English only. `denied`: opening the disk takes an administrator.
 * Null for a disk without SMART, such as that of a virtual machine.
 */
export function smartctlHealth(output: string, name: string): DiskHealth | 'denied' | null {
  const answer = rowOf(jsonOf(output));
  const messages = rowsOf(rowOf(answer.smartctl).messages ?? []).map((one) => textOf(one.string) ?? '');
  if (messages.some((text) => /permission denied|operation not permitted|administrator/i.test(text))) return 'denied';
  const passed = rowOf(answer.smart_status).passed;
  const attributes = rowsOf(rowOf(answer.ata_smart_attributes).table ?? []);
  const attribute = (id: number): number | null => numberOf(rowOf(attributes.find((row) => row.id === id)?.raw).value);
  const nvme = rowOf(answer.nvme_smart_health_information_log);
  const disk: DiskHealth = {
    name,
    verdict: passed === true ? 'passed' : passed === false ? 'failing' : null,
    temperatureCelsius: numberOf(rowOf(answer.temperature).current),
    poweredOnHours: numberOf(rowOf(answer.power_on_time).hours),
    wearPercent: numberOf(nvme.percentage_used),
    reallocatedSectors: attribute(5),
    pendingSectors: attribute(197),
    uncorrectedErrors: numberOf(nvme.media_errors) ?? attribute(198),
  };
  return saysAnything(disk) ? disk : null;
}

/** `system_profiler -json SPNVMeDataType` and `SPSerialATADataType`: controllers, with their disks in `_items`. */
export function darwinHealth(nvme: string, serialAta: string): DiskHealth[] {
  const controllers = [...profilerRowsOf(nvme, 'SPNVMeDataType'), ...profilerRowsOf(serialAta, 'SPSerialATADataType')];
  return controllers
    .flatMap((controller) => rowsOf(controller._items ?? []))
    .flatMap((row): DiskHealth[] => {
      const name = textOf(row._name);
      const status = textOf(row.smart_status ?? row.spsata_smart_status ?? row.spnvme_smart_status);
      if (name === null || status === null) return [];
      // What no disk can say of itself (`Not Supported`) is neither good nor bad.
      const verdict = /^verified$/i.test(status) ? 'passed' : /^failing$/i.test(status) ? 'failing' : null;
      return [{ ...unknown, name, verdict }];
    });
}

const healthStatus = (row: Row): DiskHealth['verdict'] => {
  const status = textOf(row.HealthStatus);
  if (status === 'Healthy' || status === '0') return 'passed';
  return status === null || status === 'Unknown' || status === '5' ? null : 'failing';
};

/**
 * `{ disks: Get-PhysicalDisk, each with what Get-StorageReliabilityCounter says of it }`; without an administrator's
 * rights the counters are missing, and `counters` is false. Null when it gave no answer at all.
 */
export function win32Health(answer: unknown): { disks: DiskHealth[]; counters: boolean } | null {
  if (answer === undefined) return null;
  const rows = rowsOf(rowOf(answer).disks ?? []);
  const disks = rows.flatMap((row): DiskHealth[] => {
    const name = textOf(row.Name);
    if (name === null) return [];
    const temperature = numberOf(row.Temperature);
    return [
      {
        ...unknown,
        name,
        verdict: healthStatus(row),
        // Drivers that do not know it say 0.
        temperatureCelsius: temperature === 0 ? null : temperature,
        poweredOnHours: numberOf(row.PowerOnHours),
        wearPercent: numberOf(row.Wear),
        uncorrectedErrors: numberOf(row.ReadErrorsUncorrected),
      },
    ];
  });
  return { disks, counters: rows.some((row) => row.Counters === true) };
}
