import { jsonOf, numberOf, rowOf, rowsOf, textOf } from '../../toolkit/fields.ts';
import type { DiskHealth } from './types.ts';

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
