/**
 * Fields of the library's answers that identify this machine: serial numbers, UUIDs, MAC addresses, asset tags and names
 * that people chose.
 */
const personal =
  /^(serial.*|uuid|hardware|macs?|bssid|ssid|asset.?tag|fqdn|host(name)?|device(id|name)|display.?id|smartdata|user(name)?|pci(id|bus)|busaddress|sku)$/i;

/** More rows than a machine has parts (VMware reports 128 slots), and more characters than a name. */
const mostRows = 256;
const longestText = 200;
const mostDepth = 4;

/** The value without personal fields, bounded, as plain data. */
export function withoutPersonal(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.slice(0, longestText);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'function' ? null : value;
  if (depth === mostDepth) return null;
  if (Array.isArray(value))
    return value.slice(0, mostRows).map((row) => withoutPersonal(row, depth + 1));
  const fields = Object.entries(value).filter(([name]) => !personal.test(name));
  return Object.fromEntries(
    fields.slice(0, mostRows).map(([name, field]) => [name, withoutPersonal(field, depth + 1)]),
  );
}
