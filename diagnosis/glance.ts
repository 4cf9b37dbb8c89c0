import type { ShapedItem, ShapedItemId } from '#contract/collector/item-shapes.ts';
import type { GlanceFact } from '#contract/http/console-api.ts';
import { formatBytes, formatDuration, formatPercent, shorten } from './format-units.ts';
import { type ReadItem, readShapedItem } from './read-shaped-item.ts';

/**
 * The machine in a few lines, in the order in which engineers ask for them. Missing, malformed or
 * unknown values are left out; the manifest says why. Labels are translated; values are names,
 * numbers and unit symbols. Never throws.
 */
export function glance(readItem: ReadItem): GlanceFact[] {
  return [
    ...fact('system/system.json', readItem, 'Computer', computer),
    ...fact(
      'operating-system/operating-system.json',
      readItem,
      'Operating system',
      ({ name, version, kernel, architecture }) =>
        list(
          version && !name.includes(version) ? `${name} ${version}` : name,
          kernel,
          architecture,
        ),
    ),
    ...fact(
      'processor/processor.json',
      readItem,
      'Processor',
      ({ model, logicalProcessors }) => `${model || '?'} × ${logicalProcessors}`,
    ),
    ...fact(
      'processor/processor.json',
      readItem,
      'Load over 1, 5 and 15 minutes',
      ({ loadAverage }) =>
        loadAverage ? loadAverage.map((load) => load.toFixed(2)).join('  ') : '',
    ),
    ...fact('memory/memory.json', readItem, 'Memory available', ({ availableBytes, totalBytes }) =>
      share(availableBytes, totalBytes),
    ),
    ...systemDisk(readItem),
    ...fact(
      'operating-system/operating-system.json',
      readItem,
      'Running for',
      ({ uptimeSeconds }) => formatDuration(uptimeSeconds),
    ),
    ...fact(
      'operating-system/operating-system.json',
      readItem,
      'Language and time zone',
      ({ locale, timeZone }) => list(locale, timeZone),
    ),
    ...fact('dns/dns.json', readItem, 'DNS servers', ({ servers }) =>
      list(...servers.slice(0, 5), servers.length > 5 ? '…' : null),
    ),
    ...fact('reachability/reachability.json', readItem, 'Connection to the desk', connection),
  ];
}

/** One line, or none when the item cannot be read or `say` returns `''`. */
function fact<K extends ShapedItemId>(
  item: K,
  readItem: ReadItem,
  label: string,
  say: (value: ShapedItem<K>) => string,
): GlanceFact[] {
  const reading = readShapedItem(item, readItem);
  const value = reading.ok ? shorten(say(reading.value), 500) : '';
  return value === '' ? [] : [{ label: { message: label }, value, item }];
}

/** The known parts, with a middle dot between them. */
const list = (...parts: (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(' · ');

const share = (part: number, whole: number): string =>
  `${formatBytes(part)} / ${formatBytes(whole)} (${formatPercent(part, whole)})`;

function computer({
  manufacturer,
  model,
  virtual,
  firmware,
}: ShapedItem<'system/system.json'>): string {
  const name = [manufacturer, model].filter(Boolean).join(' ');
  return list(
    name,
    virtual ? 'VM' : null,
    [firmware.vendor, firmware.version].filter(Boolean).join(' '),
  );
}

/**
 * The disk that the system runs from; if the item does not name it (a restricted collector), the
 * largest.
 */
function systemDisk(readItem: ReadItem): GlanceFact[] {
  const item = 'disks/filesystems.json';
  const system = ['/System/Volumes/Data', '/', 'C:', 'C:\\'];
  const reading = readShapedItem(item, readItem);
  const [disk] = (reading.ok ? reading.value.filesystems : []).toSorted(
    (a, b) =>
      Number(system.includes(b.mount)) - Number(system.includes(a.mount)) ||
      b.sizeBytes - a.sizeBytes,
  );
  if (!disk) return [];
  const label = { message: 'Free space on {disk}', values: { disk: shorten(disk.mount) } };
  return [{ label, value: share(disk.availableBytes, disk.usedBytes + disk.availableBytes), item }];
}

/** `HTTP 200 · 120 ms`, or the step that failed and its error. */
function connection({ endpoints }: ShapedItem<'reachability/reachability.json'>): string {
  const [desk] = endpoints;
  if (!desk) return '';
  const steps = [
    ['DNS', desk.dns] as const,
    ['TCP', desk.tcp] as const,
    ['TLS', desk.tls] as const,
    ['HTTP', desk.http] as const,
  ];
  const total = steps.reduce((sum, [, step]) => sum + (step?.milliseconds ?? 0), 0);
  if (desk.http?.ok)
    return list(
      `HTTP ${desk.http.status ?? '?'}`,
      `${Math.round(total)} ms`,
      desk.tls?.protocol ?? null,
    );
  const failed = steps.find(([, step]) => step && !step.ok);
  return failed ? list(`${failed[0]} ✗`, failed[1]?.error ?? null) : '';
}
