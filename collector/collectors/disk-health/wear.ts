import { numberOf, type Row, rowOf, rowsOf } from '#collector/toolkit/fields.ts';

/**
 * SATA attributes that show how much life is left, best first. Makers use the same number for different things, such as 202
 * on old rotating disks, so only the name from smartctl's database of disks counts. `raw`: some makers count there and
 * leave the value at 100.
 */
const lifeAttributes: [name: RegExp, counts: 'value' | 'raw'][] = [
  [
    /^(Percent_Life(time)?_Remain(ing)?|Perc_Rated_Life_(Remain|Used)|Percent_Lifetime_Used)$/,
    'value',
  ],
  [/^(SSD_Life_Left|Remaining_Lifetime_Perc)$/, 'raw'],
  [/^Media_Wearout_Indicator$/, 'value'],
  [/^Wear_Leveling_Count$/, 'value'],
  [/^Av(g|e)_Block-Erase_Count$/, 'value'],
];

/** How much of a solid-state disk is used up, from the first of smartctl's sources that knows. */
export function wearOf(answer: Row, attributes: Row[]): number | null {
  return (
    numberOf(rowOf(answer.nvme_smart_health_information_log).percentage_used) ??
    numberOf(rowOf(answer.endurance_used).current_percent) ??
    statisticsWear(answer) ??
    numberOf(answer.scsi_percentage_used_endurance_indicator) ??
    attributeWear(attributes)
  );
}

/** ATA Command Set, device statistics page 7: the same for all makers. */
function statisticsWear(answer: Row): number | null {
  const pages = rowsOf(rowOf(answer.ata_device_statistics).pages ?? []).slice(0, 20);
  const entries = pages.flatMap((page) => rowsOf(page.table ?? []).slice(0, 50));
  return numberOf(
    entries.find(({ name }) => name === 'Percentage Used Endurance Indicator')?.value,
  );
}

function attributeWear(attributes: Row[]): number | null {
  for (const [name, counts] of lifeAttributes) {
    const row = attributes.find((row) => typeof row.name === 'string' && name.test(row.name));
    const raw = counts === 'raw' ? numberOf(rowOf(row?.raw).value) : null;
    const left = raw !== null && raw >= 1 && raw <= 100 ? raw : numberOf(row?.value);
    if (left !== null && left <= 100) return 100 - left;
  }
  return null;
}
