import { jsonOf, numberOf, type Row, rowOf, rowsOf, textOf } from '#collector/toolkit/fields.ts';
import { type DiskHealth, unknown } from './types.ts';
import { wearOf } from './wear.ts';

export const saysAnything = (disk: DiskHealth): boolean =>
  Object.entries(disk).some(([key, value]) => key !== 'name' && value !== null);

/** The arguments of smartctl; the disk comes last. `-l ssd` and `-l error` add wear and, for SCSI, uncorrected errors. */
export const smartctlWords = ['-j', '-H', '-A', '-l', 'error', '-l', 'ssd'];

/**
 * Reads smartctl's answer about one disk; its JSON is always in English. `denied`: only an administrator may open the disk.
 * Null for a disk without SMART, such as that of a virtual machine.
 */
export function smartctlHealth(output: string, name: string): DiskHealth | 'denied' | null {
  const answer = rowOf(jsonOf(output));
  const messages = rowsOf(rowOf(answer.smartctl).messages ?? []).map(
    (message) => textOf(message.string) ?? '',
  );
  if (
    messages.some((text) => /permission denied|operation not permitted|administrator/i.test(text))
  )
    return 'denied';
  const passed = rowOf(answer.smart_status).passed;
  const attributes = rowsOf(rowOf(answer.ata_smart_attributes).table ?? []).slice(0, 100);
  const attribute = (id: number): number | null =>
    numberOf(rowOf(attributes.find((row) => row.id === id)?.raw).value);
  const nvme = rowOf(answer.nvme_smart_health_information_log);
  const disk: DiskHealth = {
    ...unknown,
    name,
    verdict: passed === true ? 'passed' : passed === false ? 'failing' : null,
    // Disks without a sensor report 0.
    temperatureCelsius: numberOf(rowOf(answer.temperature).current) || null,
    poweredOnHours: numberOf(rowOf(answer.power_on_time).hours),
    wearPercent: wearOf(answer, attributes),
    reallocatedSectors: attribute(5),
    pendingSectors: attribute(197),
    uncorrectedErrors: numberOf(nvme.media_errors) ?? scsiUncorrected(answer) ?? attribute(198),
    grownDefects: numberOf(answer.scsi_grown_defect_list),
    spareLeftPercent:
      numberOf(nvme.available_spare) ?? numberOf(rowOf(answer.spare_available).current_percent),
    warnings: warningsOf(numberOf(nvme.critical_warning), attributes),
  };
  return saysAnything(disk) ? disk : null;
}

/** A SCSI disk has separate counters for reading, writing and verifying. */
function scsiUncorrected(answer: Row): number | null {
  const log = rowOf(answer.scsi_error_counter_log);
  const counts = ['read', 'write', 'verify'].flatMap(
    (way) => numberOf(rowOf(log[way]).total_uncorrected_errors) ?? [],
  );
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** Bits of the critical warning (NVM Express Base Specification, SMART / Health Information). */
const nvmeWarnings = [
  'little spare left',
  'too hot or too cold',
  'degraded after errors',
  'read-only',
  'backup of volatile memory failed',
  'persistent memory read-only or unreliable',
];

function warningsOf(critical: number | null, attributes: Row[]): string[] | null {
  if (critical === null && attributes.length === 0) return null;
  const bits = nvmeWarnings.filter((_, bit) => Math.floor((critical ?? 0) / 2 ** bit) % 2 === 1);
  const failed = attributes.flatMap((row) => {
    const [name, when] = [textOf(row.name) ?? 'attribute', row.when_failed];
    return when === 'now'
      ? [`${name} fails now`]
      : when === 'past'
        ? [`${name} failed in the past`]
        : [];
  });
  return [...bits, ...failed];
}

/** `/sys/block/NAME/device/ioerr_cnt` of SCSI disks: `0x2`. */
export const commandErrorsOf = (text: string): number | null =>
  /^0x[0-9a-f]{1,8}$/i.test(text.trim()) ? Number(text.trim()) : null;

/**
 * The flash memory soldered into small computers, which smartctl does not support (JEDEC eMMC 5.0, EXT_CSD): `life_time`
 * has two estimates in steps of ten percent (`0x01 0x02`), `pre_eol_info` how much of the spare blocks is used up.
 */
export function emmcHealth(
  lifeTime: string,
  reserve: string,
): Pick<DiskHealth, 'wearPercent' | 'warnings'> {
  const steps = [...lifeTime.slice(0, 40).matchAll(/0x([0-9a-f]{2})\b/gi)]
    .map(([, step = '']) => Number.parseInt(step, 16))
    .filter((step) => step >= 1 && step <= 11);
  const level = /^0x0([123])\s*$/.exec(reserve)?.[1];
  return {
    wearPercent: steps.length === 0 ? null : Math.max(...steps) * 10,
    warnings: level === undefined ? null : level === '1' ? [] : ['little spare left'],
  };
}
